from __future__ import annotations

import pytest

from policies.relational_data.multi_az import multi_az
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant
from tests.policies.relational_data.databases import cluster

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
            "observability-database-storage-alarms",
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


def member(name: str, properties: str = "", of: str = "${cluster.id}") -> str:
    return f'{name}: {{type: "aws:rds:ClusterInstance", properties: {{clusterIdentifier: "{of}", {properties}}}}}'


AURORA = "engine: aurora-postgresql, clusterIdentifier: orders"
SCALING = "resourceId: cluster:orders, scalableDimension: rds:cluster:ReadReplicaCount"


@pytest.mark.parametrize(
    ("properties", "resources"),
    [
        ("engine: postgres, dbClusterInstanceClass: db.m6gd.large", []),
        ("engine: aurora-mysql, engineMode: serverless", []),
        (AURORA, [member("one"), member("two")]),
        (AURORA, [member("one", of="orders"), member("two", of="${cluster.clusterIdentifier}")]),
        (AURORA, [member("one", "availabilityZone: us-east-1a"), member("two", "availabilityZone: us-east-1b")]),
        (AURORA, [member("one", "availabilityZone: us-east-1a"), member("two")]),
    ],
)
def test_satisfied_cluster(properties: str, resources: list[str]) -> None:
    judged = judge(multi_az, cluster(properties, *resources))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("resources", "reason"),
    [
        ([member("one")], "one (aws:rds/clusterInstance:ClusterInstance) is its only instance"),
        ([member("one"), member("two", of="elsewhere")], "is its only instance"),
        (
            [member("one", "availabilityZone: us-east-1a"), member("two", "availabilityZone: us-east-1a")],
            "`availabilityZone` of all its instances is us-east-1a",
        ),
    ],
)
def test_violated_cluster(resources: list[str], reason: str) -> None:
    judged = judge(multi_az, cluster(AURORA, *resources))
    assert judged.names(multi_az.id) == {"cluster"}
    assert reason in judged.violated[multi_az.id]["cluster"]


@pytest.mark.parametrize(
    ("properties", "resources"),
    [
        (AURORA, []),
        (f"{AURORA}, engineMode: unknown!", [member("one")]),
        (f"{AURORA}, dbClusterInstanceClass: unknown!", [member("one")]),
        (AURORA, [member("one"), member("two", of="unknown!")]),
        (AURORA, [member("one", "availabilityZone: unknown!"), member("two", "availabilityZone: us-east-1a")]),
        (
            AURORA,
            [
                member("one"),
                f'scaling: {{type: "aws:appautoscaling:Target", properties: {{{SCALING}}}}}',
            ],
        ),
    ],
)
def test_undecided_cluster(properties: str, resources: list[str]) -> None:
    judged = judge(multi_az, cluster(properties, *resources))
    assert not judged.violated
    assert "cluster (" in judged.undecided[multi_az.id]


@pytest.mark.parametrize(
    ("arn", "violated", "undecided"),
    [
        ("arn:aws:outposts:us-east-1:123456789012:outpost/op-1", set(), set()),
        ("unknown!", set(), {multi_az.id}),
        ("", {"orders"}, set()),
    ],
)
def test_an_outpost_is_one_zone(arn: str, violated: set[str], undecided: set[str]) -> None:
    text = f"""
        resources:
          subnet: {{type: "aws:ec2:Subnet", properties: {{outpostArn: "{arn}"}}}}
          group: {{type: "aws:rds:SubnetGroup", properties: {{subnetIds: ["${{subnet.id}}"]}}}}
          orders: {{type: "aws:rds:Instance", properties: {{dbSubnetGroupName: "${{group.name}}"}}}}
    """
    judged = judge(multi_az, text)
    assert judged.names(multi_az.id) == violated
    assert set(judged.undecided) == undecided
