"""What is backed up, when, where to, and for how long."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi_aws import backup, iam

from components.arguments import ArgumentError
from components.recovery.backup_vault import BackupVault, BackupVaultArgs
from components.security.region_key import RegionKey, RegionKeyArgs
from securecart.settings import names

WEEKLY_RETENTION_DAYS: Final = 98
"""Fourteen weeks: a mistake found at the end of a quarter can still be undone."""
START_WINDOW_MINUTES: Final = 60
COMPLETION_WINDOW_MINUTES: Final = 480
_SERVICE_ROLES: Final = ("AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores")
_PROTECTED_TYPES: Final = ("Aurora", "DynamoDB", "EBS", "EC2", "EFS", "RDS", "S3")


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
        retention_days: how long a daily backup is kept, in days.
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


class BackupPlan(pulumi.ComponentResource):
    """Daily and weekly backups in a locked vault, each copied to a locked vault in another Region of the residency.

    RDS keeps its own point-in-time recovery, and DynamoDB its own: two owners of it would undo each other's retention.
    What AWS Backup adds is a copy that nobody can delete, the account's administrators included.

    A Region without anything of its own to back up (a follower, of databases and of tables) has its vaults all the same:
    a promotion then finds them, and a copy that arrived stays.

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
        # DynamoDB is copied to other Regions only with AWS Backup's own management of it.
        settings = backup.RegionSettings(
            name,
            resource_type_opt_in_preference=dict.fromkeys(_PROTECTED_TYPES, True),
            resource_type_management_preference={"DynamoDB": True, "EFS": True},
            opts=child,
        )
        vault = BackupVault(
            f"{name}-vault",
            BackupVaultArgs(
                region=args.region,
                key_arn=args.key_arn,
                longest_retention_days=WEEKLY_RETENTION_DAYS,
                compliance_lock=args.compliance_lock,
                topic_arn=args.topic_arn,
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
        role = self._make_role(name, args)
        if args.resource_arns:
            plan = backup.Plan(
                name,
                rules=_rules(vault.name, copy_vault.arn, args.retention_days),
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

    def _make_role(self, name: str, args: BackupPlanArgs) -> pulumi.Output[str]:
        """The role, known once it may do its work."""
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "backup.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                    "Condition": {"StringEquals": {"aws:SourceAccount": args.account_id}},
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


def _rules(
    vault_name: pulumi.Input[str], copy_vault_arn: pulumi.Input[str], retention_days: int
) -> Sequence[backup.PlanRuleArgsDict]:
    def rule(rule_name: str, schedule: str, days: int) -> Any:  # noqa: ANN401
        return {
            "rule_name": rule_name,
            "target_vault_name": vault_name,
            "schedule": schedule,
            "start_window": START_WINDOW_MINUTES,
            "completion_window": COMPLETION_WINDOW_MINUTES,
            "lifecycle": {"delete_after": days},
            "copy_actions": [{"destination_vault_arn": copy_vault_arn, "lifecycle": {"delete_after": days}}],
        }

    return [
        rule("daily", "cron(0 5 * * ? *)", retention_days),
        rule("weekly", "cron(0 9 ? * SUN *)", WEEKLY_RETENTION_DAYS),
    ]
