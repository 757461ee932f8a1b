from __future__ import annotations

import pytest

from policies.relational_data.managed_password_replicas import managed_password_replicas as rule
from tests.policies.harness import judge
from tests.policies.mutants.mutant import View, mutant
from tests.policies.relational_data.databases import DATABASE, ELSEWHERE, TYPE, databases

MUTANTS = (
    mutant(
        "a writer with search replicas",
        "us-east-1",
        lambda d: d.set(DATABASE, "manageMasterUserPassword", True, type_=TYPE),
        DATABASE,
    ),
    mutant(
        "a writer with search replicas, in the Union, once everything is known",
        "eu-central-1",
        lambda d: d.set(DATABASE, "manageMasterUserPassword", True, type_=TYPE),
        DATABASE,
        view=View.DEPLOYED,
    ),
    mutant(
        "a follower with search replicas",
        "us-west-2",
        lambda d: d.set(DATABASE, "manageMasterUserPassword", True, type_=TYPE),
        DATABASE,
        related=("relational-data-replica-credentials",),
    ),
)
MANAGED = "engine: postgres, manageMasterUserPassword: true"
REPLICA = 'replicateSourceDb: "${orders.identifier}"'


@pytest.mark.parametrize(
    ("orders", "other"),
    [
        (MANAGED, f'replicateSourceDb: "{ELSEWHERE}"'),
        (MANAGED, "identifier: other"),
        ("engine: postgres, manageMasterUserPassword: false", REPLICA),
        ("engine: postgres", REPLICA),
        ("engine: sqlserver-ee, manageMasterUserPassword: true", REPLICA),
        ("manageMasterUserPassword: true", REPLICA),
    ],
)
def test_satisfied(orders: str, other: str) -> None:
    judged = judge(rule, databases(other, orders))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "other",
    [
        REPLICA,
        "replicateSourceDb: orders",
        'replicateSourceDb: "${orders.arn}"',
        'region: us-west-2, replicateSourceDb: "arn:aws:rds:us-east-1:123456789012:db:orders"',
    ],
)
def test_violated(other: str) -> None:
    judged = judge(rule, databases(other, MANAGED))
    assert judged.names(rule.id) == {"orders"}
    assert "other (aws:rds/instance:Instance) replicates it" in judged.violated[rule.id]["orders"]


def test_an_identifier_names_an_instance_of_its_own_region() -> None:
    assert not judge(rule, databases("region: us-west-2, replicateSourceDb: orders", MANAGED)).violated


@pytest.mark.parametrize(
    ("orders", "other"),
    [
        ("engine: postgres, manageMasterUserPassword: unknown!", REPLICA),
        ("engine: unknown!, manageMasterUserPassword: true", REPLICA),
    ],
)
def test_undecided(orders: str, other: str) -> None:
    judged = judge(rule, databases(other, orders))
    assert not judged.violated
    assert "orders (" in judged.undecided[rule.id]


def test_a_replica_of_one_of_two_decides_neither() -> None:
    third = 'third: {type: "aws:rds:Instance", properties: {replicateSourceDb: unknown!}}'
    deployed = databases(MANAGED, MANAGED, third).sources("third", "replicateSourceDb", "orders", "other")
    judged = judge(rule, deployed)
    assert not judged.violated
    assert "orders (" in judged.undecided[rule.id]
    assert "other (" in judged.undecided[rule.id]
