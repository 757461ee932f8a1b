from __future__ import annotations

import pytest

from policies.relational_data.extended_support import extended_support as rule
from tests.policies.harness import ABSENT, judge
from tests.policies.mutants.mutant import View, mutant
from tests.policies.relational_data.databases import DATABASE, ELSEWHERE, TYPE, cluster, databases

SUPPORT = "engineLifecycleSupport"
ENROLLED = "open-source-rds-extended-support"
DISABLED = f"{SUPPORT}: {ENROLLED}-disabled"

MUTANTS = (
    mutant(
        "a writer that is enrolled", "us-east-1", lambda d: d.set(DATABASE, SUPPORT, ENROLLED, type_=TYPE), DATABASE
    ),
    mutant(
        "a writer that leaves it to the default",
        "eu-central-1",
        lambda d: d.set(DATABASE, SUPPORT, ABSENT, type_=TYPE),
        DATABASE,
    ),
    mutant(
        "a writer that is enrolled at the deployment",
        "eu-central-1",
        lambda d: d.set(DATABASE, SUPPORT, ENROLLED, type_=TYPE),
        DATABASE,
        view=View.DEPLOYED,
    ),
)


@pytest.mark.parametrize(
    "properties",
    [
        f"engine: mysql, {DISABLED}",
        f"engine: unknown!, {DISABLED}",
        "engine: mariadb",
        "engine: sqlserver-ee",
        "snapshotIdentifier: orders-final",
        'replicateSourceDb: "${orders.identifier}"',
        f'engine: postgres, replicateSourceDb: "{ELSEWHERE}"',
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, databases(properties, f"engine: postgres, {DISABLED}"))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("engine: postgres", "is absent, which means enrolled."),
        (f"engine: mysql, {SUPPORT}: {ENROLLED}", f"is {ENROLLED}."),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    judged = judge(rule, databases(properties, f"engine: postgres, {DISABLED}"))
    assert judged.names(rule.id) == {"other"}
    assert judged.levels == {rule.id: "advisory"}
    assert reason in judged.violated[rule.id]["other"]


@pytest.mark.parametrize(
    "properties",
    ["engine: unknown!", f"engine: postgres, {SUPPORT}: unknown!", "engine: postgres, replicateSourceDb: unknown!"],
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, databases(properties, f"engine: postgres, {DISABLED}"))
    assert not judged.violated
    assert "other (" in judged.undecided[rule.id]


@pytest.mark.parametrize(
    ("properties", "violated", "undecided"),
    [
        (f"engine: aurora-mysql, {DISABLED}", set(), set()),
        ("engine: aurora-mysql, globalClusterIdentifier: world", set(), set()),
        (
            "engine: aurora-mysql, replicationSourceIdentifier: elsewhere, globalClusterIdentifier: unknown!",
            set(),
            set(),
        ),
        ("engine: aurora-postgresql", {"cluster"}, set()),
        ("engine: aurora-postgresql, globalClusterIdentifier: unknown!", set(), {rule.id}),
    ],
)
def test_clusters(properties: str, violated: set[str], undecided: set[str]) -> None:
    judged = judge(rule, cluster(properties))
    assert judged.names(rule.id) == violated
    assert set(judged.undecided) == undecided
