"""A vault that backups cannot be taken from."""

import json
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi_aws import backup

from components.arguments import ArgumentError

SHORTEST_RETENTION_DAYS: Final = 7
"""A backup that goes sooner would be gone before a mistake is noticed."""
GRACE_DAYS: Final = 14
"""How long a lock in compliance mode can still be taken back, in days; 3 at least ("AWS Backup Vault Lock")."""


@dataclass(frozen=True, kw_only=True)
class BackupVaultArgs:
    """Arguments of `BackupVault`.

    Attributes:
        region: the Region of the vault.
        key_arn: the KMS key of that Region that encrypts it.
        longest_retention_days: the longest that a backup may ask to be kept, in days.
        compliance_lock: locks it in compliance mode, which nobody can undo once the grace time is over; governance mode
            otherwise, which a few roles may lift.
        protect: refuses deletion, of the vault and of what is in it.
        vault_name: an explicit name, where another stack refers to it; automatic where None.
    """

    region: str
    key_arn: pulumi.Input[str]
    longest_retention_days: int
    compliance_lock: bool
    protect: bool
    vault_name: str | None = None

    def __post_init__(self) -> None:
        if self.longest_retention_days < SHORTEST_RETENTION_DAYS:
            raise ArgumentError(
                "BackupVault",
                "longest_retention_days",
                self.longest_retention_days,
                f"{SHORTEST_RETENTION_DAYS} or more",
            )


class BackupVault(pulumi.ComponentResource):
    """An encrypted, locked vault whose recovery points nobody may delete or shorten.

    Attributes:
        name: the vault's name.
        arn: the vault, known once it is locked.
    """

    name: pulumi.Output[str]
    arn: pulumi.Output[str]

    def __init__(self, name: str, args: BackupVaultArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:recovery:BackupVault", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        vault = backup.Vault(
            name,
            region=args.region,
            name=args.vault_name,
            kms_key_arn=args.key_arn,
            force_destroy=not args.protect,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        lock = backup.VaultLockConfiguration(
            name,
            region=args.region,
            backup_vault_name=vault.name,
            min_retention_days=SHORTEST_RETENTION_DAYS,
            max_retention_days=args.longest_retention_days,
            changeable_for_days=GRACE_DAYS if args.compliance_lock else None,
            opts=child,
        )
        if args.protect:
            backup.VaultPolicy(
                name,
                region=args.region,
                backup_vault_name=vault.name,
                policy=json.dumps(vault_policy()),
                # It refuses to be rewritten: a change takes it away first.
                opts=pulumi.ResourceOptions(parent=self, replace_on_changes=["policy"], delete_before_replace=True),
            )
        self.name = vault.name
        self.arn = pulumi.Output.all(vault.arn, lock.id).apply(lambda known: str(known[0]))
        self.register_outputs({"name": self.name, "arn": self.arn})


def vault_policy() -> dict[str, Any]:
    """Denies everybody what would lose a backup: whoever needs it must take the policy away first, and is seen."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "BackupsStay",
                "Effect": "Deny",
                "Principal": "*",
                "Action": [
                    "backup:DeleteBackupVault",
                    "backup:DeleteRecoveryPoint",
                    "backup:DisassociateRecoveryPoint",
                    "backup:PutBackupVaultAccessPolicy",
                    "backup:UpdateRecoveryPointLifecycle",
                ],
                # Of this vault: recovery points have ARNs of many services.
                "Resource": "*",
            }
        ],
    }
