from __future__ import annotations

import pytest

from policies.relational_data.multi_az import multi_az
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:rds/instance:Instance"
ELSEWHERE = "arn:aws:rds:us-east-1:123456789012:db:securecart-us-east-1-g1"

MUTANTS = (
    mutant(
        "a writer in one zone", "us-east-1", lambda d: d.set("shop-db-g1", "multiAz", False, type_=TYPE), "shop-db-g1"
    ),
    mutant(
        "a follower that leaves it to the default",
        "us-west-2",
        lambda d: d.set("shop-db-g1", "multiAz", ABSENT, type_=TYPE),
        "shop-db-g1",
    ),
    mutant(
        "a search replica that replicates another Region",
        "us-west-2",
        lambda d: d.set("shop-db-g1-search-1", "replicateSourceDb", ELSEWHERE, type_=TYPE),
        "shop-db-g1-search-1",
        related=(
            "relational-data-backups-on",
            "relational-data-deletion-protection",
            "relational-data-encryption-key",
            "relational-data-retained-backups",
        ),
    ),
)


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
