from __future__ import annotations

import pytest

from policies.relational_data.deletion_protection import deletion_protection as rule
from tests.policies.harness import ABSENT, judge
from tests.policies.mutants.mutant import View, mutant
from tests.policies.relational_data.databases import DATABASE, ELSEWHERE, TYPE, cluster, databases

MUTANTS = (
    mutant(
        "a writer without",
        "us-east-1",
        lambda d: d.set(DATABASE, "deletionProtection", False, type_=TYPE),
        DATABASE,
    ),
    mutant(
        "a follower that leaves it to the default",
        "us-west-2",
        lambda d: d.set(DATABASE, "deletionProtection", ABSENT, type_=TYPE),
        DATABASE,
    ),
    mutant(
        "a writer in the Union whose protection goes after the deployment",
        "eu-central-1",
        lambda d: d.set(DATABASE, "deletionProtection", False, type_=TYPE),
        DATABASE,
        view=View.DEPLOYED,
    ),
)
PROTECTED = "deletionProtection: true"


@pytest.mark.parametrize(
    "properties",
    [
        PROTECTED,
        'deletionProtection: "true"',
        "replicateSourceDb: orders",
        'replicateSourceDb: "${orders.identifier}"',
        "deletionProtection: true, replicateSourceDb: unknown!",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, databases(properties, PROTECTED))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("instanceClass: db.r8g.large", "one call deletes this source"),
        ("deletionProtection: false", "one call deletes this source"),
        (f'replicateSourceDb: "{ELSEWHERE}"', "one call deletes this cross-Region replica"),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    judged = judge(rule, databases(properties, PROTECTED))
    assert judged.names(rule.id) == {"other"}
    assert reason in judged.violated[rule.id]["other"]


@pytest.mark.parametrize("properties", ["deletionProtection: unknown!", "replicateSourceDb: unknown!"])
def test_undecided(properties: str) -> None:
    judged = judge(rule, databases(properties, PROTECTED))
    assert not judged.violated
    assert "other (" in judged.undecided[rule.id]


@pytest.mark.parametrize("properties", ["deletionProtection: true"])
def test_satisfied_cluster(properties: str) -> None:
    judged = judge(rule, cluster(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("engine: aurora-mysql", "one call deletes this cluster"),
        ("deletionProtection: false", "one call deletes this cluster"),
    ],
)
def test_violated_cluster(properties: str, reason: str) -> None:
    judged = judge(rule, cluster(properties))
    assert judged.names(rule.id) == {"cluster"}
    assert reason in judged.violated[rule.id]["cluster"]


@pytest.mark.parametrize("properties", ["deletionProtection: unknown!"])
def test_undecided_cluster(properties: str) -> None:
    judged = judge(rule, cluster(properties))
    assert not judged.violated
    assert "cluster (" in judged.undecided[rule.id]
