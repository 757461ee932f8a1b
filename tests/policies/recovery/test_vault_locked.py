from __future__ import annotations

import pytest

from policies.recovery.vault_locked import vault_locked
from tests.policies.harness import ABSENT, UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"

MUTANTS = (
    mutant(
        "a vault without a lock",
        "us-east-1",
        lambda d: d.remove("shop-backup-vault", type_=LOCK),
        "shop-backup-vault",
    ),
    mutant(
        "copies without a lock",
        "ap-southeast-1",
        lambda d: d.remove("shop-backup-copies", type_=LOCK),
        "shop-backup-copies",
    ),
    mutant(
        "a lock that asks for no retention",
        "eu-central-1",
        lambda d: d.set("shop-backup-vault", "minRetentionDays", ABSENT, type_=LOCK),
        "shop-backup-vault",
    ),
    mutant(
        "a lock that asks for a day",
        "us-east-1",
        lambda d: d.set("shop-backup-copies", "minRetentionDays", 1, type_=LOCK),
        "shop-backup-copies",
    ),
    mutant(
        "a lock in another Region than the vault",
        "us-east-1",
        lambda d: d.set("shop-backup-copies", "region", "us-east-1", type_=LOCK),
        "shop-backup-copies",
    ),
)


def vaults(lock: str, more: str = "") -> Deployment:
    return program(f"""
        resources:
          vault: {{type: "aws:backup:Vault", properties: {{name: backups}}}}
          automatic: {{type: "aws:backup:Vault"}}
          its-lock:
            type: aws:backup:VaultLockConfiguration
            properties: {{backupVaultName: "${{automatic.name}}", minRetentionDays: 7}}
          lock: {{type: "aws:backup:VaultLockConfiguration", properties: {{{lock}}}}}
          {more}
    """)


@pytest.mark.parametrize(
    "lock",
    [
        "backupVaultName: backups, minRetentionDays: 7",
        'backupVaultName: "${vault.name}", minRetentionDays: 30, maxRetentionDays: 90',
    ],
)
def test_satisfied(lock: str) -> None:
    judged = judge(vault_locked, vaults(lock))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("lock", "reason"),
    [
        ("backupVaultName: other, minRetentionDays: 7", "No vault lock configuration names it"),
        ("backupVaultName: backups", "`minRetentionDays` of lock (aws:backup/vaultLock"),
        ("backupVaultName: backups, maxRetentionDays: 90", "is absent; 7 days are asked for"),
        ("backupVaultName: backups, minRetentionDays: 6", "is 6; 7 days are asked for"),
        ("backupVaultName: backups, minRetentionDays: 7, region: us-west-2", "No vault lock configuration names it"),
    ],
)
def test_violated(lock: str, reason: str) -> None:
    judged = judge(vault_locked, vaults(lock))
    assert judged.names(vault_locked.id) == {"vault"}
    assert reason in judged.violated[vault_locked.id]["vault"]


@pytest.mark.parametrize(
    "lock",
    [
        "backupVaultName: unknown!, minRetentionDays: 7",
        "backupVaultName: backups, minRetentionDays: unknown!",
        "backupVaultName: backups, minRetentionDays: 7, region: unknown!",
    ],
)
def test_undecided(lock: str) -> None:
    judged = judge(vault_locked, vaults(lock))
    assert not judged.violated
    assert "vault (" in judged.undecided[vault_locked.id]


def test_vaults_of_one_name_are_told_by_their_region() -> None:
    twin = 'twin: {type: "aws:backup:Vault", properties: {name: backups, region: us-west-2}}'
    judged = judge(vault_locked, vaults("backupVaultName: backups, minRetentionDays: 7", twin))
    assert judged.names(vault_locked.id) == {"twin"}


def test_a_vault_whose_name_is_not_known_yet_is_told_by_its_dependants() -> None:
    deployment = vaults("backupVaultName: backups, minRetentionDays: 7").set("vault", "name", UNKNOWN)
    assert judge(vault_locked, deployment).names(vault_locked.id) == {"vault"}
    judged = judge(vault_locked, deployment.sources("lock", "backupVaultName", "vault"))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(("shortest", "refused"), [(1, set()), (30, {"automatic", "vault"})])
def test_the_retention_is_configurable(shortest: int, refused: set[str]) -> None:
    configuration = {vault_locked.id: {"shortestRetentionDays": shortest}}
    judged = judge(vault_locked, vaults("backupVaultName: backups, minRetentionDays: 7"), configuration)
    assert judged.names(vault_locked.id) == refused
