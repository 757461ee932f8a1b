from __future__ import annotations

import pytest

from policies.observability.topic_subscribed import topic_subscribed
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"

MUTANTS = (
    mutant(
        "a Region's topic that nobody hears",
        "us-east-1",
        lambda d: d.remove("shop-alarms-oncall-at-securecart.example", type_=SUBSCRIPTION),
        "shop-alarms",
    ),
    mutant(
        "an edge topic that nobody hears",
        "global",
        lambda d: d.remove("edge-alarms-us-west-2-oncall-at-securecart.example", type_=SUBSCRIPTION),
        "edge-alarms-us-west-2",
    ),
    mutant(
        "a subscription of the other topic",
        "global",
        lambda d: d.sources(
            "edge-alarms-us-east-1-oncall-at-securecart.example", "topic", "edge-alarms-us-west-2", type_=SUBSCRIPTION
        ),
        "edge-alarms-us-east-1",
    ),
    mutant(
        "a deployed topic that nobody hears",
        "eu-central-1",
        lambda d: d.remove("shop-alarms-oncall-at-securecart.example", type_=SUBSCRIPTION),
        "shop-alarms",
        view=View.DEPLOYED,
    ),
)


def topic(*more: str) -> Deployment:
    others = "\n".join(f"          {other}" for other in more)
    return program(f"""
        resources:
          topic: {{type: "aws:sns:Topic"}}
          policy: {{type: "aws:sns:TopicPolicy", properties: {{arn: "${{topic.arn}}"}}}}
          of-others: {{type: "aws:sns:Topic"}}
{others}
    """)


ALARM = 'alarm: {type: "aws:cloudwatch:MetricAlarm", properties: {alarmActions: ["${topic.arn}"]}}'
BY_POLICY = 'alarm: {type: "aws:cloudwatch:MetricAlarm", properties: {alarmActions: ["${policy.id}"]}}'
COMPOSITE = 'alarm: {type: "aws:cloudwatch:CompositeAlarm", properties: {alarmActions: ["${topic.arn}"]}}'
MAIL = 'mail: {type: "aws:sns:TopicSubscription", properties: {topic: "${topic.arn}", protocol: email}}'
CHAT = 'chat: {type: "aws:chatbot:SlackChannelConfiguration", properties: {snsTopicArns: ["${topic.arn}"]}}'


@pytest.mark.parametrize("more", [(), (ALARM, MAIL), (BY_POLICY, MAIL), (ALARM, CHAT), (COMPOSITE, MAIL)])
def test_satisfied(more: tuple[str, ...]) -> None:
    judged = judge(topic_subscribed, topic(*more))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "more",
    [
        (ALARM,),
        (BY_POLICY,),
        (COMPOSITE,),
        (ALARM, MAIL.replace("${topic.arn}", "${of-others.arn}")),
        (ALARM, MAIL.replace("${topic.arn}", "arn:aws:sns:us-east-1:123456789012:other")),
    ],
)
def test_violated(more: tuple[str, ...]) -> None:
    assert judge(topic_subscribed, topic(*more)).names(topic_subscribed.id) == {"topic"}


def test_a_subscription_of_an_unknown_topic_leaves_it_open() -> None:
    judged = judge(topic_subscribed, topic(ALARM, MAIL.replace("${topic.arn}", "unknown!")))
    assert not judged.violated
    assert "topic of mail" in judged.undecided[topic_subscribed.id]
