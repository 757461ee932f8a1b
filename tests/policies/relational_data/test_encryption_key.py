from __future__ import annotations

import pytest

from policies.relational_data.encryption_key import encryption_key as rule
from tests.policies.harness import ABSENT, judge
from tests.policies.mutants.mutant import View, mutant
from tests.policies.relational_data.databases import DATABASE, ELSEWHERE, TYPE, databases

KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
ALIAS = "arn:aws:kms:eu-central-1:123456789012:alias/shop"
MUTANTS = (
    mutant(
        "a follower with the writer's key",
        "us-west-2",
        lambda d: d.set(DATABASE, "kmsKeyId", KEY, type_=TYPE),
        DATABASE,
    ),
    mutant(
        "a follower without a key",
        "ap-southeast-1",
        lambda d: d.set(DATABASE, "kmsKeyId", ABSENT, type_=TYPE),
        DATABASE,
    ),
    mutant(
        "a follower without a key once everything is known",
        "us-west-2",
        lambda d: d.set(DATABASE, "kmsKeyId", ABSENT, type_=TYPE),
        DATABASE,
        view=View.DEPLOYED,
    ),
    mutant(
        "a writer that names an alias",
        "eu-central-1",
        lambda d: d.set(DATABASE, "kmsKeyId", ALIAS, type_=TYPE),
        DATABASE,
    ),
)
KEYS = """own: {type: "aws:kms:Key"}
          west: {type: "aws:kms:Key", properties: {region: us-west-2}}
          west-copy: {type: "aws:kms:ReplicaKey", properties: {region: us-west-2}}
          nowhere: {type: "aws:kms:Key", properties: {region: unknown!}}
          alias: {type: "aws:kms:Alias"}"""
REPLICA = f'storageEncrypted: true, replicateSourceDb: "{ELSEWHERE}"'
WEST = 'storageEncrypted: true, region: us-west-2, replicateSourceDb: "${orders.arn}"'


@pytest.mark.parametrize(
    "properties",
    [
        "storageEncrypted: true",
        f"kmsKeyId: {KEY}",
        'kmsKeyId: "${own.arn}"',
        f'{WEST}, kmsKeyId: "${{west.arn}}"',
        f'{WEST}, kmsKeyId: "${{west-copy.arn}}"',
        f"{REPLICA}, kmsKeyId: {KEY}",
        'storageEncrypted: true, replicateSourceDb: "${orders.identifier}"',
        f'replicateSourceDb: "{ELSEWHERE}"',
        "kmsKeyId: 1234abcd-12ab-34cd-56ef-1234567890ab",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, databases(properties, resources=KEYS))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        (REPLICA, "`kmsKeyId` is absent on an encrypted cross-Region replica"),
        (f'{REPLICA}, kmsKeyId: ""', "`kmsKeyId` is absent"),
        (f"{WEST}, kmsKeyId: {KEY}", "a key in us-east-1; the instance is in us-west-2"),
        (f'{WEST}, kmsKeyId: "${{own.arn}}"', "a key in us-east-1; the instance is in us-west-2"),
        ('kmsKeyId: "${west.arn}"', "a key in us-west-2; the instance is in us-east-1"),
        (f"kmsKeyId: {ALIAS}", "names the alias alias/shop"),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    judged = judge(rule, databases(properties, resources=KEYS))
    assert judged.names(rule.id) == {"other"}
    assert reason in judged.violated[rule.id]["other"]


@pytest.mark.parametrize(
    "properties",
    [
        "kmsKeyId: unknown!",
        'kmsKeyId: "${alias.targetKeyArn}"',
        'kmsKeyId: "${nowhere.arn}"',
        'kmsKeyId: "${west.arn}", region: unknown!',
        f'storageEncrypted: unknown!, replicateSourceDb: "{ELSEWHERE}"',
        "storageEncrypted: true, replicateSourceDb: unknown!",
    ],
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, databases(properties, resources=KEYS))
    assert not judged.violated
    assert "other (" in judged.undecided[rule.id]
