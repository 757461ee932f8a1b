from __future__ import annotations

import pytest

from policies.recovery.backup_keys import backup_keys
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

KEY = "aws:kms/key:Key"
VAULT = "aws:backup/vault:Vault"
REPLICATION = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
ELSEWHERE = "arn:aws:kms:us-east-1:123456789012:key/0d3f9c1e-4f5a-4a3b-9a52-3a4c7c5b8e11"

MUTANTS = (
    mutant(
        "copies with the key of the Region that is lost",
        "us-east-1",
        lambda d: d.set("shop-backup-copies", "kmsKeyArn", ELSEWHERE, type_=VAULT),
        "shop-backup-copies",
    ),
    mutant(
        "a vault's key made elsewhere",
        "eu-central-1",
        lambda d: d.set("shop-backup-copy-key", "region", "eu-central-1", type_=KEY),
        "shop-backup-copies",
    ),
    mutant(
        "replicated backups with the source's key",
        "us-east-1",
        lambda d: d.set("shop-db-backups", "kmsKeyId", ELSEWHERE, type_=REPLICATION),
        "shop-db-backups",
        view=View.DEPLOYED,
    ),
)


def vault(properties: str, key: str = "region: us-west-2") -> Deployment:
    return program(f"""
        resources:
          key: {{type: "aws:kms:Key", properties: {{{key}}}}}
          near: {{type: "aws:kms:ReplicaKey", properties: {{region: us-west-2}}}}
          vault: {{type: "aws:backup:Vault", properties: {{region: us-west-2, {properties}}}}}
    """)


@pytest.mark.parametrize(
    "properties",
    [
        "name: copies",
        'kmsKeyArn: ""',
        'kmsKeyArn: "${key.arn}"',
        'kmsKeyArn: "${near.arn}"',
        'kmsKeyArn: "arn:aws:kms:us-west-2:123456789012:key/1"',
        "kmsKeyArn: 0d3f9c1e-4f5a-4a3b-9a52-3a4c7c5b8e11",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(backup_keys, vault(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "key"),
    [
        ('kmsKeyArn: "${key.arn}"', "description: of the provider's Region"),
        ('kmsKeyArn: "${key.arn}"', "region: eu-west-1"),
        (f'kmsKeyArn: "{ELSEWHERE}"', ""),
    ],
)
def test_violated(properties: str, key: str) -> None:
    assert judge(backup_keys, vault(properties, key)).names(backup_keys.id) == {"vault"}


def test_a_replication_of_backups_names_its_key_by_another_property() -> None:
    text = f"""
        resources:
          copies:
            type: aws:rds:InstanceAutomatedBackupsReplication
            properties: {{region: us-west-2, sourceDbInstanceArn: A, kmsKeyId: "{ELSEWHERE}"}}
    """
    judged = judge(backup_keys, text)
    assert "`kmsKeyId` names a key in us-east-1; it is in us-west-2 itself" in judged.violated[backup_keys.id]["copies"]


@pytest.mark.parametrize(
    ("properties", "key"),
    [
        ("kmsKeyArn: unknown!", ""),
        ('kmsKeyArn: "${key.arn}"', "region: unknown!"),
        (f'kmsKeyArn: "{ELSEWHERE}", region: unknown!', ""),
    ],
)
def test_undecided(properties: str, key: str) -> None:
    judged = judge(backup_keys, vault(properties, key))
    assert not judged.violated
    assert "vault" in judged.undecided[backup_keys.id]


def test_a_region_that_is_not_stated_may_be_any() -> None:
    judged = judge(
        backup_keys,
        f"""
        config: {{"aws:region": null}}
        resources:
          vault: {{type: "aws:backup:Vault", properties: {{kmsKeyArn: "{ELSEWHERE}"}}}}
        """,
    )
    assert not judged.violated
    assert "region" in judged.undecided[backup_keys.id]
