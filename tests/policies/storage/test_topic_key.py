from __future__ import annotations

from collections.abc import Callable

import pytest

from policies.storage.topic_key import topic_key as rule
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TOPIC = "aws:sns/topic:Topic"


def with_aws_key(name: str, key: str = "alias/aws/sns") -> Callable[[Deployment], Deployment]:
    return lambda d: d.set(name, "kmsMasterKeyId", key, type_=TOPIC)


MUTANTS = (
    mutant("a Region's alarms", "us-east-1", with_aws_key("shop-alarms"), "shop-alarms"),
    mutant("the edge's alarms", "global", with_aws_key("edge-alarms-us-west-2"), "edge-alarms-us-west-2"),
    mutant(
        "a key by its ARN",
        "eu-central-1",
        with_aws_key("shop-alarms", "arn:aws:kms:eu-central-1:123456789012:alias/aws/sns"),
        "shop-alarms",
        view=View.DEPLOYED,
    ),
)


def topic(key: str, publisher: str) -> Deployment:
    return program(f"""
        resources:
          alarms: {{type: "aws:sns:Topic", properties: {{{key}}}}}
          orders: {{type: "aws:sns:Topic", properties: {{kmsMasterKeyId: alias/aws/sns}}}}
          publisher: {publisher}
    """)


def alarm(topic_: str, path: str = "alarmActions") -> str:
    return f'{{type: "aws:cloudwatch:MetricAlarm", properties: {{{path}: ["{topic_}"]}}}}'


@pytest.mark.parametrize(
    ("key", "publisher"),
    [
        ("kmsMasterKeyId: alias/alarms", alarm("${alarms.arn}")),
        ('kmsMasterKeyId: ""', alarm("${alarms.arn}")),
        ("name: alarms", alarm("${alarms.arn}")),
        ("kmsMasterKeyId: alias/aws/sns", alarm("arn:aws:sns:us-east-1:123456789012:elsewhere")),
    ],
)
def test_satisfied(key: str, publisher: str) -> None:
    judged = judge(rule, topic(key, publisher))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "publisher",
    [
        alarm("${alarms.arn}"),
        alarm("${alarms.arn}", "okActions"),
        '{type: "aws:cloudwatch:CompositeAlarm", properties: {alarmActions: ["${alarms.arn}"]}}',
        '{type: "aws:cloudwatch:EventTarget", properties: {arn: "${alarms.arn}"}}',
        '{type: "aws:rds:EventSubscription", properties: {snsTopic: "${alarms.arn}"}}',
        '{type: "aws:s3:BucketNotification", properties: {topics: [{topicArn: "${alarms.arn}"}]}}',
    ],
)
def test_violated(publisher: str) -> None:
    judged = judge(rule, topic("kmsMasterKeyId: alias/aws/sns", publisher))
    assert judged.names(rule.id) == {"alarms"}
    assert "`kmsMasterKeyId` is alias/aws/sns, and publisher (" in judged.violated[rule.id]["alarms"]


def test_an_alarm_that_waits_for_the_topic_s_policy() -> None:
    text = """
        resources:
          alarms: {type: "aws:sns:Topic", properties: {kmsMasterKeyId: alias/aws/sns}}
          access: {type: "aws:sns:TopicPolicy", properties: {arn: "${alarms.arn}", policy: "{}"}}
          errors: {type: "aws:cloudwatch:MetricAlarm", properties: {alarmActions: ["${access.arn}"]}}
    """
    assert judge(rule, text).names(rule.id) == {"alarms"}


def test_undecided() -> None:
    assert "alarms" in judge(rule, topic("kmsMasterKeyId: unknown!", alarm("${alarms.arn}"))).undecided[rule.id]
    either = topic("kmsMasterKeyId: alias/aws/sns", alarm("unknown!")).sources(
        "publisher", "alarmActions", "alarms", "orders"
    )
    judged = judge(rule, either)
    assert not judged.violated
    assert "alarmActions of publisher" in judged.undecided[rule.id]
