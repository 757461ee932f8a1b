from __future__ import annotations

import pytest

from policies.relational_data.replica_credentials import replica_credentials as rule
from tests.policies.harness import UNKNOWN, judge
from tests.policies.mutants.mutant import mutant
from tests.policies.relational_data.databases import DATABASE, ELSEWHERE, SEARCH, TYPE, databases

MUTANTS = (
    mutant(
        "a follower with a user name",
        "us-west-2",
        lambda d: d.set(DATABASE, "username", "securecart", type_=TYPE),
        DATABASE,
    ),
    mutant(
        "a follower whose password RDS manages",
        "ap-southeast-1",
        lambda d: d.set(DATABASE, "manageMasterUserPassword", True, type_=TYPE),
        DATABASE,
        related=("relational-data-managed-password-replicas",),
    ),
    mutant(
        "a search replica with a database of its own",
        "eu-central-1",
        lambda d: d.set(SEARCH, "dbName", "search", type_=TYPE),
        SEARCH,
    ),
    mutant(
        "a search replica with a password",
        "us-east-1",
        lambda d: d.set(SEARCH, "password", "correct-horse-battery-staple", type_=TYPE),
        SEARCH,
    ),
)
REPLICA = f'replicateSourceDb: "{ELSEWHERE}"'


@pytest.mark.parametrize(
    "properties",
    [
        REPLICA,
        f"{REPLICA}, manageMasterUserPassword: false",
        f"{REPLICA}, manageMasterUserPassword: 'false', username: ''",
        "username: shop, password: unknown!, dbName: shop",
        "replicateSourceDb: unknown!",
        "replicateSourceDb: '', username: shop",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, databases(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "named"),
    [
        ("username: shop", "`username`"),
        ("password: secret", "`password`"),
        ("passwordWo: secret", "`passwordWo`"),
        ("dbName: shop, username: shop", "`dbName`, `username`"),
        ("manageMasterUserPassword: true", "`manageMasterUserPassword`"),
        ("username: shop, password: unknown!", "`username` stands"),
    ],
)
def test_violated(properties: str, named: str) -> None:
    judged = judge(rule, databases(f"{REPLICA}, {properties}"))
    assert judged.names(rule.id) == {"other"}
    assert named in judged.violated[rule.id]["other"]
    assert "secret" not in judged.violated[rule.id]["other"]


@pytest.mark.parametrize(
    "properties", [f"{REPLICA}, password: unknown!", "replicateSourceDb: unknown!, username: shop"]
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, databases(properties))
    assert not judged.violated
    assert "other (" in judged.undecided[rule.id]


def test_what_a_replica_s_outputs_tell_of_its_source_is_no_fault() -> None:
    deployed = databases(REPLICA)
    deployed.together.resources[1].properties.update({"username": "shop", "dbName": UNKNOWN})
    assert not judge(rule, deployed).violated
