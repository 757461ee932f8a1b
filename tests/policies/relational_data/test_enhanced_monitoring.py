from __future__ import annotations

import pytest

from policies.relational_data.enhanced_monitoring import enhanced_monitoring as rule
from tests.policies.harness import ABSENT, judge
from tests.policies.mutants.mutant import mutant
from tests.policies.relational_data.databases import DATABASE, SEARCH, TYPE, databases

MUTANTS = (
    mutant("a writer without", "us-east-1", lambda d: d.set(DATABASE, "monitoringInterval", 0, type_=TYPE), DATABASE),
    mutant(
        "a search replica that leaves it to the default",
        "eu-central-1",
        lambda d: d.set(SEARCH, "monitoringInterval", ABSENT, type_=TYPE),
        SEARCH,
    ),
    mutant(
        "a follower without the role",
        "us-west-2",
        lambda d: d.set(DATABASE, "monitoringRoleArn", ABSENT, type_=TYPE),
        DATABASE,
    ),
)
MONITORED = "monitoringInterval: 15, monitoringRoleArn: arn:aws:iam::123456789012:role/monitoring"


@pytest.mark.parametrize("properties", [MONITORED, 'monitoringInterval: "60", monitoringRoleArn: unknown!'])
def test_satisfied(properties: str) -> None:
    judged = judge(rule, databases(properties, MONITORED))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("instanceClass: db.r8g.large", "`monitoringInterval` is absent, which means 0"),
        ("monitoringInterval: 0", "`monitoringInterval` is 0"),
        ("monitoringInterval: 15", "`monitoringRoleArn` is absent"),
        ('monitoringInterval: 15, monitoringRoleArn: ""', "`monitoringRoleArn` is absent"),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    judged = judge(rule, databases(properties, MONITORED))
    assert judged.names(rule.id) == {"other"}
    assert reason in judged.violated[rule.id]["other"]


def test_undecided() -> None:
    judged = judge(rule, databases("monitoringInterval: unknown!", MONITORED))
    assert not judged.violated
    assert "other (" in judged.undecided[rule.id]
