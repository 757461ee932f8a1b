from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from policies.storage.topic_key import topic_key as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TOPIC = "aws:sns/topic:Topic"
KEY = "aws:kms/key:Key"


def with_aws_key(name: str, key: str = "alias/aws/sns") -> Callable[[Deployment], Deployment]:
    return lambda d: d.set(name, "kmsMasterKeyId", key, type_=TOPIC)


def without(sid: str) -> Callable[[Any], None]:
    def edit(policy: Any) -> None:
        policy["Statement"] = [statement for statement in policy["Statement"] if statement["Sid"] != sid]

    return edit


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
    mutant(
        "a key with the default policy",
        "us-west-2",
        lambda d: d.set("shop-key", "policy", ABSENT, type_=KEY),
        "shop-alarms",
    ),
    mutant(
        "a key that alarms cannot use",
        "us-east-1",
        lambda d: d.edit_json("shop-key", "policy", without("AlarmsOfTheAccount"), type_=KEY),
        "shop-alarms",
    ),
    mutant(
        "a key that database events cannot use",
        "eu-central-1",
        lambda d: d.edit_json("shop-key", "policy", without("EventsOfServices"), type_=KEY),
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


ALARMS = "cloudwatch.amazonaws.com"
ROOT = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "kms:*", "Resource": "*"}
BOTH = ["kms:Decrypt", "kms:GenerateDataKey*"]


def policy(*actions: str, principal: object = None, condition: object = None) -> str:
    given = {"Service": [ALARMS]} if principal is None else principal
    statement = {"Effect": "Allow", "Principal": given, "Action": actions, "Resource": "*"}
    if condition is not None:
        statement["Condition"] = condition
    return "policy: " + json.dumps(json.dumps({"Version": "2012-10-17", "Statement": [ROOT, statement]}))


def with_key(properties: str, *resources: str, named: str = "${key.arn}") -> Deployment:
    lines = "\n".join(f"          {resource}" for resource in resources)
    return program(f"""
        resources:
          key: {{type: "aws:kms:Key", properties: {{{properties}}}}}
          alarms: {{type: "aws:sns:Topic", properties: {{region: us-east-1, kmsMasterKeyId: "{named}"}}}}
          publisher: {alarm("${alarms.arn}")}
{lines}
    """)


ALIAS = 'alias: {type: "aws:kms:Alias", properties: {name: alias/alarms, targetKeyId: "${key.keyId}"}}'


def separate(properties: str, key: str = "${key.id}") -> str:
    return f'access: {{type: "aws:kms:KeyPolicy", properties: {{keyId: "{key}", {properties}}}}}'


@pytest.mark.parametrize(
    "deployment",
    [
        with_key(policy(*BOTH)),
        with_key(policy("kms:*")),
        with_key(policy(*BOTH, principal="*")),
        with_key(policy(*BOTH, condition={"StringEquals": {"kms:ViaService": "sns.us-east-1.amazonaws.com"}})),
        with_key(policy(*BOTH, condition={"StringEquals": {"aws:SourceAccount": "123456789012"}})),
        with_key(policy(*BOTH), ALIAS, named="${alias.name}"),
        with_key("description: all", separate(policy(*BOTH))),
        with_key("description: all", named="arn:aws:kms:us-east-1:123456789012:key/elsewhere"),
        with_key("description: all").remove("publisher"),
    ],
)
def test_a_key_that_the_publisher_can_use(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "deployment",
    [
        with_key("description: all"),
        with_key(policy("kms:Decrypt")),
        with_key(policy(*BOTH, principal={"Service": "events.amazonaws.com"})),
        with_key(
            policy(
                *BOTH,
                principal={"AWS": "*"},
                condition={"StringEquals": {"kms:ViaService": "dynamodb.us-east-1.amazonaws.com"}},
            )
        ),
        with_key("description: all", ALIAS, named="${alias.name}"),
        with_key("description: all", separate(policy("kms:Decrypt"))),
        with_key("description: all", separate(policy(*BOTH), key="another")),
    ],
)
def test_a_key_that_the_publisher_cannot_use(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert judged.names(rule.id) == {"alarms"}
    reason = "The policy of key (aws:kms/key:Key) does not let cloudwatch.amazonaws.com use it, and publisher ("
    assert reason in judged.violated[rule.id]["alarms"]


@pytest.mark.parametrize(
    "deployment",
    [
        with_key("policy: unknown!"),
        with_key("description: all", separate("policy: unknown!")),
        with_key("description: all", separate(policy(*BOTH), key="unknown!")),
    ],
)
def test_a_key_whose_policy_is_not_known(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert "policy of the key" in judged.undecided[rule.id]


def test_a_key_whose_arn_is_not_known_is_found_by_the_dependency() -> None:
    deployed = with_key("description: all").set("alarms", "kmsMasterKeyId", "arn:aws:kms:us-east-1:123456789012:key/1")
    assert judge(rule, deployed).names(rule.id) == {"alarms"}
