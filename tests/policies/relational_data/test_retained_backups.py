from __future__ import annotations

import pytest

from policies.relational_data.retained_backups import retained_backups as rule
from tests.policies.harness import ABSENT, judge
from tests.policies.mutants.mutant import mutant
from tests.policies.relational_data.databases import DATABASE, ELSEWHERE, TYPE, cluster, databases

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


@pytest.mark.parametrize(
    "properties",
    [
        "engine: aurora-mysql, deleteAutomatedBackups: false",
        "engine: postgres, dbClusterInstanceClass: db.m6gd.large",
        "engine: aurora-mysql, engineMode: serverless",
    ],
)
def test_satisfied_cluster(properties: str) -> None:
    judged = judge(rule, cluster(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("engine: aurora-mysql", "is absent, which means true: the backups go with this cluster"),
        ("engine: aurora-postgresql, deleteAutomatedBackups: true", "is true"),
    ],
)
def test_violated_cluster(properties: str, reason: str) -> None:
    judged = judge(rule, cluster(properties))
    assert judged.names(rule.id) == {"cluster"}
    assert reason in judged.violated[rule.id]["cluster"]


@pytest.mark.parametrize(
    "properties",
    [
        "engine: aurora-mysql, deleteAutomatedBackups: unknown!",
        "engine: unknown!",
        "engine: aurora-mysql, engineMode: unknown!",
    ],
)
def test_undecided_cluster(properties: str) -> None:
    judged = judge(rule, cluster(properties))
    assert not judged.violated
    assert "cluster (" in judged.undecided[rule.id]
