"""An alarm notifies topics of its own Region, which are the only ones that it can."""

from __future__ import annotations

from collections.abc import Iterator

from policies.aws import arn
from policies.aws.cloudwatch import ACTIONS, ALARMS, topics
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Alarms notify topics of their Region",
    what="Every SNS topic that an alarm notifies is in the Region of the alarm.",
    why=(
        "CloudWatch does not publish to a topic of another Region. The alarm is refused, or goes off unheard: nobody "
        "is called to the outage that it noticed."
    ),
    fix=(
        "Declare a topic in the alarm's `region`, and subscribe those on call to each of them. Metrics that exist in "
        "one Region only (Route 53, CloudFront, Global Accelerator) need a topic there."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon CloudWatch API reference",
            "PutMetricAlarm",
            "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
        ),
        Source(
            "Amazon CloudWatch user guide",
            "Notifying users on alarm changes",
            "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html",
        ),
    ),
    types=ALARMS,
    passing="""
        resources:
          topic:
            type: aws:sns:Topic
            properties: {region: us-east-1}
          subscription:
            type: aws:sns:TopicSubscription
            properties: {region: us-east-1, topic: "${topic.arn}", protocol: email, endpoint: oncall@shop.example}
          errors:
            type: aws:cloudwatch:MetricAlarm
            properties:
              region: us-east-1
              metricName: Errors
              treatMissingData: notBreaching
              alarmActions: ["${topic.arn}"]
    """,
    failing="""
        resources:
          topic:
            type: aws:sns:Topic
            properties: {region: eu-central-1}
          errors:
            type: aws:cloudwatch:MetricAlarm
            properties: {region: us-east-1, metricName: Errors, alarmActions: ["${topic.arn}"]}
    """,
)
def alarm_topic_region(stack: Stack) -> Iterator[Verdict]:
    """Judge every alarm by the actions of all its states."""
    for alarm in stack.of_type(*ALARMS):
        own = UNKNOWN if alarm.region is None else alarm.region
        found = {path: _regions(alarm, path, stack) for path in ACTIONS}
        pairs = [(path, region) for path, regions in found.items() for region in regions if region != own]
        wrong = [(path, region) for path, region in pairs if UNKNOWN not in (region, own)]
        if wrong:
            path, region = wrong[0]
            yield violated(alarm, f"`{path}` has a topic in {region}; the alarm is in {own}.")
        elif pairs:
            yield undecided(alarm, "region" if own is UNKNOWN else pairs[0][0])
        else:
            yield satisfied(alarm)


def _regions(alarm: Resource, path: str, stack: Stack) -> list[str | Unknown]:
    """The Regions of the topics that a property names; several topics that it may mean are as good as unknown."""
    actions = alarm.texts(path)
    known = [arn.parse(action) for action in actions if action is not UNKNOWN] if actions is not UNKNOWN else []
    regions: list[str | Unknown] = [action.region for action in known if action is not None and action.service == "sns"]
    if actions is UNKNOWN or UNKNOWN in actions:
        possible = {UNKNOWN if topic.region is None else topic.region for topic in topics(alarm, path, stack)}
        regions.append(possible.pop() if len(possible) == 1 else UNKNOWN)
    return regions
