from __future__ import annotations

import pytest

from policies.observability.alarm_missing_data import alarm_missing_data
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:cloudwatch/metricAlarm:MetricAlarm"

MUTANTS = (
    mutant(
        "an alarm that says nothing of silence",
        "us-east-1",
        lambda d: d.set("shop-alarm-database-cpu", "treatMissingData", ABSENT, type_=TYPE),
        "shop-alarm-database-cpu",
    ),
    mutant(
        "an edge alarm that says nothing of silence",
        "global",
        lambda d: d.set("edge-alarm-line-newark", "treatMissingData", ABSENT, type_=TYPE),
        "edge-alarm-line-newark",
    ),
    mutant(
        "a deployed alarm that says nothing of silence",
        "ap-southeast-1",
        lambda d: d.set("shop-alarm-database-lag", "treatMissingData", ABSENT, type_=TYPE),
        "shop-alarm-database-lag",
        view=View.DEPLOYED,
    ),
)


def alarm(properties: str) -> Deployment:
    return program(f'resources: {{alarm: {{type: "aws:cloudwatch:MetricAlarm", properties: {{{properties}}}}}}}')


@pytest.mark.parametrize(
    "properties",
    ["treatMissingData: breaching", "treatMissingData: missing", "insufficientDataActions: [A]"],
)
def test_satisfied(properties: str) -> None:
    judged = judge(alarm_missing_data, alarm(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize("properties", ["metricName: Errors", "insufficientDataActions: []"])
def test_violated(properties: str) -> None:
    judged = judge(alarm_missing_data, alarm(properties))
    assert "`treatMissingData` is absent, which means `missing`." in judged.violated[alarm_missing_data.id]["alarm"]
    assert judged.levels == {alarm_missing_data.id: "advisory"}


@pytest.mark.parametrize("properties", ["treatMissingData: unknown!", "insufficientDataActions: unknown!"])
def test_undecided(properties: str) -> None:
    judged = judge(alarm_missing_data, alarm(properties))
    assert not judged.violated
    assert alarm_missing_data.id in judged.undecided
