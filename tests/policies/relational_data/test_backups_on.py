from __future__ import annotations

import pytest

from policies.relational_data.backups_on import backups_on
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant
from tests.policies.relational_data.databases import DATABASE, ELSEWHERE, SEARCH, TYPE, cluster

MUTANTS = (
    mutant(
        "a writer without",
        "us-east-1",
        lambda d: d.set(DATABASE, "backupRetentionPeriod", 0, type_=TYPE),
        DATABASE,
        related=("relational-data-replica-source-backups",),
    ),
    mutant(
        "a writer that cannot go back far enough",
        "eu-central-1",
        lambda d: d.set(DATABASE, "backupRetentionPeriod", 7, type_=TYPE),
        DATABASE,
    ),
    mutant(
        "a follower that leaves it to the default",
        "us-west-2",
        lambda d: d.set(DATABASE, "backupRetentionPeriod", ABSENT, type_=TYPE),
        DATABASE,
        related=("relational-data-replica-source-backups",),
    ),
    mutant(
        "a search replica that replicates another Region",
        "ap-southeast-1",
        lambda d: d.set(SEARCH, "replicateSourceDb", ELSEWHERE, type_=TYPE),
        SEARCH,
        related=(
            "observability-database-storage-alarms",
            "relational-data-deletion-protection",
            "relational-data-encryption-key",
            "relational-data-multi-az",
            "relational-data-retained-backups",
        ),
    ),
)


def instances(properties: str) -> Deployment:
    return program(f"""
        resources:
          orders: {{type: "aws:rds:Instance", properties: {{identifier: orders, backupRetentionPeriod: 35}}}}
          other: {{type: "aws:rds:Instance", properties: {{{properties}}}}}
    """)


@pytest.mark.parametrize(
    "properties",
    [
        "backupRetentionPeriod: 35",
        'backupRetentionPeriod: "35"',
        "backupRetentionPeriod: 0, replicateSourceDb: orders",
        'replicateSourceDb: "${orders.identifier}"',
        'backupRetentionPeriod: 35, region: us-west-2, replicateSourceDb: "${orders.arn}"',
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(backups_on, instances(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("instanceClass: db.r8g.large", "absent, which means 0: this source is not backed up"),
        ("backupRetentionPeriod: 0", "is 0: this source is not backed up"),
        ("backupRetentionPeriod: 34", "34 days; the recovery window is 35 days"),
        ('region: us-west-2, replicateSourceDb: "${orders.arn}"', "this cross-Region replica is not backed up"),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    judged = judge(backups_on, instances(properties))
    assert judged.names(backups_on.id) == {"other"}
    assert reason in judged.violated[backups_on.id]["other"]


@pytest.mark.parametrize("properties", ["backupRetentionPeriod: unknown!", "replicateSourceDb: unknown!"])
def test_undecided(properties: str) -> None:
    judged = judge(backups_on, instances(properties))
    assert not judged.violated
    assert "other" in judged.undecided[backups_on.id]


@pytest.mark.parametrize(("window", "refused"), [(7, set()), (8, {"other"})])
def test_the_recovery_window_is_configurable(window: int, refused: set[str]) -> None:
    configuration = {backups_on.id: {"recoveryWindowDays": window}}
    judged = judge(backups_on, instances("backupRetentionPeriod: 7"), configuration)
    assert judged.names(backups_on.id) == refused


@pytest.mark.parametrize("properties", ["backupRetentionPeriod: 35"])
def test_satisfied_cluster(properties: str) -> None:
    judged = judge(backups_on, cluster(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("engine: aurora-mysql", "is absent, which means 1 day; the recovery window is 35 days"),
        ("backupRetentionPeriod: 7", "is 7 days"),
    ],
)
def test_violated_cluster(properties: str, reason: str) -> None:
    judged = judge(backups_on, cluster(properties))
    assert judged.names(backups_on.id) == {"cluster"}
    assert reason in judged.violated[backups_on.id]["cluster"]


@pytest.mark.parametrize("properties", ["backupRetentionPeriod: unknown!"])
def test_undecided_cluster(properties: str) -> None:
    judged = judge(backups_on, cluster(properties))
    assert not judged.violated
    assert "cluster (" in judged.undecided[backups_on.id]
