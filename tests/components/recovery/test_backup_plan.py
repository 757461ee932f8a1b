from __future__ import annotations

import json
from typing import Any

import pulumi
import pulumi_aws
import pytest

from components.arguments import ArgumentError
from components.data.quiet_hours import backup_window, maintenance_window
from components.recovery.backup_plan import BackupPlan, BackupPlanArgs, failures
from securecart.plan.model import StackPlan
from securecart.settings.geography import ZONE_LETTERS
from tests.support import ACCOUNT, record, type_counts

DATABASE = f"arn:aws:rds:us-east-1:{ACCOUNT}:db:securecart-us-east-1-g1"
TABLE = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/securecart-catalogue"
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:alarms"
PLAN = "aws:backup/plan:Plan"


def arguments(**changes: Any) -> BackupPlanArgs:
    values: dict[str, Any] = {
        "region": "us-east-1",
        "backup_region": "us-west-2",
        "account_id": ACCOUNT,
        "key_arn": f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1",
        "topic_arn": TOPIC,
        "resource_arns": {"catalogue": TABLE, "database": DATABASE},
        "retention_days": 35,
        "compliance_lock": False,
        "protect": True,
    }
    return BackupPlanArgs(**values | changes)


def plan(**changes: Any) -> StackPlan:
    args = arguments(**changes)

    def program(provider: pulumi_aws.Provider) -> None:
        BackupPlan("backup", args, pulumi.ResourceOptions(provider=provider))

    return record(program, region=args.region)


@pytest.fixture(scope="module")
def owner() -> StackPlan:
    return plan()


def test_an_owner_has_two_vaults_and_a_plan_between_them(owner: StackPlan) -> None:
    assert type_counts(owner) == {
        "aws:backup/plan:Plan": 1,
        "aws:backup/regionSettings:RegionSettings": 1,
        "aws:backup/selection:Selection": 2,
        "aws:backup/vault:Vault": 2,
        "aws:backup/vaultLockConfiguration:VaultLockConfiguration": 2,
        "aws:backup/vaultPolicy:VaultPolicy": 2,
        "aws:cloudwatch/eventRule:EventRule": 1,
        "aws:cloudwatch/eventTarget:EventTarget": 1,
        "aws:iam/role:Role": 1,
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment": 2,
        "aws:kms/alias:Alias": 1,
        "aws:kms/key:Key": 1,
    }


def test_every_backup_is_copied_to_the_other_region(owner: StackPlan) -> None:
    copies = owner.named("aws:backup/vault:Vault", "backup-copies")
    assert copies.inputs["name"] == "securecart-copies-of-us-east-1"
    assert copies.region == "us-west-2"
    assert owner.named("aws:kms/key:Key", "backup-copy-key").region == "us-west-2"
    daily, weekly = owner.named(PLAN, "backup").inputs["rules"]
    for rule, days in ((daily, 35), (weekly, 98)):
        (copy,) = rule["copyActions"]
        assert {origin.urn for origin in owner.origins(copy["destinationVaultArn"])} == {copies.urn}
        assert copy["lifecycle"] == rule["lifecycle"] == {"deleteAfter": days}
        assert "enableContinuousBackup" not in rule


def test_a_night_has_one_backup(owner: StackPlan) -> None:
    daily, weekly = owner.named(PLAN, "backup").inputs["rules"]
    assert (daily["schedule"], weekly["schedule"]) == ("cron(0 4 ? * SUN-FRI *)", "cron(0 4 ? * SAT *)")


@pytest.mark.parametrize("region", sorted(ZONE_LETTERS))
def test_backups_begin_when_rds_takes_them(region: str) -> None:
    """Not in RDS's own windows nor in the hour before, from the schedule to the end of the start window."""
    other = next(name for name in ZONE_LETTERS if name != region)
    daily, _ = (
        plan(region=region, backup_region=other, resource_arns={"table": TABLE}).named(PLAN, "backup").inputs["rules"]
    )
    hour = int(daily["schedule"].split()[1])
    closed = {int(window[:2]) for window in (backup_window(region), maintenance_window(region)[4:])}
    closed |= {(begin - 1) % 24 for begin in closed}
    assert daily["startWindow"] == 60
    assert hour not in closed


def test_the_locks_take_what_the_plan_sends(owner: StackPlan) -> None:
    sent = {rule["lifecycle"]["deleteAfter"] for rule in owner.named(PLAN, "backup").inputs["rules"]}
    for lock in owner.of_type("aws:backup/vaultLockConfiguration:VaultLockConfiguration"):
        assert lock.inputs["minRetentionDays"] <= min(sent)
        assert lock.inputs["maxRetentionDays"] >= max(sent)


def test_what_is_backed_up_is_named(owner: StackPlan) -> None:
    chosen = {
        resource.inputs["name"]: resource.inputs["resources"]
        for resource in owner.of_type("aws:backup/selection:Selection")
    }
    assert chosen == {"catalogue": [TABLE], "database": [DATABASE]}


def test_the_region_manages_tables_so_that_they_can_be_copied(owner: StackPlan) -> None:
    settings = owner.named("aws:backup/regionSettings:RegionSettings", "backup")
    assert settings.inputs["resourceTypeOptInPreference"] == {"DynamoDB": True, "RDS": True}
    assert settings.inputs["resourceTypeManagementPreference"] == {"DynamoDB": True}
    assert settings.ignore_changes == ("resourceTypeOptInPreference", "resourceTypeManagementPreference")


def test_failures_reach_the_topic(owner: StackPlan) -> None:
    rule = owner.named("aws:cloudwatch/eventRule:EventRule", "backup-failures")
    assert json.loads(rule.inputs["eventPattern"]) == failures()
    target = owner.named("aws:cloudwatch/eventTarget:EventTarget", "backup-failures")
    assert target.inputs["arn"] == TOPIC
    assert "roleArn" not in target.inputs


def test_the_role_is_for_aws_backup_only(owner: StackPlan) -> None:
    role = owner.named("aws:iam/role:Role", "backup-us-east-1")
    (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    assert statement["Principal"] == {"Service": "backup.amazonaws.com"}


def test_a_follower_has_vaults_and_no_plan() -> None:
    types = type_counts(plan(resource_arns={}))
    assert types["aws:backup/vault:Vault"] == 2
    assert not {"aws:backup/plan:Plan", "aws:backup/selection:Selection"} & types.keys()


def test_a_teardown_lets_vaults_and_key_go() -> None:
    assert not any(resource.protect for resource in plan(protect=False).resources)


def test_copies_in_the_same_region_are_refused() -> None:
    with pytest.raises(ArgumentError, match="backup_region: 'us-east-1'; allowed: another Region than us-east-1"):
        arguments(backup_region="us-east-1")


@pytest.mark.parametrize("days", [6, 99])
def test_a_retention_that_the_locks_refuse_is_refused(days: int) -> None:
    with pytest.raises(ArgumentError, match=f"retention_days: {days}; allowed: 7 to 98"):
        arguments(retention_days=days)
