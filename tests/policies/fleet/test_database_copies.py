from __future__ import annotations

import pytest

from policies.fleet.database_copies import database_copies
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

DATABASE = "aws:rds/instance:Instance"
REPLICATION = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"


def no_copy(deployment: Deployment) -> Deployment:
    deployment.set("shop-db-g1", "identifier", "securecart-us-east-1-g2", type_=DATABASE)
    return deployment.remove("shop-db-backups", type_=REPLICATION)


MUTANTS = (
    mutant(
        "a writer whose backups are not replicated and that nobody follows",
        "eu-central-1",
        lambda d: d.remove("shop-db-backups", type_=REPLICATION),
        "eu-central-1/shop-db-g1",
        fleet=True,
    ),
    mutant(
        "backups that stay in the Region",
        "eu-central-1",
        lambda d: d.set("shop-db-backups", "region", "eu-central-1", type_=REPLICATION),
        "eu-central-1/shop-db-g1",
        fleet=True,
        view=View.DEPLOYED,
    ),
    mutant(
        "backups that leave the EU",
        "eu-central-1",
        lambda d: d.set("shop-db-backups", "region", "us-east-1", type_=REPLICATION),
        "eu-central-1/shop-db-g1",
        fleet=True,
        related=("fleet-residency",),
    ),
    mutant(
        "a new generation that nothing copies yet",
        "us-east-1",
        no_copy,
        "us-east-1/shop-db-g1",
        fleet=True,
        related=("fleet-replica-sources",),
    ),
)

ARN = "arn:aws:rds:us-east-1:123456789012:db:orders"
IN_DUBLIN = "arn:aws:rds:eu-west-1:123456789012:db:orders"
IN_LONDON = "arn:aws:rds:eu-west-2:123456789012:db:orders"
NONE = 'type: "aws:ec2:Vpc"'


def instance(properties: str) -> str:
    return f'type: "aws:rds:Instance", properties: {{{properties}}}'


def replication(properties: str) -> str:
    return f'type: "aws:rds:InstanceAutomatedBackupsReplication", properties: {{{properties}}}'


def fleet(writer: str, beside: str, elsewhere: str, *, region: str = "us-west-2") -> Deployment:
    return program(f"""
        name: one
        config: {{"aws:region": us-east-1}}
        resources:
          orders: {{type: "aws:rds:Instance", properties: {{{writer}}}}}
          beside: {{{beside}}}
        ---
        name: two
        config: {{"aws:region": {region}}}
        resources:
          elsewhere: {{{elsewhere}}}
    """)


NAMED = "identifier: orders"


@pytest.mark.parametrize(
    "deployment",
    [
        fleet(NAMED, NONE, instance(f'replicateSourceDb: "{ARN}"')),
        fleet(NAMED, replication('region: us-west-2, sourceDbInstanceArn: "${orders.arn}"'), NONE),
        fleet(NAMED, NONE, replication(f'sourceDbInstanceArn: "{ARN}"')),
        fleet(NAMED, NONE, replication(f'sourceDbInstanceArn: "{ARN}"'), region="eu-west-1"),
        fleet(
            f"{NAMED}, region: eu-west-2", replication(f'region: eu-west-1, sourceDbInstanceArn: "{IN_LONDON}"'), NONE
        ),
        fleet(f'arn: "{ARN}"', NONE, replication(f'sourceDbInstanceArn: "{ARN}"')),
        fleet(NAMED, instance('region: us-west-2, replicateSourceDb: "${orders.arn}"'), NONE),
        fleet(f'identifier: x, replicateSourceDb: "{ARN}"', NONE, NONE),
    ],
)
def test_satisfied(deployment: Deployment) -> None:
    judged = judge(database_copies, deployment)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("deployment", "reason"),
    [
        (fleet(NAMED, NONE, NONE), "it has no copy"),
        (fleet(NAMED, instance("replicateSourceDb: orders"), NONE), "it has no copy"),
        (
            fleet(f"{NAMED}, region: eu-west-1", NONE, instance(f'replicateSourceDb: "{IN_DUBLIN}"')),
            "elsewhere (aws:rds/instance:Instance) in us-west-2.",
        ),
        (fleet(NAMED, replication('sourceDbInstanceArn: "${orders.arn}"'), NONE), "beside (aws:rds/instanceAutomated"),
        (fleet(NAMED, NONE, instance(f'replicateSourceDb: "{ARN}-old"')), "it has no copy"),
        (fleet(f"{NAMED}, region: us-east-2", NONE, instance(f'replicateSourceDb: "{ARN}"')), "it has no copy"),
    ],
)
def test_violated(deployment: Deployment, reason: str) -> None:
    judged = judge(database_copies, deployment)
    assert judged.names(database_copies.id) == {"orders"}
    assert reason in judged.violated[database_copies.id]["orders"]


@pytest.mark.parametrize(
    ("deployment", "unknown"),
    [
        (fleet(NAMED, NONE, instance("replicateSourceDb: unknown!")), "replicateSourceDb of elsewhere"),
        (fleet(NAMED, NONE, replication("sourceDbInstanceArn: unknown!")), "sourceDbInstanceArn of elsewhere"),
        (fleet(NAMED, NONE, instance(f'region: unknown!, replicateSourceDb: "{ARN}"')), "region of elsewhere"),
        (
            fleet("identifier: unknown!", NONE, instance(f'replicateSourceDb: "{ARN}"')),
            "replicateSourceDb of elsewhere",
        ),
        (fleet(f"{NAMED}, region: unknown!", NONE, instance(f'replicateSourceDb: "{ARN}"')), "region"),
        (fleet("replicateSourceDb: unknown!", NONE, NONE), "replicateSourceDb"),
    ],
)
def test_undecided(deployment: Deployment, unknown: str) -> None:
    judged = judge(database_copies, deployment)
    assert "orders" not in judged.names(database_copies.id)
    assert f"orders (aws:rds/instance:Instance): {unknown}" in judged.undecided[database_copies.id]


def test_a_copy_of_one_of_two_instances_decides_on_neither() -> None:
    deployment = fleet(NAMED, instance("identifier: beside"), replication("sourceDbInstanceArn: unknown!"))
    judged = judge(database_copies, deployment.sources("elsewhere", "sourceDbInstanceArn", "orders", "beside"))
    assert not judged.violated
    assert judged.undecided[database_copies.id].count("sourceDbInstanceArn of elsewhere") == 2
    judged = judge(database_copies, deployment.sources("elsewhere", "sourceDbInstanceArn", "orders"))
    assert judged.names(database_copies.id) == {"beside"}
