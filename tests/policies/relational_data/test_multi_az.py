from __future__ import annotations

from collections.abc import Mapping

import pytest

from policies.framework.pack import Policies
from policies.relational_data.multi_az import multi_az
from tests.policies.harness import ABSENT, UNKNOWN, Deployment, judge, program

TYPE = "aws:rds/instance:Instance"


def instances(properties: str, source: str = "identifier: orders, multiAz: true") -> Deployment:
    return program(f"""
        resources:
          orders: {{type: "aws:rds:Instance", properties: {{{source}}}}}
          other: {{type: "aws:rds:Instance", properties: {{{properties}}}}}
    """)


@pytest.mark.parametrize(
    "properties",
    [
        "multiAz: true",
        'multiAz: "true"',
        "multiAz: true, replicateSourceDb: unknown!",
        "replicateSourceDb: orders",
        'replicateSourceDb: "${orders.identifier}"',
        'replicateSourceDb: "${orders.arn}"',
        'replicateSourceDb: "arn:aws:rds:us-east-1:123456789012:db:orders"',
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(multi_az, instances(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "properties",
    [
        "instanceClass: db.r8g.large",
        "multiAz: false",
        'replicateSourceDb: ""',
        'replicateSourceDb: "arn:aws:rds:eu-central-1:123456789012:db:orders"',
        'region: us-west-2, replicateSourceDb: "${orders.arn}"',
    ],
)
def test_violated(properties: str) -> None:
    assert judge(multi_az, instances(properties)).names(multi_az.id) == {"other"}


@pytest.mark.parametrize(
    "properties",
    [
        "multiAz: unknown!",
        "replicateSourceDb: unknown!",
        'region: unknown!, replicateSourceDb: "${orders.arn}"',
    ],
)
def test_undecided(properties: str) -> None:
    judged = judge(multi_az, instances(properties))
    assert not judged.violated
    assert "other (aws:rds/instance:Instance)" in judged.undecided[multi_az.id]


def test_an_undecided_instance_does_not_hide_another() -> None:
    judged = judge(multi_az, instances("multiAz: false", source="multiAz: unknown!"))
    assert judged.names(multi_az.id) == {"other"}
    assert "orders" in judged.undecided[multi_az.id]


def test_a_reason_names_what_the_instance_is() -> None:
    judged = judge(multi_az, instances('region: us-west-2, replicateSourceDb: "${orders.arn}"'))
    assert "this cross-Region replica runs in one Availability Zone" in judged.violated[multi_az.id]["other"]


@pytest.mark.parametrize("stack", ["us-east-1", "us-west-2"])
@pytest.mark.parametrize("value", [False, ABSENT])
def test_the_real_database_in_one_zone_is_refused_by_this_rule_alone(
    deployments: Mapping[str, Deployment], pack: Policies, stack: str, value: object
) -> None:
    judged = judge(pack, deployments[stack].set("shop-db-g1", "multiAz", value, type_=TYPE))
    assert judged.violated.keys() == {multi_az.id}
    assert judged.names(multi_az.id) == {"shop-db-g1"}


def test_a_real_search_replica_that_would_replicate_another_region_is_refused(
    deployments: Mapping[str, Deployment],
) -> None:
    source = "arn:aws:rds:us-east-1:123456789012:db:securecart-us-east-1-g1"
    changed = deployments["us-west-2"].set("shop-db-g1-search-1", "replicateSourceDb", source, type_=TYPE)
    assert judge(multi_az, changed).names(multi_az.id) == {"shop-db-g1-search-1"}


def test_the_real_database_with_an_unknown_setting_is_undecided(deployments: Mapping[str, Deployment]) -> None:
    judged = judge(multi_az, deployments["us-east-1"].set("shop-db-g1", "multiAz", UNKNOWN, type_=TYPE))
    assert not judged.violated
    assert "shop-db-g1 (" in judged.undecided[multi_az.id]
