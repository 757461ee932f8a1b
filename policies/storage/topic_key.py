"""A topic's key lets AWS services publish."""

from collections.abc import Iterator, Mapping
from typing import Final

from policies.aws.types import (
    COMPOSITE_ALARM,
    EVENT_TARGET,
    METRIC_ALARM,
    RDS_EVENT_SUBSCRIPTION,
    SNS_TOPIC,
    SNS_TOPIC_POLICY,
)
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_AWS_MANAGED: Final = "alias/aws/sns"
_PUBLISHERS: Final[Mapping[str, tuple[str, ...]]] = {
    COMPOSITE_ALARM: ("alarmActions", "insufficientDataActions", "okActions"),
    EVENT_TARGET: ("arn",),
    METRIC_ALARM: ("alarmActions", "insufficientDataActions", "okActions"),
    RDS_EVENT_SUBSCRIPTION: ("snsTopic",),
    "aws:backup/vaultNotifications:VaultNotifications": ("snsTopicArn",),
    "aws:elasticache/replicationGroup:ReplicationGroup": ("notificationTopicArn",),
    "aws:s3/bucketNotification:BucketNotification": ("topics",),
}
"""What has an AWS service publish to a topic, and in which properties it names the topic."""


@stack_rule(
    title="Alarm topics are not encrypted with AWS's key",
    what="A topic that alarms or other AWS services publish to is not encrypted with AWS's own key for SNS.",
    why=(
        "The policy of `alias/aws/sns` lets no service use the key, and cannot be changed: what alarms, databases and "
        "rules publish to such a topic is dropped without a word, and nobody is called when a Region fails."
    ),
    fix=(
        "Set `kms_master_key_id` to a customer managed key whose policy allows `kms:Decrypt` and "
        "`kms:GenerateDataKey*` to the services that publish, such as `cloudwatch.amazonaws.com`."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "Amazon SNS developer guide",
            "Managing Amazon SNS encryption keys and costs",
            "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
        ),
    ),
    types=(SNS_TOPIC,),
    passing="""
        resources:
          alarms: {type: "aws:sns:Topic", properties: {kmsMasterKeyId: alias/alarms}}
          errors:
            type: aws:cloudwatch:MetricAlarm
            properties: {comparisonOperator: GreaterThanThreshold, alarmActions: ["${alarms.arn}"]}
    """,
    failing="""
        resources:
          alarms: {type: "aws:sns:Topic", properties: {kmsMasterKeyId: alias/aws/sns}}
          errors:
            type: aws:cloudwatch:MetricAlarm
            properties: {comparisonOperator: GreaterThanThreshold, alarmActions: ["${alarms.arn}"]}
    """,
)
def topic_key(stack: Stack) -> Iterator[Verdict]:
    """Judge every topic; one that only the company's own programs publish to may have AWS's key."""
    for topic in stack.of_type(SNS_TOPIC):
        key = topic.text("kmsMasterKeyId")
        if key is UNKNOWN and not topic.sources("kmsMasterKeyId"):
            yield undecided(topic, "kmsMasterKeyId")
        elif isinstance(key, str) and key.endswith(_AWS_MANAGED):
            yield _judge(topic, stack)
        else:
            yield satisfied(topic)


def _judge(topic: Resource, stack: Stack) -> Verdict:
    doubtful = []
    for type_, paths in _PUBLISHERS.items():
        for publisher in stack.of_type(type_):
            for path in paths:
                named = _topics(publisher, path, stack)
                if named == {topic}:
                    return violated(topic, f"`kmsMasterKeyId` is {_AWS_MANAGED}, and {publisher} publishes to it.")
                if topic in named:
                    doubtful.append(f"{path} of {publisher}")
    return undecided(topic, *doubtful) if doubtful else satisfied(topic)


def _topics(publisher: Resource, path: str, stack: Stack) -> set[Resource]:
    """The topics that a property names, also by way of a topic's policy, which a publisher may wait for."""
    named = set(stack.referents(publisher, path, SNS_TOPIC))
    for policy in stack.of_type(SNS_TOPIC_POLICY):
        if policy.urn in publisher.sources(path):
            named.update(stack.referents(policy, "arn", SNS_TOPIC))
    return named
