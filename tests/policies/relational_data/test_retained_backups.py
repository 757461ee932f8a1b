from __future__ import annotations

import pytest

from policies.relational_data.retained_backups import retained_backups as rule
from tests.policies.harness import ABSENT, judge
from tests.policies.mutants.mutant import mutant
from tests.policies.relational_data.databases import DATABASE, ELSEWHERE, TYPE, databases

MUTANTS = (
    mutant(
        "a writer whose backups go with it",
        "us-east-1",
        lambda d: d.set(DATABASE, "deleteAutomatedBackups", True, type_=TYPE),
        DATABASE,
    ),
    mutant(
        "a writer that leaves it to the default",
        "eu-central-1",
        lambda d: d.set(DATABASE, "deleteAutomatedBackups", ABSENT, type_=TYPE),
        DATABASE,
    ),
    mutant(
        "a follower that leaves it to the default",
        "ap-southeast-1",
        lambda d: d.set(DATABASE, "deleteAutomatedBackups", ABSENT, type_=TYPE),
        DATABASE,
    ),
)
RETAINED = "deleteAutomatedBackups: false"


@pytest.mark.parametrize(
    "properties",
    [RETAINED, 'deleteAutomatedBackups: "false"', 'replicateSourceDb: "${orders.identifier}"'],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, databases(properties, RETAINED))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("instanceClass: db.r8g.large", "is absent, which means true: the backups go with this source"),
        ("deleteAutomatedBackups: true", "is true: the backups go with this source"),
        (f'replicateSourceDb: "{ELSEWHERE}"', "the backups go with this cross-Region replica"),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    judged = judge(rule, databases(properties, RETAINED))
    assert judged.names(rule.id) == {"other"}
    assert reason in judged.violated[rule.id]["other"]


@pytest.mark.parametrize("properties", ["deleteAutomatedBackups: unknown!", "replicateSourceDb: unknown!"])
def test_undecided(properties: str) -> None:
    judged = judge(rule, databases(properties, RETAINED))
    assert not judged.violated
    assert "other (" in judged.undecided[rule.id]
