"""What is backed up, when, where to, and for how long."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi_aws import backup, cloudwatch, iam

from components.arguments import ArgumentError
from components.data.quiet_hours import backup_window
from components.recovery.backup_vault import SHORTEST_RETENTION_DAYS, BackupVault, BackupVaultArgs
from components.security.region_key import RegionKey, RegionKeyArgs
from securecart.settings import names

WEEKLY_RETENTION_DAYS: Final = 98
"""Fourteen weeks: a mistake found at the end of a quarter can still be undone."""
START_WINDOW_MINUTES: Final = 60
"""How long a backup may wait for its start; the shortest that AWS Backup takes."""
COMPLETION_WINDOW_MINUTES: Final = 480
HOURS_BEFORE_RDS: Final = 3
"""How long before RDS's own backup these begin.

RDS takes no snapshot during its backup and its maintenance, nor in the hour before ("Backup plan options"). The start
window and a snapshot fit in between; the maintenance comes after RDS's backup.
"""
_SERVICE_ROLES: Final = ("AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores")
_PROTECTED_TYPES: Final = ("DynamoDB", "RDS")


@dataclass(frozen=True, kw_only=True)
class BackupPlanArgs:
    """Arguments of `BackupPlan`.

    Attributes:
        region: the Region of what is backed up.
        backup_region: another Region of the same residency, where every backup is copied to.
        account_id: the account of both.
        key_arn: the KMS key of the Region's own vault.
        topic_arn: the Region's topic, which is told of failures.
        resource_arns: what is backed up, by a name for the plan: databases and tables that this Region owns.
        retention_days: how long a daily backup is kept, in days; the vaults' lock refuses what is outside its bounds.
        compliance_lock: locks both vaults in compliance mode; see `BackupVault`.
        protect: refuses the deletion of vaults, keys and backups.
    """

    region: str
    backup_region: str
    account_id: str
    key_arn: pulumi.Input[str]
    topic_arn: pulumi.Input[str]
    resource_arns: Mapping[str, pulumi.Input[str]]
    retention_days: int
    compliance_lock: bool
    protect: bool

    def __post_init__(self) -> None:
        if self.backup_region == self.region:
            raise ArgumentError("BackupPlan", "backup_region", self.backup_region, f"another Region than {self.region}")
        if not SHORTEST_RETENTION_DAYS <= self.retention_days <= WEEKLY_RETENTION_DAYS:
            bounds = f"{SHORTEST_RETENTION_DAYS} to {WEEKLY_RETENTION_DAYS}"
            raise ArgumentError("BackupPlan", "retention_days", self.retention_days, bounds)


class BackupPlan(pulumi.ComponentResource):
    """Daily and weekly backups in a locked vault, each copied to a locked vault in another Region of the residency.

    RDS keeps its own point-in-time recovery, and DynamoDB its own: two owners of it would undo each other's retention.
    What AWS Backup adds is a copy that nobody can delete, the account's administrators included.

    A Region without anything of its own to back up (a follower, of databases and tables) has its vaults all the same: a
    promotion then finds them, and a copy that arrived stays.

    Attributes:
        vault_name: the Region's vault.
        vault_arn: likewise.
        copy_vault_arn: the vault in the backup Region.
        role_arn: the role that backs up and restores.
    """

    vault_name: pulumi.Output[str]
    vault_arn: pulumi.Output[str]
    copy_vault_arn: pulumi.Output[str]
    role_arn: pulumi.Output[str]

    def __init__(self, name: str, args: BackupPlanArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:recovery:BackupPlan", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        settings = backup.RegionSettings(
            name,
            resource_type_opt_in_preference=dict.fromkeys(_PROTECTED_TYPES, True),
            # DynamoDB is copied to other Regions only with AWS Backup's own management of it.
            resource_type_management_preference={"DynamoDB": True},
            # AWS answers with every type that the Region knows, and which they are differs: not ours to set or undo.
            opts=pulumi.ResourceOptions(
                parent=self, ignore_changes=["resourceTypeOptInPreference", "resourceTypeManagementPreference"]
            ),
        )
        vault = BackupVault(
            f"{name}-vault",
            BackupVaultArgs(
                region=args.region,
                key_arn=args.key_arn,
                longest_retention_days=WEEKLY_RETENTION_DAYS,
                compliance_lock=args.compliance_lock,
                protect=args.protect,
            ),
            child,
        )
        copy_key = RegionKey(
            f"{name}-copy-key",
            RegionKeyArgs(
                region=args.backup_region,
                account_id=args.account_id,
                subject=f"copies of the backups of {args.region}",
                protect=args.protect,
                uses=(),
            ),
            child,
        )
        copy_vault = BackupVault(
            f"{name}-copies",
            BackupVaultArgs(
                region=args.backup_region,
                key_arn=copy_key.arn,
                longest_retention_days=WEEKLY_RETENTION_DAYS,
                compliance_lock=args.compliance_lock,
                vault_name=names.copy_vault(args.region),
                protect=args.protect,
            ),
            child,
        )
        self._tell_of_failures(name, args.topic_arn)
        role = self._make_role(name, args)
        if args.resource_arns:
            plan = backup.Plan(
                name,
                rules=_rules(vault.name, copy_vault.arn, args),
                opts=pulumi.ResourceOptions(parent=self, depends_on=[settings]),
            )
            for key, arn in args.resource_arns.items():
                backup.Selection(
                    f"{name}-{key}", name=key, plan_id=plan.id, iam_role_arn=role, resources=[arn], opts=child
                )
        self.vault_name = vault.name
        self.vault_arn = vault.arn
        self.copy_vault_arn = copy_vault.arn
        self.role_arn = role
        self.register_outputs(
            {"vaultArn": self.vault_arn, "copyVaultArn": self.copy_vault_arn, "roleArn": self.role_arn}
        )

    def _tell_of_failures(self, name: str, topic_arn: pulumi.Input[str]) -> None:
        """By EventBridge: vaults no longer notify of failed jobs by themselves (PutBackupVaultNotifications)."""
        rule = cloudwatch.EventRule(
            f"{name}-failures",
            description="Backups, copies and restores that did not succeed",
            event_pattern=json.dumps(failures()),
            opts=pulumi.ResourceOptions(parent=self),
        )
        cloudwatch.EventTarget(
            f"{name}-failures",
            rule=rule.name,
            arn=topic_arn,
            # A topic with a key of ours takes events by its own policy; a role would be in the way.
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _make_role(self, name: str, args: BackupPlanArgs) -> pulumi.Output[str]:
        """The role, known once it may do its work."""
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    # Without a condition on the source account, which AWS Backup is not documented to send.
                    "Principal": {"Service": "backup.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
        role = iam.Role(
            f"{name}-{args.region}",
            assume_role_policy=json.dumps(trust),
            description=f"AWS Backup in {args.region}",
            opts=pulumi.ResourceOptions(parent=self),
        )
        attachments = [
            iam.RolePolicyAttachment(
                f"{name}-{policy}",
                role=role.name,
                policy_arn=f"arn:aws:iam::aws:policy/service-role/{policy}",
                opts=pulumi.ResourceOptions(parent=self),
            )
            for policy in _SERVICE_ROLES
        ]
        return pulumi.Output.all(role.arn, *(attachment.id for attachment in attachments)).apply(lambda known: known[0])


def failures() -> dict[str, Any]:
    """The events of jobs that did not succeed ("Monitoring AWS Backup events using Amazon EventBridge")."""
    return {
        "source": ["aws.backup"],
        "detail-type": ["Backup Job State Change", "Copy Job State Change", "Restore Job State Change"],
        # Backups and copies tell their state, restores their status.
        "detail": {
            "$or": [
                {"state": ["ABORTED", "EXPIRED", "FAILED", "PARTIAL"]},
                {"status": ["ABORTED", "EXPIRED", "FAILED"]},
            ]
        },
    }


def _rules(
    vault_name: pulumi.Input[str], copy_vault_arn: pulumi.Input[str], args: BackupPlanArgs
) -> Sequence[backup.PlanRuleArgsDict]:
    """A backup every night; the one of Saturday is kept for longer."""
    hour = (int(backup_window(args.region)[:2]) - HOURS_BEFORE_RDS) % 24

    def rule(rule_name: str, days_of_week: str, days: int) -> backup.PlanRuleArgsDict:
        return {
            "rule_name": rule_name,
            "target_vault_name": vault_name,
            "schedule": f"cron(0 {hour} ? * {days_of_week} *)",
            "start_window": START_WINDOW_MINUTES,
            "completion_window": COMPLETION_WINDOW_MINUTES,
            "lifecycle": {"delete_after": days},
            "copy_actions": [{"destination_vault_arn": copy_vault_arn, "lifecycle": {"delete_after": days}}],
        }

    return [rule("daily", "SUN-FRI", args.retention_days), rule("weekly", "SAT", WEEKLY_RETENTION_DAYS)]
