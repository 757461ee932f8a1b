from __future__ import annotations

import pytest

from policies.storage.key_deletion_window import key_deletion_window as rule
from tests.policies.harness import judge
from tests.policies.mutants.mutant import mutant

TYPE = "aws:kms/key:Key"

MUTANTS = (
    mutant(
        "a Region's key that goes within a week",
        "us-west-2",
        lambda d: d.set("shop-key", "deletionWindowInDays", 7, type_=TYPE),
        "shop-key",
    ),
    mutant(
        "the catalogue's key in another Region",
        "us-east-1",
        lambda d: d.set("shop-catalogue-eu-central-1", "deletionWindowInDays", 14, type_=TYPE),
        "shop-catalogue-eu-central-1",
    ),
    mutant(
        "the key of copies of backups",
        "eu-central-1",
        lambda d: d.set("shop-backup-copy-key", "deletionWindowInDays", 29, type_=TYPE),
        "shop-backup-copy-key",
    ),
)


def key(properties: str, type_: str = "Key") -> str:
    return f'{{resources: {{orders: {{type: "aws:kms:{type_}", properties: {{{properties}}}}}}}}}'


@pytest.mark.parametrize(
    "properties", ["deletionWindowInDays: 30", 'deletionWindowInDays: "30"', "description: orders"]
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, key(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize("type_", ["Key", "ReplicaKey", "ExternalKey"])
def test_violated(type_: str) -> None:
    judged = judge(rule, key("deletionWindowInDays: 7", type_))
    assert "`deletionWindowInDays` is 7; 30 are asked for." in judged.violated[rule.id]["orders"]


def test_undecided() -> None:
    judged = judge(rule, key("deletionWindowInDays: unknown!"))
    assert not judged.violated
    assert "deletionWindowInDays" in judged.undecided[rule.id]


def test_a_company_may_wait_less() -> None:
    assert not judge(rule, key("deletionWindowInDays: 14"), {rule.id: {"days": 14}}).violated
    assert judge(rule, key("deletionWindowInDays: 13"), {rule.id: {"days": 14}}).violated
