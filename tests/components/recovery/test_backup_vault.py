from __future__ import annotations

import json

import pulumi
import pulumi_aws
import pytest

from components.arguments import ArgumentError
from components.recovery.backup_vault import BackupVault, BackupVaultArgs
from securecart.plan.model import StackPlan
from tests.support import ACCOUNT, record, type_counts

KEY = f"arn:aws:kms:us-west-2:{ACCOUNT}:key/1"


def plan(*, compliance_lock: bool = False, protect: bool = True, vault_name: str | None = None) -> StackPlan:
    args = BackupVaultArgs(
        region="us-west-2",
        key_arn=KEY,
        longest_retention_days=98,
        compliance_lock=compliance_lock,
        protect=protect,
        vault_name=vault_name,
    )

    def program(provider: pulumi_aws.Provider) -> None:
        BackupVault("copies", args, pulumi.ResourceOptions(provider=provider))

    return record(program)


def test_a_vault_is_encrypted_locked_and_closed_in_its_region() -> None:
    declared = plan()
    assert type_counts(declared) == {
        "aws:backup/vault:Vault": 1,
        "aws:backup/vaultLockConfiguration:VaultLockConfiguration": 1,
        "aws:backup/vaultPolicy:VaultPolicy": 1,
    }
    assert {resource.region for resource in declared.managed} == {"us-west-2"}
    vault = declared.named("aws:backup/vault:Vault", "copies")
    assert vault.inputs["kmsKeyArn"] == KEY
    assert not vault.inputs["forceDestroy"]
    assert "name" not in vault.inputs
    assert vault.protect


def test_the_policy_denies_everybody_the_loss_of_a_backup() -> None:
    policy = plan().named("aws:backup/vaultPolicy:VaultPolicy", "copies")
    (statement,) = json.loads(policy.inputs["policy"])["Statement"]
    assert (statement["Effect"], statement["Principal"]) == ("Deny", "*")
    denied = set(statement["Action"])
    assert {"backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"} <= denied
    assert "backup:PutBackupVaultAccessPolicy" in denied
    assert "backup:DeleteBackupVaultAccessPolicy" not in denied, "a change and a teardown have to take it away"


def test_the_lock_can_be_lifted_unless_compliance_is_asked_for() -> None:
    kind = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
    governance = plan().named(kind, "copies").inputs
    assert (governance["minRetentionDays"], governance["maxRetentionDays"]) == (7, 98)
    assert "changeableForDays" not in governance
    assert plan(compliance_lock=True).named(kind, "copies").inputs["changeableForDays"] == 14


def test_a_teardown_opens_the_vault() -> None:
    declared = plan(protect=False)
    vault = declared.named("aws:backup/vault:Vault", "copies")
    assert vault.inputs["forceDestroy"]
    assert not vault.protect
    assert declared.of_type("aws:backup/vaultPolicy:VaultPolicy") == ()


def test_a_vault_that_another_stack_refers_to_has_an_explicit_name() -> None:
    declared = plan(vault_name="securecart-copies-of-us-east-1")
    assert declared.named("aws:backup/vault:Vault", "copies").inputs["name"] == "securecart-copies-of-us-east-1"


def test_a_retention_below_the_locks_least_is_refused() -> None:
    with pytest.raises(ArgumentError, match="longest_retention_days: 6; allowed: 7 or more"):
        BackupVaultArgs(region="us-west-2", key_arn=KEY, longest_retention_days=6, compliance_lock=False, protect=True)
