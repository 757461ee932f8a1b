from __future__ import annotations

import pytest

from policies.relational_data.storage_autoscaling import storage_autoscaling as rule
from tests.policies.harness import ABSENT, judge
from tests.policies.mutants.mutant import mutant
from tests.policies.relational_data.databases import DATABASE, SEARCH, TYPE, databases

MUTANTS = (
    mutant(
        "a writer that cannot grow",
        "us-east-1",
        lambda d: d.set(DATABASE, "maxAllocatedStorage", 0, type_=TYPE),
        DATABASE,
    ),
    mutant(
        "a writer that begins at its limit",
        "eu-central-1",
        lambda d: d.set(DATABASE, "allocatedStorage", 4000, type_=TYPE),
        DATABASE,
    ),
    mutant(
        "a follower that leaves it to the default",
        "us-west-2",
        lambda d: d.set(DATABASE, "maxAllocatedStorage", ABSENT, type_=TYPE),
        DATABASE,
    ),
    mutant(
        "a search replica that cannot grow",
        "ap-southeast-1",
        lambda d: d.set(SEARCH, "maxAllocatedStorage", ABSENT, type_=TYPE),
        SEARCH,
    ),
    mutant(
        "a writer that hardly can grow",
        "us-east-1",
        lambda d: d.set(DATABASE, "allocatedStorage", 3800, type_=TYPE),
        DATABASE,
    ),
)
GROWS = "maxAllocatedStorage: 1000"


@pytest.mark.parametrize(
    "properties",
    [GROWS, 'allocatedStorage: 100, maxAllocatedStorage: "1000"', "allocatedStorage: 1000, maxAllocatedStorage: 1100"],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, databases(properties, GROWS))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("allocatedStorage: 100", "`maxAllocatedStorage` is absent"),
        ("allocatedStorage: 100, maxAllocatedStorage: 0", "`maxAllocatedStorage` is 0"),
        ("allocatedStorage: unknown!", "`maxAllocatedStorage` is absent"),
        ("allocatedStorage: 100, maxAllocatedStorage: 100", "is 100 GiB, less than 10 percent above the 100 GiB"),
        ("allocatedStorage: 1000, maxAllocatedStorage: 1099", "is 1099 GiB, less than 10 percent above the 1000 GiB"),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    judged = judge(rule, databases(properties, GROWS))
    assert judged.names(rule.id) == {"other"}
    assert reason in judged.violated[rule.id]["other"]


@pytest.mark.parametrize("properties", ["maxAllocatedStorage: unknown!", f"{GROWS}, allocatedStorage: unknown!"])
def test_undecided(properties: str) -> None:
    judged = judge(rule, databases(properties, GROWS))
    assert not judged.violated
    assert "other (" in judged.undecided[rule.id]
