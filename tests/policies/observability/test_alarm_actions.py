from __future__ import annotations

import pytest

from policies.observability.alarm_actions import alarm_actions
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:cloudwatch/metricAlarm:MetricAlarm"

MUTANTS = (
    mutant(
        "an alarm without an action",
        "us-east-1",
        lambda d: d.set("shop-alarm-database-cpu", "alarmActions", ABSENT, type_=TYPE),
        "shop-alarm-database-cpu",
    ),
    mutant(
        "an alarm with an empty list of actions",
        "us-west-2",
        lambda d: d.set("shop-alarm-database-lag", "alarmActions", [], type_=TYPE),
        "shop-alarm-database-lag",
    ),
    mutant(
        "an alarm that is switched off",
        "global",
        lambda d: d.set("edge-check-healthy-regions", "actionsEnabled", False, type_=TYPE),
        "edge-check-healthy-regions",
        related=("routing-check-alarms",),
    ),
    mutant(
        "an alarm that only says when it is over",
        "eu-central-1",
        lambda d: d.set("shop-alarm-orders-set-aside", "alarmActions", [], type_=TYPE),
        "shop-alarm-orders-set-aside",
    ),
)


def alarm(properties: str, *more: str) -> Deployment:
    others = "\n".join(f"          {other}" for other in more)
    return program(f"""
        resources:
          alarm: {{type: "aws:cloudwatch:MetricAlarm", properties: {{{properties}}}}}
{others}
    """)


def composite(rule: str) -> str:
    return f'any: {{type: "aws:cloudwatch:CompositeAlarm", properties: {{alarmRule: {rule}, alarmActions: [A]}}}}'


@pytest.mark.parametrize(
    "properties",
    [
        'alarmActions: ["arn:aws:sns:us-east-1:123456789012:oncall"]',
        "alarmActions: [unknown!]",
        "alarmActions: [A], actionsEnabled: true",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(alarm_actions, alarm(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "watcher",
    [
        composite('"ALARM(${alarm.arn})"'),
        composite("'NOT ALARM(\"sick\")'"),
        composite('"OK(x) OR ALARM( sick )"'),
        'any: {type: "aws:fis:ExperimentTemplate", properties: {stopConditions: [{value: "${alarm.arn}"}]}}',
        'any: {type: "aws:route53:HealthCheck", properties: {cloudwatchAlarmName: sick}}',
        'any: {type: "aws:ecs:Service", properties: {alarms: {alarmNames: [sick], enable: true, rollback: true}}}',
    ],
)
def test_an_alarm_that_something_looks_at_may_do_without(watcher: str) -> None:
    judged = judge(alarm_actions, alarm("name: sick", watcher))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("metricName: Errors", "`alarmActions` is empty"),
        ("alarmActions: []", "`alarmActions` is empty"),
        ("okActions: [A]", "`alarmActions` is empty"),
        ("alarmActions: [A], actionsEnabled: false", "`actionsEnabled` is false"),
        ("alarmActions: unknown!, actionsEnabled: false", "`actionsEnabled` is false"),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    judged = judge(alarm_actions, alarm(properties, composite("ALARM(other)")))
    assert judged.names(alarm_actions.id) == {"alarm"}
    assert reason in judged.violated[alarm_actions.id]["alarm"]


def test_a_composite_alarm_has_to_tell_somebody_too() -> None:
    deaf = composite('"ALARM(${alarm.arn})"').replace(", alarmActions: [A]", "")
    assert judge(alarm_actions, alarm("name: sick", deaf)).names(alarm_actions.id) == {"any"}


@pytest.mark.parametrize(
    ("properties", "more"),
    [
        ("alarmActions: unknown!", ()),
        ("alarmActions: [A], actionsEnabled: unknown!", ()),
        (
            "alarmActions: []",
            (composite("unknown!"),),
        ),
    ],
)
def test_undecided(properties: str, more: tuple[str, ...]) -> None:
    judged = judge(alarm_actions, alarm(properties, *more))
    assert not judged.violated
    assert "alarm (" in judged.undecided[alarm_actions.id]
