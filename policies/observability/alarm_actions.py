"""An alarm does something when it goes off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from policies.aws.cloudwatch import ALARMS
from policies.aws.types import COMPOSITE_ALARM, ECS_SERVICE, FIS_EXPERIMENT_TEMPLATE, HEALTH_CHECK, REGION_SWITCH_PLAN
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, leaves
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_WATCHERS: Final = (
    (COMPOSITE_ALARM, "alarmRule"),
    (COMPOSITE_ALARM, "actionsSuppressor"),
    (FIS_EXPERIMENT_TEMPLATE, "stopConditions"),
    (HEALTH_CHECK, "cloudwatchAlarmName"),
    (ECS_SERVICE, "alarms"),
    (REGION_SWITCH_PLAN, "associatedAlarms"),
)
"""What looks at an alarm's state by itself: the alarm need not do anything."""
_ALARM_IN_RULE: Final = re.compile(r"""\(\s*["']?([^"'()]+?)["']?\s*\)""")
_NAMES: Final = ("arn", "id", "name", "alarmName")


@stack_rule(
    title="Alarms tell somebody",
    what="Every alarm has an enabled action for the state ALARM, unless something else looks at its state.",
    why=(
        "An alarm without an action changes its color in a console that nobody looks at: an outage that was measured "
        "in its first minute is noticed when customers complain."
    ),
    fix=(
        "Set `alarm_actions` to the ARN of a topic and leave `actions_enabled` at its default. An alarm that a "
        "composite alarm, an experiment's stop condition, a health check, a deployment or a Region switch plan reads "
        "may do without."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Security Hub",
            "CloudWatch.15",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-15",
        ),
        Source(
            "AWS Security Hub",
            "CloudWatch.17",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-17",
        ),
        Source(
            "AWS Well-Architected",
            "REL06-BP03",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
            "rel_monitor_aws_resources_notification_monitor.html",
        ),
    ),
    types=ALARMS,
    passing="""
        resources:
          topic:
            type: aws:sns:Topic
          subscription:
            type: aws:sns:TopicSubscription
            properties: {topic: "${topic.arn}", protocol: email, endpoint: oncall@shop.example}
          errors:
            type: aws:cloudwatch:MetricAlarm
            properties: {metricName: Errors, treatMissingData: notBreaching}
          failing:
            type: aws:cloudwatch:CompositeAlarm
            properties: {alarmRule: "ALARM(${errors.name})", alarmActions: ["${topic.arn}"]}
    """,
    failing="""
        resources:
          errors:
            type: aws:cloudwatch:MetricAlarm
            properties: {metricName: Errors}
    """,
)
def alarm_actions(stack: Stack) -> Iterator[Verdict]:
    """Judge every alarm that nothing else looks at."""
    names, urns, doubtful = _heeded(stack)
    for alarm in stack.of_type(*ALARMS):
        actions, enabled = alarm.texts("alarmActions"), alarm.flag("actionsEnabled")
        heeded = alarm.urn in urns or not names.isdisjoint(_identities(alarm))
        if heeded or (actions is not UNKNOWN and actions and enabled in (None, True)):
            yield satisfied(alarm)
        elif doubtful:
            yield undecided(alarm, *doubtful)
        elif enabled is False:
            yield violated(alarm, "`actionsEnabled` is false: it does nothing when it goes off.")
        elif actions is not UNKNOWN and not actions:
            yield violated(alarm, "`alarmActions` is empty: it does nothing when it goes off.")
        else:
            yield undecided(alarm, "alarmActions" if actions is UNKNOWN else "actionsEnabled")


def _heeded(stack: Stack) -> tuple[set[str], set[str], list[str]]:
    """The names and the URNs of alarms that something else looks at, and what may look at any."""
    names: set[str] = set()
    urns: set[str] = set()
    doubtful = []
    for type_, path in _WATCHERS:
        for watcher in stack.of_type(type_):
            values = list(leaves(watcher.value(path)))
            sources = watcher.sources(path)
            urns.update(sources)
            for value in values:
                if isinstance(value, str):
                    names.update((value, *_ALARM_IN_RULE.findall(value)))
            if path == "alarmRule" and UNKNOWN in values and not sources:
                doubtful.append(f"{path} of {watcher}")
    return names, urns, doubtful


def _identities(alarm: Resource) -> Iterator[str]:
    for path in _NAMES:
        value = alarm.text(path)
        if value is not None and value is not UNKNOWN:
            yield value
