from __future__ import annotations

import pytest

from policies.relational_data.replica_source_backups import replica_source_backups as rule
from tests.policies.harness import ABSENT, Deployment, judge
from tests.policies.mutants.mutant import mutant
from tests.policies.relational_data.databases import DATABASE, ELSEWHERE, SEARCH, TYPE, databases

SECOND = "shop-db-g1-search-2"


def chain(deployment: Deployment) -> Deployment:
    source = deployment.inputs(SEARCH, type_=TYPE)["identifier"]
    return deployment.set(SECOND, "replicateSourceDb", source, type_=TYPE)


MUTANTS = (
    mutant(
        "a writer without backups",
        "us-east-1",
        lambda d: d.set(DATABASE, "backupRetentionPeriod", 0, type_=TYPE),
        DATABASE,
        related=("relational-data-backups-on",),
    ),
    mutant(
        "a follower that leaves it to the default",
        "us-west-2",
        lambda d: d.set(DATABASE, "backupRetentionPeriod", ABSENT, type_=TYPE),
        DATABASE,
        related=("relational-data-backups-on",),
    ),
    mutant("a search replica that replicates another", "eu-central-1", chain, SEARCH),
)
REPLICA = 'replicateSourceDb: "${orders.identifier}"'


@pytest.mark.parametrize(
    ("orders", "other"),
    [
        ("backupRetentionPeriod: 1", REPLICA),
        ('backupRetentionPeriod: "7"', 'replicateSourceDb: "${orders.arn}"'),
        ("engine: postgres", "engine: postgres"),
        ("engine: postgres", f'replicateSourceDb: "{ELSEWHERE}"'),
    ],
)
def test_satisfied(orders: str, other: str) -> None:
    judged = judge(rule, databases(other, orders))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("orders", "reason"),
    [("backupRetentionPeriod: 0", "is 0, and other"), ("engine: postgres", "is absent, which means 0, and other")],
)
def test_violated(orders: str, reason: str) -> None:
    judged = judge(rule, databases(REPLICA, orders))
    assert judged.names(rule.id) == {"orders"}
    assert reason in judged.violated[rule.id]["orders"]


def test_undecided() -> None:
    judged = judge(rule, databases(REPLICA, "backupRetentionPeriod: unknown!"))
    assert not judged.violated
    assert "orders (" in judged.undecided[rule.id]


def test_a_replica_of_one_of_two_decides_neither() -> None:
    third = 'third: {type: "aws:rds:Instance", properties: {replicateSourceDb: unknown!}}'
    deployed = databases("engine: postgres", resources=third).sources("third", "replicateSourceDb", "orders", "other")
    judged = judge(rule, deployed)
    assert not judged.violated
    assert "third (" in judged.undecided[rule.id]
