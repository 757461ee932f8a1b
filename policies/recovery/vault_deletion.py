"""A backup is deleted only by whoever has first changed its vault's policy, which is seen."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from policies.aws.backup import attached
from policies.aws.types import BACKUP_VAULT, BACKUP_VAULT_LOCK_CONFIGURATION, BACKUP_VAULT_POLICY
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

ACTION: Final = "backup:DeleteRecoveryPoint"


@stack_rule(
    title="Backup vaults refuse deletion",
    what="Every backup vault has a policy that denies `backup:DeleteRecoveryPoint`, or a lock in compliance mode.",
    why=(
        "A lock in governance mode can be taken off by whoever may do so, and the backups behind it then be deleted in "
        "one script with the data. A vault's policy is a second thing to be changed, and stops what needs no lock "
        "lifted."
    ),
    fix=(
        "Declare a `backup.VaultPolicy` with a statement that denies `backup:DeleteRecoveryPoint` to `*`, or set "
        "`changeable_for_days` on the vault's lock."
    ),
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS Backup Audit Manager",
            "Vaults prevent manual deletion of recovery points",
            "https://docs.aws.amazon.com/aws-backup/latest/devguide/choosing-controls.html",
        ),
        Source(
            "AWS Config",
            "BACKUP_RECOVERY_POINT_MANUAL_DELETION_DISABLED",
            "https://docs.aws.amazon.com/config/latest/developerguide/"
            "backup-recovery-point-manual-deletion-disabled.html",
        ),
    ),
    types=(BACKUP_VAULT,),
    passing="""
        resources:
          vault:
            type: aws:backup:Vault
          policy:
            type: aws:backup:VaultPolicy
            properties:
              backupVaultName: ${vault.name}
              policy: >-
                {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": ["backup:DeleteRecoveryPoint"],
                "Resource": "*"}]}
          final:
            type: aws:backup:Vault
          lock:
            type: aws:backup:VaultLockConfiguration
            properties: {backupVaultName: "${final.name}", minRetentionDays: 7, changeableForDays: 14}
    """,
    failing="""
        resources:
          vault:
            type: aws:backup:Vault
          policy:
            type: aws:backup:VaultPolicy
            properties:
              backupVaultName: ${vault.name}
              policy: >-
                {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
                "Action": "backup:CopyIntoBackupVault", "Resource": "*"}]}
    """,
)
def vault_deletion(stack: Stack) -> Iterator[Verdict]:
    """Judge every vault by its policy and its lock."""
    for vault in stack.of_type(BACKUP_VAULT):
        policies, other_policies = attached(stack, BACKUP_VAULT_POLICY, vault)
        locks, other_locks = attached(stack, BACKUP_VAULT_LOCK_CONFIGURATION, vault)
        answers = {f"policy of {policy}": _denies(policy) for policy in policies}
        answers |= {f"changeableForDays of {lock}": _final(lock) for lock in locks}
        answers |= {f"backupVaultName of {other}": UNKNOWN for other in (*other_policies, *other_locks)}
        unknown = [path for path, answer in answers.items() if answer is UNKNOWN]
        if True in answers.values():
            yield satisfied(vault)
        elif unknown:
            yield undecided(vault, *unknown)
        elif policies:
            yield violated(vault, f"{policies[0]} does not deny `{ACTION}` to everybody.")
        else:
            yield violated(vault, "No vault policy names it.")


def _final(lock: Resource) -> bool | Unknown:
    """A lock with a time in which it can be changed is in compliance mode: afterwards it cannot."""
    days = lock.number("changeableForDays")
    return UNKNOWN if days is UNKNOWN else days is not None


def _denies(policy: Resource) -> bool | Unknown:
    text = policy.text("policy")
    if text is UNKNOWN:
        return UNKNOWN
    try:
        document = json.loads(text or "{}")
    except json.JSONDecodeError:
        return False
    statements = document.get("Statement", []) if isinstance(document, Mapping) else []
    return any(_denies_deletion(item) for item in ([statements] if isinstance(statements, Mapping) else statements))


def _denies_deletion(statement: Any) -> bool:  # noqa: ANN401
    """Whether a statement denies deletion; some roles may be excepted by a condition."""
    if not isinstance(statement, Mapping) or statement.get("Effect") != "Deny":
        return False
    actions = statement.get("Action", [])
    named = [actions] if isinstance(actions, str) else actions
    everybody = statement.get("Principal") in ("*", {"AWS": "*"}, {"AWS": ["*"]})
    return everybody and any(action in (ACTION, "backup:Delete*", "backup:*", "*") for action in named)
