"""Backups that were never restored are hopes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pulumi
from pulumi_aws import backup

from components.arguments import ArgumentError

RESOURCE_TYPES: Final = ("DynamoDB", "RDS")
SELECTION_WINDOW_DAYS: Final = 7
VALIDATION_HOURS: Final = 4
"""How long what was restored stays for validation before it is deleted."""


@dataclass(frozen=True, kw_only=True)
class RestoreTestingArgs:
    """Arguments of `RestoreTesting`.

    Attributes:
        plan_name: the plan's name: letters, digits and underscores.
        vault_arn: the vault whose newest recovery points are restored.
        role_arn: the role that restores.
        resource_arns: what is restored, by type: `RDS`, `DynamoDB`.
        metadata: what AWS Backup cannot infer about a restore, by type: the subnet group of a database.
    """

    plan_name: str
    vault_arn: pulumi.Input[str]
    role_arn: pulumi.Input[str]
    resource_arns: Mapping[str, Sequence[pulumi.Input[str]]]
    metadata: Mapping[str, Mapping[str, pulumi.Input[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.plan_name.replace("_", "").isalnum():
            raise ArgumentError("RestoreTesting", "plan_name", self.plan_name, "letters, digits and underscores")
        strangers = set(self.resource_arns) - set(RESOURCE_TYPES)
        if strangers:
            raise ArgumentError("RestoreTesting", "resource_arns", sorted(strangers), ", ".join(RESOURCE_TYPES))


class RestoreTesting(pulumi.ComponentResource):
    """AWS Backup restores the newest backups every week, reports how long it took, and deletes the result."""

    def __init__(self, name: str, args: RestoreTestingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:recovery:RestoreTesting", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        plan = backup.RestoreTestingPlan(
            name,
            name=args.plan_name,
            schedule_expression="cron(0 7 ? * WED *)",
            start_window_hours=4,
            recovery_point_selection={
                "algorithm": "LATEST_WITHIN_WINDOW",
                "include_vaults": [args.vault_arn],
                "recovery_point_types": ["SNAPSHOT"],
                "selection_window_days": SELECTION_WINDOW_DAYS,
            },
            opts=child,
        )
        for kind, arns in args.resource_arns.items():
            backup.RestoreTestingSelection(
                f"{name}-{kind.lower()}",
                name=f"{args.plan_name}_{kind.lower()}",
                restore_testing_plan_name=plan.name,
                protected_resource_type=kind,
                protected_resource_arns=list(arns),
                iam_role_arn=args.role_arn,
                restore_metadata_overrides=dict(args.metadata.get(kind, {})) or None,
                validation_window_hours=VALIDATION_HOURS,
                opts=child,
            )
        self.register_outputs({})
