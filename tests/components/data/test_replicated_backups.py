"""Copies of automated backups."""

import pulumi
import pytest

from components.arguments import ArgumentError
from components.data.replicated_backups import ReplicatedBackups, ReplicatedBackupsArgs
from securecart.plan.model import StackPlan
from tests.support import ACCOUNT, record, type_counts

_REPLICATION = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
_ARN = f"arn:aws:rds:eu-central-1:{ACCOUNT}:db:securecart-eu-central-1-g1"


def _plan(instance_arn: str | None = _ARN, backup_region: str = "eu-west-1") -> StackPlan:
    args = ReplicatedBackupsArgs(
        instance_arn=instance_arn,
        region="eu-central-1",
        backup_region=backup_region,
        account_id=ACCOUNT,
        protect=True,
    )
    return record(
        lambda provider: ReplicatedBackups("backups", args, pulumi.ResourceOptions(provider=provider)),
        region="eu-central-1",
        stack="eu-central-1",
    )


def test_a_writers_backups_go_to_the_backup_region_under_a_key_of_that_region() -> None:
    plan = _plan()
    assert type_counts(plan) == {"aws:kms/alias:Alias": 1, "aws:kms/key:Key": 1, _REPLICATION: 1}
    assert {resource.region for resource in plan.managed} == {"eu-west-1"}
    replication = plan.named(_REPLICATION, "backups")
    assert replication.inputs["sourceDbInstanceArn"] == _ARN
    assert replication.inputs["retentionPeriod"] == 35
    assert replication.inputs["kmsKeyId"] == plan.named("aws:kms/key:Key", "backups-key").outputs["arn"]


def test_a_promotion_starts_the_replication_and_a_demotion_keeps_the_key() -> None:
    replica, writer = _plan(None), _plan()
    assert {one.urn for one in writer.managed} - {one.urn for one in replica.managed} == {
        writer.named(_REPLICATION, "backups").urn
    }
    assert replica.named("aws:kms/key:Key", "backups-key").protect


def test_refuses_the_same_region() -> None:
    with pytest.raises(ArgumentError, match="backup_region"):
        _plan(backup_region="eu-central-1")
