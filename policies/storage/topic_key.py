"""A topic's key lets AWS services publish."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from policies.aws import policy_document
from policies.aws.policy_document import ALLOW, Document, Statement
from policies.aws.types import (
    COMPOSITE_ALARM,
    EVENT_TARGET,
    KMS_ALIAS,
    KMS_KEY,
    KMS_KEY_POLICY,
    KMS_REPLICA_KEY,
    METRIC_ALARM,
    RDS_EVENT_SUBSCRIPTION,
    SNS_TOPIC,
    SNS_TOPIC_POLICY,
)
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_AWS_MANAGED: Final = "alias/aws/sns"
_ACTIONS: Final = ("kms:Decrypt", "kms:GenerateDataKey")
_KEY: Final = "kmsMasterKeyId"
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

_SERVICES: Final[Mapping[str, str]] = {
    COMPOSITE_ALARM: "cloudwatch.amazonaws.com",
    EVENT_TARGET: "events.amazonaws.com",
    METRIC_ALARM: "cloudwatch.amazonaws.com",
    RDS_EVENT_SUBSCRIPTION: "events.rds.amazonaws.com",
    "aws:backup/vaultNotifications:VaultNotifications": "backup.amazonaws.com",
    "aws:s3/bucketNotification:BucketNotification": "s3.amazonaws.com",
}
"""The service that publishes, as key policies call it.

Sources: "Managing Amazon SNS encryption keys and costs" (Amazon SNS developer guide); "Notification options with AWS
Backup" (AWS Backup developer guide).
"""


@dataclass(frozen=True, slots=True)
class _Publication:
    """That an AWS service publishes to a topic.

    Attributes:
        publisher: the resource that has it publish.
        path: the property that names the topic.
        certain: whether it names this topic, and not maybe another.
    """

    publisher: Resource
    path: str
    certain: bool


@stack_rule(
    title="Services can use the key of the topics that they publish to",
    what=(
        "A topic that alarms or other AWS services publish to is encrypted with a key whose policy lets these services "
        "use it, and not with AWS's own key for SNS."
    ),
    why=(
        "The policy of `alias/aws/sns` lets no service use the key, and cannot be changed; neither does that of a key "
        "that is declared without one. What alarms, databases and rules publish to such a topic is dropped without a "
        "word, and nobody is called when a Region fails."
    ),
    fix=(
        "Set `kms_master_key_id` to a customer managed key whose `policy` allows `kms:Decrypt` and "
        "`kms:GenerateDataKey*` to the services that publish, such as `cloudwatch.amazonaws.com`."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "Amazon SNS developer guide",
            "Managing Amazon SNS encryption keys and costs",
            "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
        ),
        Source(
            "AWS KMS developer guide",
            "Default key policy",
            "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html",
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
    """Judge every topic; one that only the company's own programs publish to may have any key.

    The policy of a key that the stack does not declare is not known, and taken to be right.
    """
    publications = _publications(stack)
    for topic in stack.of_type(SNS_TOPIC):
        key = topic.text(_KEY)
        published = publications.get(topic.urn, ())
        if key is UNKNOWN and not topic.sources(_KEY):
            yield undecided(topic, _KEY)
        elif isinstance(key, str) and key.endswith(_AWS_MANAGED):
            yield _judge(topic, published, dict.fromkeys(_PUBLISHERS, f"`{_KEY}` is {_AWS_MANAGED}"))
        else:
            yield _judge(topic, published, _faults(topic, stack))


def _judge(topic: Resource, published: Sequence[_Publication], faults: Mapping[str, str | Unknown]) -> Verdict:
    """Judge a topic by what is wrong with its key, by type of what publishes."""
    doubtful = []
    for one in published:
        fault = faults.get(one.publisher.type, "")
        if fault is UNKNOWN:
            doubtful.append(f"policy of the key that `{_KEY}` names")
        elif fault and one.certain:
            return violated(topic, f"{fault}, and {one.publisher} publishes to it.")
        elif fault:
            doubtful.append(f"{one.path} of {one.publisher}")
    return undecided(topic, *dict.fromkeys(doubtful)) if doubtful else satisfied(topic)


def _publications(stack: Stack) -> Mapping[str, Sequence[_Publication]]:
    """What publishes, by the topic's URN."""
    found: dict[str, list[_Publication]] = {}
    for type_, paths in _PUBLISHERS.items():
        for publisher in stack.of_type(type_):
            for path in paths:
                named = _topics(publisher, path, stack)
                for topic in named:
                    found.setdefault(topic.urn, []).append(_Publication(publisher, path, named == {topic}))
    return found


def _topics(publisher: Resource, path: str, stack: Stack) -> set[Resource]:
    """The topics that a property names, also by way of a topic's policy, which a publisher may wait for."""
    named = set(stack.referents(publisher, path, SNS_TOPIC))
    for policy in stack.of_type(SNS_TOPIC_POLICY):
        if policy.urn in publisher.sources(path):
            named.update(stack.referents(policy, "arn", SNS_TOPIC))
    return named


def _faults(topic: Resource, stack: Stack) -> Mapping[str, str | Unknown]:
    """What is wrong with the policy of the key that the stack declares for a topic, by type of what publishes."""
    keys = _keys(topic, stack)
    if len(keys) != 1:
        return {}
    documents = _policies(keys[0], stack)
    if documents is UNKNOWN:
        return dict.fromkeys(_SERVICES, UNKNOWN)
    return {
        type_: f"The policy of {keys[0]} does not let {service} use it"
        for type_, service in _SERVICES.items()
        if not all(_allows(documents, service, action, topic.region) for action in _ACTIONS)
    }


def _keys(topic: Resource, stack: Stack) -> Sequence[Resource]:
    keys = set(stack.referents(topic, _KEY, KMS_KEY, KMS_REPLICA_KEY))
    for alias in stack.referents(topic, _KEY, KMS_ALIAS):
        keys.update(stack.referents(alias, "targetKeyId", KMS_KEY, KMS_REPLICA_KEY))
    # A value that is known may come from a key whose ARN is not.
    return list(keys) or [key for key in stack.of_type(KMS_KEY, KMS_REPLICA_KEY) if key.urn in topic.sources(_KEY)]


def _policies(key: Resource, stack: Stack) -> Sequence[Document] | Unknown:
    """The documents of a key's policy; none where it has that by default, which is for principals of the account."""
    separate = []
    for policy in stack.of_type(KMS_KEY_POLICY):
        named = stack.referents(policy, "keyId", KMS_KEY, KMS_REPLICA_KEY)
        if named == (key,):
            separate.append(policy)
        elif key in named or (policy.text("keyId") is UNKNOWN and not named):
            return UNKNOWN
    found = [policy_document.read(holder, "policy") for holder in separate or [key]]
    return UNKNOWN if UNKNOWN in found else [document for document in found if isinstance(document, Document)]


def _allows(documents: Sequence[Document], service: str, action: str, region: object) -> bool:
    return any(
        statement.effect == ALLOW
        and statement.concerns(action)
        and (statement.everyone or service in statement.principals.get("Service", ()))
        and (not isinstance(region, str) or _holds(statement, f"sns.{region}.amazonaws.com"))
        for document in documents
        for statement in document.statements
    )


def _holds(statement: Statement, through: str) -> bool:
    """Whether requests by way of SNS pass; the other conditions are taken to be met."""
    return all(condition.holds(through) for condition in statement.conditions if condition.key == "kms:viaservice")
