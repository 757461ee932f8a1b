"""One CloudWatch alarm, told in the terms of this project."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pulumi
from pulumi_aws import cloudwatch

Comparison = Literal["GreaterThanThreshold", "LessThanThreshold", "GreaterThanOrEqualToThreshold"]
MissingData = Literal["breaching", "notBreaching", "missing", "ignore"]


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """What an alarm watches and when it goes off.

    Attributes:
        description: what it means and what to look at first, for whoever is woken by it.
        namespace: the metric's namespace.
        metric: the metric's name.
        dimensions: the metric's dimensions.
        statistic: how a period is summed up: `Sum`, `Maximum`, `p99` and the like.
        threshold: the bound, in the metric's unit.
        comparison: which side of the bound is bad.
        period: seconds of one point.
        periods: how many points are looked at.
        bad_periods: how many of them must be bad; all where None.
        missing_data: what a point without data counts as: `breaching` where silence is an outage.
    """

    description: str
    namespace: str
    metric: str
    dimensions: Mapping[str, pulumi.Input[str]]
    statistic: str
    threshold: float
    comparison: Comparison = "GreaterThanThreshold"
    period: int = 60
    periods: int = 3
    bad_periods: int | None = None
    missing_data: MissingData = "notBreaching"


@dataclass(frozen=True, kw_only=True)
class Notified:
    """Who is told, and where.

    Attributes:
        region: the Region of the metric, and so of the alarm.
        topic_arn: the topic, in that Region, that is told of an alarm and of its end.
        tags: tags of the alarms.
    """

    region: str
    topic_arn: pulumi.Input[str]
    tags: Mapping[str, str] = field(default_factory=dict)


def declare_alarm(name: str, alarm: Alarm, notified: Notified, opts: pulumi.ResourceOptions) -> cloudwatch.MetricAlarm:
    """Declares an alarm that notifies when it goes off and when it is over."""
    extended = alarm.statistic.startswith(("p", "tm"))
    return cloudwatch.MetricAlarm(
        name,
        region=notified.region,
        alarm_description=alarm.description,
        namespace=alarm.namespace,
        metric_name=alarm.metric,
        dimensions=dict(alarm.dimensions),
        statistic=None if extended else alarm.statistic,
        extended_statistic=alarm.statistic if extended else None,
        # A percentile of a handful of requests is noise.
        evaluate_low_sample_count_percentiles="ignore" if extended else None,
        threshold=alarm.threshold,
        comparison_operator=alarm.comparison,
        period=alarm.period,
        evaluation_periods=alarm.periods,
        datapoints_to_alarm=alarm.bad_periods or alarm.periods,
        treat_missing_data=alarm.missing_data,
        alarm_actions=actions(notified),
        ok_actions=actions(notified),
        opts=opts,
    )


def actions(notified: Notified) -> Sequence[pulumi.Input[str]]:
    """What an alarm does: tells the topic."""
    return [notified.topic_arn]
