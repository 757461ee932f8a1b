from __future__ import annotations

import pytest

from policies.relational_data.no_public_access import no_public_access as rule
from tests.policies.harness import judge
from tests.policies.mutants.mutant import mutant
from tests.policies.relational_data.databases import DATABASE, SEARCH, TYPE, databases

MUTANTS = (
    mutant(
        "a writer on the internet",
        "us-east-1",
        lambda d: d.set(DATABASE, "publiclyAccessible", True, type_=TYPE),
        DATABASE,
    ),
    mutant(
        "a follower on the internet",
        "ap-southeast-1",
        lambda d: d.set(DATABASE, "publiclyAccessible", "true", type_=TYPE),
        DATABASE,
    ),
    mutant(
        "a search replica on the internet",
        "eu-central-1",
        lambda d: d.set(SEARCH, "publiclyAccessible", True, type_=TYPE),
        SEARCH,
    ),
)


@pytest.mark.parametrize("properties", ["publiclyAccessible: false", "instanceClass: db.r8g.large"])
def test_satisfied(properties: str) -> None:
    judged = judge(rule, databases(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "properties", ["publiclyAccessible: true", "publiclyAccessible: true, replicateSourceDb: orders"]
)
def test_violated(properties: str) -> None:
    assert judge(rule, databases(properties)).names(rule.id) == {"other"}


def test_undecided() -> None:
    judged = judge(rule, databases("publiclyAccessible: unknown!"))
    assert not judged.violated
    assert "other (" in judged.undecided[rule.id]
