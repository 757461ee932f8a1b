"""A topic that alarms notify has somebody who listens."""

from collections.abc import Iterator

from policies.aws.cloudwatch import ALARMS, topics
from policies.aws.types import CHATBOT_CONFIGURATIONS, SNS_TOPIC, SNS_TOPIC_SUBSCRIPTION
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Alarm topics have a subscriber",
    what="Every SNS topic of the stack that an alarm notifies has a subscription.",
    why=(
        "SNS takes a message for a topic without subscriptions and drops it. All alarms of the Region then look well "
        "wired and reach nobody."
    ),
    fix="Declare an `sns.TopicSubscription` of the topic, or a chat channel's configuration that names it.",
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon SNS developer guide",
            "Creating a subscription to an Amazon SNS topic",
            "https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html",
        ),
        Source(
            "AWS Well-Architected",
            "REL06-BP03",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
            "rel_monitor_aws_resources_notification_monitor.html",
        ),
    ),
    types=(SNS_TOPIC,),
    passing="""
        resources:
          topic:
            type: aws:sns:Topic
          subscription:
            type: aws:sns:TopicSubscription
            properties: {topic: "${topic.arn}", protocol: email, endpoint: oncall@shop.example}
          errors:
            type: aws:cloudwatch:MetricAlarm
            properties: {metricName: Errors, treatMissingData: notBreaching, alarmActions: ["${topic.arn}"]}
    """,
    failing="""
        resources:
          topic:
            type: aws:sns:Topic
          errors:
            type: aws:cloudwatch:MetricAlarm
            properties: {metricName: Errors, alarmActions: ["${topic.arn}"]}
    """,
)
def topic_subscribed(stack: Stack) -> Iterator[Verdict]:
    """Judge every topic that an alarm notifies when it goes off."""
    notified = {topic.urn: topic for alarm in stack.of_type(*ALARMS) for topic in topics(alarm, "alarmActions", stack)}
    listeners = {
        listener: _path(listener) for listener in stack.of_type(SNS_TOPIC_SUBSCRIPTION, *CHATBOT_CONFIGURATIONS)
    }
    heard = {topic.urn for listener, path in listeners.items() for topic in topics(listener, path, stack)}
    doubtful = [
        f"{path} of {listener}"
        for listener, path in listeners.items()
        if listener.value(path) is UNKNOWN and not listener.sources(path)
    ]
    for urn, topic in notified.items():
        if urn in heard:
            yield satisfied(topic)
        elif doubtful:
            yield undecided(topic, *doubtful)
        else:
            yield violated(topic, "Alarms notify it, and no subscription names it.")


def _path(listener: Resource) -> str:
    return "topic" if listener.type == SNS_TOPIC_SUBSCRIPTION else "snsTopicArns"
