"""Nobody can delete a backup, or make it expire, before its time."""

from collections.abc import Iterator

from policies.aws.backup import attached
from policies.aws.types import BACKUP_VAULT, BACKUP_VAULT_LOCK_CONFIGURATION
from policies.framework.resources import Stack
from policies.framework.rule import Parameter, Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

SHORTEST = Parameter(
    name="shortestRetentionDays",
    description="The retention that a vault's lock has to ask for at least, in days.",
    default=7,
    schema={"type": "integer", "minimum": 1},
)


@stack_rule(
    title="Backup vaults are locked",
    what="Every backup vault has a Vault Lock that asks backups to be kept for a week at least.",
    why=(
        "Without a lock, whoever may administer backups may delete them all: an intruder does so before touching the "
        "data, a careless script does so by mistake, and then there is nothing to restore. Without a shortest "
        "retention, a changed plan makes backups that are gone the next day."
    ),
    fix=(
        "Declare a `backup.VaultLockConfiguration` for the vault with `min_retention_days`; with "
        "`changeable_for_days` it is final once these days are over."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Backup developer guide",
            "AWS Backup Vault Lock",
            "https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html",
        ),
        Source(
            "AWS Backup Audit Manager",
            "Resources are protected by AWS Backup Vault Lock",
            "https://docs.aws.amazon.com/aws-backup/latest/devguide/choosing-controls.html",
        ),
    ),
    types=(BACKUP_VAULT,),
    parameters=(SHORTEST,),
    passing="""
        resources:
          vault:
            type: aws:backup:Vault
          policy:
            type: aws:backup:VaultPolicy
            properties:
              backupVaultName: ${vault.name}
              policy: >-
                {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "backup:DeleteRecoveryPoint",
                "Resource": "*"}]}
          lock:
            type: aws:backup:VaultLockConfiguration
            properties: {backupVaultName: "${vault.name}", minRetentionDays: 7}
    """,
    failing="""
        resources:
          vault:
            type: aws:backup:Vault
    """,
)
def vault_locked(stack: Stack) -> Iterator[Verdict]:
    """Judge every vault by the lock that names it."""
    shortest = stack.parameter(SHORTEST)
    for vault in stack.of_type(BACKUP_VAULT):
        locks, possible = attached(stack, BACKUP_VAULT_LOCK_CONFIGURATION, vault)
        days = {lock: lock.number("minRetentionDays") for lock in locks}
        if any(kept is not None and kept is not UNKNOWN and kept >= shortest for kept in days.values()):
            yield satisfied(vault)
        elif possible or UNKNOWN in days.values():
            unknown = [f"backupVaultName of {lock}" for lock in possible]
            yield undecided(vault, *unknown, *(f"minRetentionDays of {lock}" for lock in locks))
        elif not locks:
            yield violated(vault, "No vault lock configuration names it.")
        else:
            lock, kept = days.popitem()
            said = "is absent" if kept is None else f"is {kept}"
            yield violated(vault, f"`minRetentionDays` of {lock} {said}; {shortest} days are asked for.")
