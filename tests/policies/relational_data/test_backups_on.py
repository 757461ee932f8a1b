from __future__ import annotations

from collections.abc import Mapping

import pytest

from policies.framework.pack import Policies
from policies.relational_data.backups_on import backups_on
from tests.policies.harness import ABSENT, Deployment, judge, program

TYPE = "aws:rds/instance:Instance"


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


@pytest.mark.parametrize("stack", ["us-east-1", "us-west-2"])
@pytest.mark.parametrize("value", [0, 7, ABSENT])
def test_the_real_database_without_its_backups_is_refused_by_this_rule_alone(
    deployments: Mapping[str, Deployment], pack: Policies, stack: str, value: object
) -> None:
    judged = judge(pack, deployments[stack].set("shop-db-g1", "backupRetentionPeriod", value, type_=TYPE))
    assert judged.violated.keys() == {backups_on.id}
    assert judged.names(backups_on.id) == {"shop-db-g1"}
