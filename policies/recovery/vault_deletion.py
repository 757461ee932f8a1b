"""A backup is deleted only by whoever has first taken its vault's policy away, which is seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from policies.aws import arn
from policies.aws.backup import attached
from policies.aws.policy_document import DENY, Condition, Document, Statement, read
from policies.aws.types import BACKUP_VAULT, BACKUP_VAULT_LOCK_CONFIGURATION, BACKUP_VAULT_POLICY
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

ACTIONS: Final = (
    "backup:DeleteRecoveryPoint",
    "backup:UpdateRecoveryPointLifecycle",
    "backup:PutBackupVaultAccessPolicy",
)
"""What deletes a backup, has it expire, or lifts the policy that refuses both (the AWS Config rule below)."""
_SPARING: Final = ("aws:principalarn", "aws:principaltag/", "aws:userid", "aws:username")
"""The condition keys by which single principals are spared."""
_SERVICE: Final = "aws:principalisawsservice"
_WHOEVER: Final = ("*", "role/*", "user/*", "assumed-role/*")
"""Patterns that leave nobody, in place of the last part of a principal's ARN."""


@stack_rule(
    title="Backup vaults refuse deletion",
    what=(
        "Every backup vault has a policy that denies everybody, but for principals that a condition spares by name, "
        "`backup:DeleteRecoveryPoint`, `backup:UpdateRecoveryPointLifecycle` and `backup:PutBackupVaultAccessPolicy`, "
        "or a lock in compliance mode."
    ),
    why=(
        "A lock in governance mode can be taken off by whoever may do so, and the backups behind it then be deleted in "
        "one script with the data. A vault's policy is a second thing to be taken away, and stops what needs no lock "
        "lifted. It does so only if nobody can rewrite it, or have the backups expire instead."
    ),
    fix=(
        "Declare a `backup.VaultPolicy` with a statement that denies the three actions to `*`, or set "
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
                {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": ["backup:DeleteRecoveryPoint",
                "backup:UpdateRecoveryPointLifecycle", "backup:PutBackupVaultAccessPolicy"], "Resource": "*"}]}
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
        allowed = {policy: _not_denied(policy) for policy in policies}
        answers = {
            f"policy of {policy}": UNKNOWN if isinstance(left, Unknown) else not left
            for policy, left in allowed.items()
        }
        answers |= {f"changeableForDays of {lock}": _final(lock) for lock in locks}
        answers |= {f"backupVaultName of {other}": UNKNOWN for other in (*other_policies, *other_locks)}
        unknown = [path for path, answer in answers.items() if answer is UNKNOWN]
        if True in answers.values():
            yield satisfied(vault)
        elif unknown:
            yield undecided(vault, *unknown)
        elif policies:
            left = allowed[policies[0]]
            actions = "" if isinstance(left, Unknown) else ", ".join(f"`{action}`" for action in left)
            yield violated(vault, f"{policies[0]} does not deny {actions} to everybody.")
        else:
            yield violated(vault, "No vault policy names it.")


def _final(lock: Resource) -> bool | Unknown:
    """A lock with a time in which it can be changed is in compliance mode: afterwards it cannot."""
    days = lock.number("changeableForDays")
    return UNKNOWN if days is UNKNOWN else days is not None


def _not_denied(policy: Resource) -> Sequence[str] | Unknown:
    """The actions that a policy leaves allowed; what is no policy document denies nothing."""
    document = read(policy, "policy")
    if isinstance(document, Unknown):
        return UNKNOWN
    statements = document.statements if isinstance(document, Document) else ()
    denied = [statement for statement in statements if _denies_everybody(statement)]
    return [action for action in ACTIONS if not any(statement.concerns(action) for statement in denied)]


def _denies_everybody(statement: Statement) -> bool:
    """Whether a statement denies something to everybody, but for principals that it spares by name."""
    spared = [principal for named in statement.not_principals.values() for principal in named]
    about = statement.everyone or (bool(spared) and "*" not in spared)
    return statement.effect == DENY and about and all(_spares_few(condition) for condition in statement.conditions)


def _spares_few(condition: Condition) -> bool:
    """Whether a Deny with a condition still is for everybody: the condition only leaves out whom it names."""
    if condition.key == _SERVICE:
        return condition.values == ("false",)
    if not condition.negates or not condition.key.startswith(_SPARING):
        return False
    return not any(_is_whoever(value) for value in condition.values)


def _is_whoever(value: str) -> bool:
    parsed = arn.parse(value)
    return (parsed.resource if parsed else value) in _WHOEVER
