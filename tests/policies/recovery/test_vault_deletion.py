from __future__ import annotations

import json

import pytest

from policies.recovery.vault_deletion import vault_deletion
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import mutant

POLICY = "aws:backup/vaultPolicy:VaultPolicy"
ACTIONS = ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle", "backup:PutBackupVaultAccessPolicy"]
DENY = {"Effect": "Deny", "Principal": "*", "Action": ACTIONS, "Resource": "*"}
ARN = "arn:aws:iam::123456789012"

MUTANTS = (
    mutant(
        "a vault without a policy",
        "us-east-1",
        lambda d: d.remove("shop-backup-vault", type_=POLICY),
        "shop-backup-vault",
    ),
    mutant(
        "copies without a policy",
        "us-west-2",
        lambda d: d.remove("shop-backup-copies", type_=POLICY),
        "shop-backup-copies",
    ),
    mutant(
        "a policy that allows",
        "eu-central-1",
        lambda d: d.edit_json(
            "shop-backup-vault", "policy", lambda p: p["Statement"][0].update(Effect="Allow"), type_=POLICY
        ),
        "shop-backup-vault",
        related=("access-no-wildcard-principals",),
    ),
    mutant(
        "a policy that denies something else",
        "us-east-1",
        lambda d: d.edit_json(
            "shop-backup-copies",
            "policy",
            lambda p: p["Statement"][0]["Action"].remove("backup:DeleteRecoveryPoint"),
            type_=POLICY,
        ),
        "shop-backup-copies",
    ),
    mutant(
        "a policy that may be rewritten",
        "us-east-1",
        lambda d: d.edit_json(
            "shop-backup-vault",
            "policy",
            lambda p: p["Statement"][0]["Action"].remove("backup:PutBackupVaultAccessPolicy"),
            type_=POLICY,
        ),
        "shop-backup-vault",
    ),
    mutant(
        "backups that may be made to expire",
        "ap-southeast-1",
        lambda d: d.edit_json(
            "shop-backup-copies",
            "policy",
            lambda p: p["Statement"][0]["Action"].remove("backup:UpdateRecoveryPointLifecycle"),
            type_=POLICY,
        ),
        "shop-backup-copies",
    ),
    mutant(
        "a policy that spares everybody",
        "eu-central-1",
        lambda d: d.edit_json(
            "shop-backup-vault",
            "policy",
            lambda p: p["Statement"][0].update(Condition={"ArnNotLike": {"aws:PrincipalArn": "*"}}),
            type_=POLICY,
        ),
        "shop-backup-vault",
    ),
)


def vault(policy: str, lock: str = "minRetentionDays: 7") -> Deployment:
    return program(f"""
        resources:
          vault: {{type: "aws:backup:Vault", properties: {{name: backups}}}}
          policy: {{type: "aws:backup:VaultPolicy", properties: {{{policy}}}}}
          lock: {{type: "aws:backup:VaultLockConfiguration", properties: {{backupVaultName: backups, {lock}}}}}
    """)


def policy(statements: object) -> str:
    return f"backupVaultName: backups, policy: '{json.dumps({'Statement': statements})}'"


@pytest.mark.parametrize(
    "text",
    [
        policy([DENY]),
        policy(DENY),
        policy([{"Effect": "Allow"}, DENY]),
        policy([{**DENY, "Action": "backup:*"}]),
        policy([{**DENY, "Principal": {"AWS": "*"}, "Action": ["backup:Delete*", "backup:Update*", "backup:Put*"]}]),
        policy([{**DENY, "Action": action} for action in ACTIONS]),
        policy([{"Effect": "Deny", "Principal": "*", "NotAction": "backup:StartRestoreJob", "Resource": "*"}]),
        policy([{"Effect": "Deny", "NotPrincipal": {"AWS": f"{ARN}:role/keeper"}, "Action": ACTIONS}]),
        policy([{**DENY, "Condition": {"StringNotLike": {"aws:PrincipalArn": [f"{ARN}:role/keeper-*"]}}}]),
        policy([{**DENY, "Condition": {"StringNotEquals": {"aws:PrincipalTag/team": "keepers"}}}]),
        policy([{**DENY, "Condition": {"Bool": {"aws:PrincipalIsAWSService": "false"}}}]),
        policy([{**DENY, "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::1:role/keeper"}}}]),
    ],
)
def test_satisfied(text: str) -> None:
    judged = judge(vault_deletion, vault(text))
    assert not judged.violated
    assert not judged.undecided


def test_a_lock_in_compliance_mode_is_enough() -> None:
    judged = judge(vault_deletion, vault("backupVaultName: other", "changeableForDays: 3"))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("backupVaultName: other, policy: '{}'", "No vault policy names it."),
        ("backupVaultName: backups, policy: nonsense", "does not deny `backup:DeleteRecoveryPoint`"),
        ("backupVaultName: backups, policy: '[]'", "does not deny"),
        (policy([{**DENY, "Action": ACTIONS[0]}]), f"does not deny `{ACTIONS[1]}`, `{ACTIONS[2]}` to everybody"),
        (policy([{**DENY, "Action": ACTIONS[:2]}]), f"does not deny `{ACTIONS[2]}` to everybody"),
        (policy([{**DENY, "Action": ACTIONS[1:]}]), f"does not deny `{ACTIONS[0]}` to everybody"),
        (policy([{**DENY, "Condition": {"ArnNotLike": {"aws:PrincipalArn": "*"}}}]), "does not deny"),
        (policy([{**DENY, "Condition": {"ArnNotLike": {"aws:PrincipalArn": f"{ARN}:role/*"}}}]), "does not deny"),
        (policy([{**DENY, "Condition": {"ArnLike": {"aws:PrincipalArn": f"{ARN}:role/intern"}}}]), "does not deny"),
        (policy([{**DENY, "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}}]), "does not deny"),
        (policy([{**DENY, "Condition": {"Bool": {"aws:PrincipalIsAWSService": "true"}}}]), "does not deny"),
        (policy([{"Effect": "Deny", "NotPrincipal": "*", "Action": ACTIONS}]), "does not deny"),
        ("backupVaultName: backups", "does not deny"),
        (policy([]), "does not deny"),
        (policy(["x"]), "does not deny"),
        (policy([{**DENY, "Effect": "Allow"}]), "does not deny"),
        (policy([{**DENY, "Principal": {"AWS": "arn:aws:iam::1:role/intern"}}]), "does not deny"),
        (policy([{**DENY, "Action": "backup:DeleteBackupVault"}]), "does not deny"),
        (policy([{"Effect": "Deny", "Principal": "*"}]), "does not deny"),
    ],
)
def test_violated(text: str, reason: str) -> None:
    assert reason in judge(vault_deletion, vault(text)).violated[vault_deletion.id]["vault"]


@pytest.mark.parametrize(
    ("text", "lock"),
    [
        ("backupVaultName: backups, policy: unknown!", ""),
        ("backupVaultName: unknown!, policy: '{}'", ""),
        ("backupVaultName: other, policy: '{}'", "changeableForDays: unknown!"),
    ],
)
def test_undecided(text: str, lock: str) -> None:
    judged = judge(vault_deletion, vault(text, lock))
    assert not judged.violated
    assert "vault (" in judged.undecided[vault_deletion.id]
