from __future__ import annotations

import pytest

from policies.relational_data.final_snapshot import final_snapshot as rule
from tests.policies.harness import ABSENT, judge
from tests.policies.mutants.mutant import mutant
from tests.policies.relational_data.databases import DATABASE, ELSEWHERE, SEARCH, TYPE, cluster, databases

MUTANTS = (
    mutant(
        "a writer that leaves no snapshot",
        "us-east-1",
        lambda d: d.set(DATABASE, "skipFinalSnapshot", True, type_=TYPE),
        DATABASE,
    ),
    mutant(
        "a writer whose snapshot has no name",
        "eu-central-1",
        lambda d: d.set(DATABASE, "finalSnapshotIdentifier", ABSENT, type_=TYPE),
        DATABASE,
    ),
    mutant(
        "a follower that wants a snapshot",
        "us-west-2",
        lambda d: d.set(DATABASE, "skipFinalSnapshot", False, type_=TYPE),
        DATABASE,
    ),
    mutant(
        "a search replica that leaves it to the default",
        "ap-southeast-1",
        lambda d: d.set(SEARCH, "skipFinalSnapshot", ABSENT, type_=TYPE),
        SEARCH,
    ),
)
NAMED = "finalSnapshotIdentifier: orders-final"


@pytest.mark.parametrize(
    "properties",
    [
        "finalSnapshotIdentifier: other-final",
        "skipFinalSnapshot: false, finalSnapshotIdentifier: other-final",
        'skipFinalSnapshot: true, replicateSourceDb: "${orders.identifier}"',
        f'skipFinalSnapshot: "true", finalSnapshotIdentifier: other-final, replicateSourceDb: "{ELSEWHERE}"',
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, databases(properties, NAMED))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("skipFinalSnapshot: true, finalSnapshotIdentifier: other-final", "`skipFinalSnapshot` is true."),
        ("instanceClass: db.r8g.large", "`finalSnapshotIdentifier` is absent"),
        ('finalSnapshotIdentifier: ""', "`finalSnapshotIdentifier` is absent"),
        ('replicateSourceDb: "${orders.arn}"', "not true on a replica"),
        (f'skipFinalSnapshot: false, replicateSourceDb: "{ELSEWHERE}"', "not true on a replica"),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    judged = judge(rule, databases(properties, NAMED))
    assert judged.names(rule.id) == {"other"}
    assert reason in judged.violated[rule.id]["other"]


@pytest.mark.parametrize(
    "properties",
    [
        "skipFinalSnapshot: unknown!",
        "finalSnapshotIdentifier: unknown!",
        "replicateSourceDb: unknown!",
        "skipFinalSnapshot: unknown!, replicateSourceDb: orders",
    ],
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, databases(properties, NAMED))
    assert not judged.violated
    assert "other (" in judged.undecided[rule.id]


@pytest.mark.parametrize(
    "properties",
    [
        "finalSnapshotIdentifier: orders-final",
        "skipFinalSnapshot: true, replicationSourceIdentifier: arn:aws:rds:us-west-2:123456789012:cluster:orders",
        "finalSnapshotIdentifier: orders-final, replicationSourceIdentifier: unknown!",
    ],
)
def test_satisfied_cluster(properties: str) -> None:
    judged = judge(rule, cluster(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("engine: aurora-mysql", "`finalSnapshotIdentifier` is absent"),
        ("skipFinalSnapshot: true", "`skipFinalSnapshot` is true"),
    ],
)
def test_violated_cluster(properties: str, reason: str) -> None:
    judged = judge(rule, cluster(properties))
    assert judged.names(rule.id) == {"cluster"}
    assert reason in judged.violated[rule.id]["cluster"]


@pytest.mark.parametrize(
    "properties", ["skipFinalSnapshot: unknown!", "skipFinalSnapshot: true, replicationSourceIdentifier: unknown!"]
)
def test_undecided_cluster(properties: str) -> None:
    judged = judge(rule, cluster(properties))
    assert not judged.violated
    assert "cluster (" in judged.undecided[rule.id]
