from __future__ import annotations

import pytest

from policies.storage.key_rotation import key_rotation as rule
from tests.policies.harness import ABSENT, judge
from tests.policies.mutants.mutant import mutant

TYPE = "aws:kms/key:Key"

MUTANTS = (
    mutant(
        "a Region's key that does not rotate",
        "us-east-1",
        lambda d: d.set("shop-key", "enableKeyRotation", False, type_=TYPE),
        "shop-key",
    ),
    mutant(
        "a key of backups that leaves it to the default",
        "eu-central-1",
        lambda d: d.set("shop-backup-copy-key", "enableKeyRotation", ABSENT, type_=TYPE),
        "shop-backup-copy-key",
    ),
    mutant(
        "the key of an alarm topic",
        "global",
        lambda d: d.set("edge-alarms-us-west-2-key", "enableKeyRotation", False, type_=TYPE),
        "edge-alarms-us-west-2-key",
    ),
)


def key(properties: str) -> str:
    return f'{{resources: {{orders: {{type: "aws:kms:Key", properties: {{{properties}}}}}}}}}'


@pytest.mark.parametrize(
    "properties",
    [
        "enableKeyRotation: true",
        "enableKeyRotation: true, keyUsage: unknown!",
        "enableKeyRotation: true, keyUsage: ENCRYPT_DECRYPT, customerMasterKeySpec: SYMMETRIC_DEFAULT",
        "keyUsage: GENERATE_VERIFY_MAC, customerMasterKeySpec: HMAC_256",
        "customerMasterKeySpec: RSA_4096",
        "customKeyStoreId: cks-1234567890abcdef0",
        "xksKeyId: key-1, enableKeyRotation: unknown!",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, key(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("description: orders", "`enableKeyRotation` is absent, which means false."),
        ("enableKeyRotation: false", "`enableKeyRotation` is false."),
        ("customerMasterKeySpec: SYMMETRIC_DEFAULT, keyUsage: ENCRYPT_DECRYPT, multiRegion: true", "is absent"),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    assert reason in judge(rule, key(properties)).violated[rule.id]["orders"]


@pytest.mark.parametrize("name", ["enableKeyRotation", "keyUsage", "customerMasterKeySpec", "customKeyStoreId"])
def test_undecided(name: str) -> None:
    judged = judge(rule, key(f"{name}: unknown!"))
    assert not judged.violated
    assert name in judged.undecided[rule.id]
