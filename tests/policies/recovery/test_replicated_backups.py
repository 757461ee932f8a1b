from __future__ import annotations

import pytest

from policies.recovery.replicated_backups import replicated_backups
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"

MUTANTS = (
    mutant(
        "a retention left to the default",
        "us-east-1",
        lambda d: d.set("shop-db-backups", "retentionPeriod", ABSENT, type_=TYPE),
        "shop-db-backups",
    ),
    mutant(
        "a shorter retention than the database's",
        "eu-central-1",
        lambda d: d.set("shop-db-backups", "retentionPeriod", 34, type_=TYPE),
        "shop-db-backups",
    ),
    mutant(
        "backups replicated to London",
        "eu-central-1",
        lambda d: d.set("shop-db-backups", "region", "eu-west-2", type_=TYPE),
        "shop-db-backups",
        related=("recovery-backup-keys",),
    ),
    mutant(
        "backups replicated to where the database is",
        "us-east-1",
        lambda d: d.set("shop-db-backups", "region", "us-east-1", type_=TYPE),
        "shop-db-backups",
        related=("recovery-backup-keys",),
    ),
)


def replication(properties: str, source: str = "backupRetentionPeriod: 35") -> Deployment:
    return program(f"""
        resources:
          orders: {{type: "aws:rds:Instance", properties: {{identifier: orders, {source}}}}}
          another: {{type: "aws:rds:Instance", properties: {{identifier: another, {source}}}}}
          copies: {{type: "aws:rds:InstanceAutomatedBackupsReplication", properties: {{{properties}}}}}
    """)


SOURCE = 'sourceDbInstanceArn: "${orders.arn}"'
ELSEWHERE = 'sourceDbInstanceArn: "arn:aws:rds:eu-central-1:123456789012:db:imported"'


@pytest.mark.parametrize(
    ("properties", "source"),
    [
        (f"{SOURCE}, region: us-west-2, retentionPeriod: 35", "backupRetentionPeriod: 35"),
        (f"{SOURCE}, region: us-west-2", "backupRetentionPeriod: 7"),
        (f"{SOURCE}, region: us-west-2", "multiAz: true"),
        (f"{ELSEWHERE}, region: eu-west-1", "backupRetentionPeriod: 35"),
        (f"{SOURCE}, region: eu-west-1, retentionPeriod: 35", "backupRetentionPeriod: 35"),
    ],
)
def test_satisfied(properties: str, source: str) -> None:
    judged = judge(replicated_backups, replication(properties, source))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        (f"{SOURCE}, region: us-west-2", "`retentionPeriod` is absent, which means 7; orders (aws:rds/instance:Inst"),
        (f"{SOURCE}, region: us-west-2, retentionPeriod: 34", "`retentionPeriod` is 34; orders"),
        (f"{SOURCE}, retentionPeriod: 35", "`region` is us-east-1, where the database is itself."),
        (f"{ELSEWHERE}, region: eu-west-2", "its backups go out of the EU"),
        (f"{ELSEWHERE}, region: eu-west-2, retentionPeriod: unknown!", "out of the EU"),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    judged = judge(replicated_backups, replication(properties))
    assert reason in judged.violated[replicated_backups.id]["copies"]


@pytest.mark.parametrize(
    ("properties", "source"),
    [
        ("sourceDbInstanceArn: unknown!, region: us-west-2, retentionPeriod: 35", ""),
        (f"{SOURCE}, region: us-west-2, retentionPeriod: unknown!", "backupRetentionPeriod: 35"),
        (f"{SOURCE}, region: us-west-2, retentionPeriod: 35", "backupRetentionPeriod: unknown!"),
        (f"{SOURCE}, region: unknown!, retentionPeriod: 35", "backupRetentionPeriod: 35"),
        (f"{SOURCE}, region: us-west-2, retentionPeriod: 35", "region: unknown!"),
        ("region: us-west-2, retentionPeriod: 35", ""),
    ],
)
def test_undecided(properties: str, source: str) -> None:
    judged = judge(replicated_backups, replication(properties, source))
    assert not judged.violated
    assert "copies" in judged.undecided[replicated_backups.id]


def test_a_source_that_may_be_one_of_two_leaves_it_open() -> None:
    deployment = replication(f"{SOURCE}, region: us-west-2, retentionPeriod: 35")
    deployment.sources("copies", "sourceDbInstanceArn", "orders", "another")
    assert judge(replicated_backups, deployment).undecided
