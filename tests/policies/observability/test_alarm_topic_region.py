from __future__ import annotations

import pytest

from policies.observability.alarm_topic_region import alarm_topic_region
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:cloudwatch/metricAlarm:MetricAlarm"
TOPIC = "aws:sns/topic:Topic"
POLICY = "aws:sns/topicPolicy:TopicPolicy"
FRANKFURT = "arn:aws:sns:eu-central-1:123456789012:oncall"

MUTANTS = (
    mutant(
        "an alarm that tells another Region's topic",
        "global",
        lambda d: d.sources("edge-alarm-content-errors", "alarmActions", "edge-alarms-us-west-2", type_=TYPE),
        "edge-alarm-content-errors",
    ),
    mutant(
        "an alarm whose end is told elsewhere",
        "global",
        lambda d: d.sources("edge-check-us-east-1-api", "okActions", "edge-alarms-us-west-2", type_=TYPE),
        "edge-check-us-east-1-api",
    ),
    mutant(
        "an alarm with the ARN of another Region's topic",
        "us-east-1",
        lambda d: d.set("shop-alarm-database-cpu", "alarmActions", [FRANKFURT], type_=TYPE),
        "shop-alarm-database-cpu",
    ),
    mutant(
        "a deployed alarm with another Region's topic",
        "us-west-2",
        lambda d: d.set("shop-alarm-database-lag", "okActions", [FRANKFURT], type_=TYPE),
        "shop-alarm-database-lag",
        view=View.DEPLOYED,
    ),
)


def alarm(properties: str) -> Deployment:
    return program(f"""
        resources:
          near: {{type: "aws:sns:Topic"}}
          far: {{type: "aws:sns:Topic", properties: {{region: eu-central-1}}}}
          nowhere: {{type: "aws:sns:Topic", properties: {{region: unknown!}}}}
          policy: {{type: "aws:sns:TopicPolicy", properties: {{arn: "${{far.arn}}"}}}}
          alarm: {{type: "aws:cloudwatch:MetricAlarm", properties: {{{properties}}}}}
    """)


@pytest.mark.parametrize(
    "properties",
    [
        "metricName: Errors",
        'alarmActions: ["${near.arn}"], okActions: ["${near.arn}"]',
        'alarmActions: ["arn:aws:sns:us-east-1:123456789012:oncall"]',
        'alarmActions: ["arn:aws:ssm:eu-central-1:123456789012:opsitem:1", "nonsense"]',
        'alarmActions: ["${far.arn}"], region: eu-central-1',
        'alarmActions: ["${policy.id}"], region: eu-central-1',
        "region: unknown!",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(alarm_topic_region, alarm(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        (f'alarmActions: ["{FRANKFURT}"]', "`alarmActions` has a topic in eu-central-1; the alarm is in us-east-1."),
        ('alarmActions: ["${far.arn}"]', "`alarmActions` has a topic in eu-central-1"),
        ('alarmActions: ["${policy.id}"]', "`alarmActions` has a topic in eu-central-1"),
        ('alarmActions: ["${near.arn}"], okActions: ["${far.arn}"]', "`okActions` has a topic in eu-central-1"),
        ('insufficientDataActions: ["${near.arn}"], region: us-west-2', "the alarm is in us-west-2."),
        (f'alarmActions: ["unknown!", "{FRANKFURT}"]', "`alarmActions` has a topic in eu-central-1"),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    assert reason in judge(alarm_topic_region, alarm(properties)).violated[alarm_topic_region.id]["alarm"]


@pytest.mark.parametrize(
    "properties",
    [
        "alarmActions: unknown!",
        "alarmActions: [unknown!]",
        'alarmActions: ["${near.arn}", "${far.arn}"]',
        'alarmActions: ["${nowhere.arn}"]',
        'alarmActions: ["${near.arn}"], region: unknown!',
    ],
)
def test_undecided(properties: str) -> None:
    judged = judge(alarm_topic_region, alarm(properties))
    assert not judged.violated
    assert "alarm (" in judged.undecided[alarm_topic_region.id]


def test_a_composite_alarm_is_judged_too() -> None:
    text = f"""
        resources:
          any: {{type: "aws:cloudwatch:CompositeAlarm", properties: {{alarmActions: ["{FRANKFURT}"]}}}}
    """
    assert judge(alarm_topic_region, text).names(alarm_topic_region.id) == {"any"}
