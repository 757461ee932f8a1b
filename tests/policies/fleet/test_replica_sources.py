from __future__ import annotations

import pytest

from policies.fleet.replica_sources import replica_sources
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:rds/instance:Instance"
WRITER = "arn:aws:rds:us-east-1:123456789012:db:securecart-us-east-1-g1"

MUTANTS = (
    mutant(
        "a replica of a generation that nobody declares",
        "us-west-2",
        lambda d: d.set("shop-db-g1", "replicateSourceDb", WRITER.replace("-g1", "-g2"), type_=TYPE),
        "us-west-2/shop-db-g1",
        fleet=True,
    ),
    mutant(
        "a replica that looks in the wrong Region",
        "ap-southeast-1",
        lambda d: d.set("shop-db-g1", "replicateSourceDb", WRITER.replace(":us-east-1:", ":us-east-2:"), type_=TYPE),
        "ap-southeast-1/shop-db-g1",
        fleet=True,
    ),
    mutant(
        "a replica that looks in another account",
        "us-west-2",
        lambda d: d.set("shop-db-g1", "replicateSourceDb", WRITER.replace("123456789012", "210987654321"), type_=TYPE),
        "us-west-2/shop-db-g1",
        fleet=True,
        view=View.DEPLOYED,
    ),
    mutant(
        "a replica of a replica",
        "ap-southeast-1",
        lambda d: d.set("shop-db-g1", "replicateSourceDb", WRITER.replace("us-east-1", "us-west-2"), type_=TYPE),
        "ap-southeast-1/shop-db-g1",
        fleet=True,
    ),
    mutant(
        "a writer with another identifier",
        "us-east-1",
        lambda d: d.set("shop-db-g1", "identifier", "securecart-us-east-1-g2", type_=TYPE),
        "ap-southeast-1/shop-db-g1",
        "us-west-2/shop-db-g1",
        fleet=True,
    ),
    mutant(
        "a writer without backups",
        "us-east-1",
        lambda d: d.set("shop-db-g1", "backupRetentionPeriod", ABSENT, type_=TYPE),
        "ap-southeast-1/shop-db-g1",
        "us-west-2/shop-db-g1",
        fleet=True,
    ),
    mutant(
        "a writer whose password RDS manages",
        "us-east-1",
        lambda d: d.set("shop-db-g1", "manageMasterUserPassword", True, type_=TYPE),
        "ap-southeast-1/shop-db-g1",
        "us-west-2/shop-db-g1",
        fleet=True,
    ),
)

ARN = "arn:aws:rds:us-east-1:123456789012:db:orders"


def fleet(
    source: str = "identifier: orders, engine: postgres, backupRetentionPeriod: 35",
    replica: str = f'replicateSourceDb: "{ARN}"',
) -> Deployment:
    return program(f"""
        name: one
        config: {{"aws:region": us-east-1}}
        resources:
          orders: {{type: "aws:rds:Instance", properties: {{{source}}}}}
        ---
        name: two
        config: {{"aws:region": us-west-2}}
        resources:
          replica: {{type: "aws:rds:Instance", properties: {{identifier: replica, {replica}}}}}
    """)


BACKED_UP = "identifier: orders, backupRetentionPeriod: 35"


@pytest.mark.parametrize(
    "deployment",
    [
        fleet(),
        fleet(source=f'{BACKED_UP}, engine: postgres, arn: "{ARN}"'),
        fleet(source=f"{BACKED_UP}, engine: mysql, replicateSourceDb: other"),
        fleet(source=f"{BACKED_UP}, engine: sqlserver-ee, manageMasterUserPassword: true"),
        fleet(source=f"{BACKED_UP}, manageMasterUserPassword: true"),
        fleet(source=f"{BACKED_UP}, manageMasterUserPassword: false"),
        fleet(replica="replicateSourceDb: orders"),
        fleet(replica="multiAz: true"),
        fleet(replica='replicateSourceDb: "arn:aws:rds:us-east-1:123456789012:cluster:orders"'),
    ],
)
def test_satisfied(deployment: Deployment) -> None:
    judged = judge(replica_sources, deployment)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("deployment", "reason"),
    [
        (
            fleet(source="identifier: others, backupRetentionPeriod: 35"),
            "names db:orders in us-east-1, account 12345678",
        ),
        (fleet(source=f"{BACKED_UP}, region: eu-west-1"), "no stack declares it"),
        (fleet(source=f'{BACKED_UP}, arn: "{ARN.replace("123456789012", "2")}"'), "no stack declares it"),
        (fleet(source="identifier: orders"), "no automated backups: `backupRetentionPeriod` is None"),
        (fleet(source="identifier: orders, backupRetentionPeriod: 0"), "`backupRetentionPeriod` is 0"),
        (fleet(source=f"{BACKED_UP}, engine: postgres, manageMasterUserPassword: true"), "`manageMasterUserPassword`"),
        (fleet(source=f"{BACKED_UP}, engine: postgres, replicateSourceDb: other"), "is itself a replica, of other."),
    ],
)
def test_violated(deployment: Deployment, reason: str) -> None:
    judged = judge(replica_sources, deployment)
    assert judged.names(replica_sources.id) == {"replica"}
    assert reason in judged.violated[replica_sources.id]["replica"]


@pytest.mark.parametrize(
    ("deployment", "unknown"),
    [
        (fleet(source="identifier: unknown!, backupRetentionPeriod: 35"), "region and identifier of orders"),
        (fleet(source="backupRetentionPeriod: 35"), "region and identifier of orders"),
        (fleet(source=f"{BACKED_UP}, region: unknown!"), "region and identifier of orders"),
        (fleet(source="identifier: orders, backupRetentionPeriod: unknown!"), "backupRetentionPeriod of orders"),
        (fleet(source=f"{BACKED_UP}, manageMasterUserPassword: unknown!"), "manageMasterUserPassword of orders"),
        (fleet(source=f"{BACKED_UP}, engine: postgres, replicateSourceDb: unknown!"), "replicateSourceDb of orders"),
        (fleet(source=f"{BACKED_UP}, engine: unknown!, replicateSourceDb: x"), "engine of orders"),
        (fleet(replica="replicateSourceDb: unknown!"), "replicateSourceDb"),
        (fleet(replica=f'region: unknown!, replicateSourceDb: "{ARN}"'), "region"),
    ],
)
def test_undecided(deployment: Deployment, unknown: str) -> None:
    judged = judge(replica_sources, deployment)
    assert not judged.violated
    assert f"replica (aws:rds/instance:Instance): {unknown}" in judged.undecided[replica_sources.id]
