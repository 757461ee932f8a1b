from __future__ import annotations

import pytest

from policies.relational_data.storage_encryption import storage_encryption as rule
from tests.policies.harness import ABSENT, judge
from tests.policies.mutants.mutant import mutant
from tests.policies.relational_data.databases import DATABASE, SEARCH, TYPE, cluster, databases

MUTANTS = (
    mutant(
        "a writer in clear", "us-east-1", lambda d: d.set(DATABASE, "storageEncrypted", False, type_=TYPE), DATABASE
    ),
    mutant(
        "a follower that leaves it to the default",
        "us-west-2",
        lambda d: d.set(DATABASE, "storageEncrypted", ABSENT, type_=TYPE),
        DATABASE,
    ),
    mutant(
        "a search replica that leaves it to its source",
        "eu-central-1",
        lambda d: d.set(SEARCH, "storageEncrypted", ABSENT, type_=TYPE),
        SEARCH,
    ),
)
ENCRYPTED = "storageEncrypted: true"


@pytest.mark.parametrize("properties", [ENCRYPTED, 'storageEncrypted: "true", replicateSourceDb: orders'])
def test_satisfied(properties: str) -> None:
    judged = judge(rule, databases(properties, ENCRYPTED))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("storageEncrypted: false", "is false"),
        ("kmsKeyId: arn:aws:kms:us-east-1:123456789012:key/0a", "is absent"),
        ('replicateSourceDb: "${orders.identifier}"', "is absent"),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    judged = judge(rule, databases(properties, ENCRYPTED))
    assert judged.names(rule.id) == {"other"}
    assert reason in judged.violated[rule.id]["other"]


def test_undecided() -> None:
    judged = judge(rule, databases("storageEncrypted: unknown!", ENCRYPTED))
    assert not judged.violated
    assert "other (" in judged.undecided[rule.id]


@pytest.mark.parametrize("properties", ["storageEncrypted: true", "engineMode: serverless"])
def test_satisfied_cluster(properties: str) -> None:
    judged = judge(rule, cluster(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("engine: aurora-mysql", "`storageEncrypted` is absent"),
        ("storageEncrypted: false, engineMode: serverless", "is false"),
    ],
)
def test_violated_cluster(properties: str, reason: str) -> None:
    judged = judge(rule, cluster(properties))
    assert judged.names(rule.id) == {"cluster"}
    assert reason in judged.violated[rule.id]["cluster"]


@pytest.mark.parametrize("properties", ["storageEncrypted: unknown!", "engineMode: unknown!"])
def test_undecided_cluster(properties: str) -> None:
    judged = judge(rule, cluster(properties))
    assert not judged.violated
    assert "cluster (" in judged.undecided[rule.id]
