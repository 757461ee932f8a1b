from __future__ import annotations

import pytest

from policies.relational_data.database_insights import database_insights as rule
from tests.policies.harness import ABSENT, judge
from tests.policies.mutants.mutant import mutant
from tests.policies.relational_data.databases import DATABASE, SEARCH, TYPE, databases

MUTANTS = (
    mutant(
        "a writer without",
        "us-east-1",
        lambda d: d.set(DATABASE, "performanceInsightsEnabled", False, type_=TYPE),
        DATABASE,
    ),
    mutant(
        "a follower that forgets too early",
        "ap-southeast-1",
        lambda d: d.set(DATABASE, "performanceInsightsRetentionPeriod", 93, type_=TYPE),
        DATABASE,
    ),
    mutant(
        "a search replica that leaves it to the default",
        "eu-central-1",
        lambda d: d.set(SEARCH, "performanceInsightsEnabled", ABSENT, type_=TYPE),
        SEARCH,
    ),
)
ON = "performanceInsightsEnabled: true"
ADVANCED = f"{ON}, databaseInsightsMode: advanced"


@pytest.mark.parametrize(
    "properties",
    [
        ON,
        f"{ON}, databaseInsightsMode: standard",
        f"{ADVANCED}, performanceInsightsRetentionPeriod: 465",
        f"{ADVANCED}, performanceInsightsRetentionPeriod: 731",
        "instanceClass: db.t4g.micro",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, databases(properties, ON))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("instanceClass: db.r8g.large", "`performanceInsightsEnabled` is not true"),
        ("databaseInsightsMode: advanced", "`performanceInsightsEnabled` is not true"),
        (f"{ADVANCED}, performanceInsightsRetentionPeriod: 7", "is 7 days"),
        (ADVANCED, "is absent, which means 7 days"),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    judged = judge(rule, databases(properties, ON))
    assert judged.names(rule.id) == {"other"}
    assert reason in judged.violated[rule.id]["other"]


@pytest.mark.parametrize(
    "properties",
    [
        "performanceInsightsEnabled: unknown!",
        "instanceClass: unknown!",
        f"{ON}, databaseInsightsMode: unknown!",
        f"{ADVANCED}, performanceInsightsRetentionPeriod: unknown!",
    ],
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, databases(properties, ON))
    assert not judged.violated
    assert "other (" in judged.undecided[rule.id]
