from __future__ import annotations

import pytest

from policies.relational_data.iam_authentication import iam_authentication as rule
from tests.policies.harness import ABSENT, judge
from tests.policies.mutants.mutant import mutant
from tests.policies.relational_data.databases import DATABASE, SEARCH, TYPE, cluster, databases

FLAG = "iamDatabaseAuthenticationEnabled"
MUTANTS = (
    mutant("a writer without", "us-east-1", lambda d: d.set(DATABASE, FLAG, False, type_=TYPE), DATABASE),
    mutant(
        "a follower that leaves it to the default",
        "us-west-2",
        lambda d: d.set(DATABASE, FLAG, ABSENT, type_=TYPE),
        DATABASE,
    ),
    mutant("a search replica without", "eu-central-1", lambda d: d.set(SEARCH, FLAG, False, type_=TYPE), SEARCH),
)
ON = f"engine: postgres, {FLAG}: true"


@pytest.mark.parametrize(
    "properties",
    [
        f"engine: mysql, {FLAG}: true",
        f"engine: unknown!, {FLAG}: true",
        "engine: sqlserver-ee",
        "instanceClass: db.r8g",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, databases(properties, ON))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "properties",
    [
        "engine: postgres",
        f"engine: mysql, {FLAG}: false",
        "engine: mariadb",
        'replicateSourceDb: "${orders.identifier}"',
    ],
)
def test_violated(properties: str) -> None:
    judged = judge(rule, databases(properties, ON))
    assert judged.names(rule.id) == {"other"}
    assert judged.levels == {rule.id: "advisory"}


@pytest.mark.parametrize("properties", [f"engine: postgres, {FLAG}: unknown!", f"engine: unknown!, {FLAG}: false"])
def test_undecided(properties: str) -> None:
    judged = judge(rule, databases(properties, ON))
    assert not judged.violated
    assert "other (" in judged.undecided[rule.id]


@pytest.mark.parametrize(
    "properties", ["engine: aurora-mysql, iamDatabaseAuthenticationEnabled: true", "engine: of-the-future"]
)
def test_satisfied_cluster(properties: str) -> None:
    judged = judge(rule, cluster(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"), [("engine: aurora-postgresql", "is not true"), ("engine: postgres", "is not true")]
)
def test_violated_cluster(properties: str, reason: str) -> None:
    judged = judge(rule, cluster(properties))
    assert judged.names(rule.id) == {"cluster"}
    assert reason in judged.violated[rule.id]["cluster"]


@pytest.mark.parametrize(
    "properties", ["engine: aurora-mysql, iamDatabaseAuthenticationEnabled: unknown!", "engine: unknown!"]
)
def test_undecided_cluster(properties: str) -> None:
    judged = judge(rule, cluster(properties))
    assert not judged.violated
    assert "cluster (" in judged.undecided[rule.id]
