"""An alarm is in the Region where its metric is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from policies.aws import arn
from policies.aws.cloudwatch import Metric, metrics
from policies.aws.types import METRIC_ALARM
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Outcome, Verdict, satisfied, undecided, violated

REGIONS: Final[Mapping[str, str]] = {
    "AWS/Billing": "us-east-1",
    "AWS/CloudFront": "us-east-1",
    "AWS/GlobalAccelerator": "us-west-2",
    "AWS/Route53": "us-east-1",
}
"""Where services without a Region publish their metrics, by namespace; each service's own guide says so."""
_WAF: Final = "AWS/WAFV2"
_WAF_REGION: Final = "us-east-1"
_SHIELD: Final = "AWS/DDoSProtection"
_SHIELD_REGION: Final = "us-east-1"
_SHIELD_SERVICES: Final = ("cloudfront", "route53", "shield")
"""Whose metrics Shield Advanced publishes in one Region: distributions, hosted zones, and its own groups."""


@resource_rule(
    title="Alarms are where their metrics are",
    what=(
        "An alarm on a metric of a global service is in the one Region where that service publishes its metrics, one "
        "on a metric of Shield Advanced in that of the protected resource."
    ),
    why=(
        "An alarm sees the metrics of its own Region only. On a health check's metric, made anywhere but in us-east-1, "
        "it never has data, whatever fails: the outage that it was made for goes unnoticed."
    ),
    fix=(
        "Set the alarm's `region` to us-east-1 for Route 53, CloudFront, billing and the web ACLs of CloudFront, to "
        "us-west-2 for Global Accelerator, and for Shield Advanced to us-east-1 where it protects a distribution, a "
        "hosted zone or a group, or else to the Region of the resource."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon Route 53 developer guide",
            "Monitoring health checks using CloudWatch",
            "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html",
        ),
        Source(
            "Amazon CloudFront developer guide",
            "Monitor CloudFront metrics with Amazon CloudWatch",
            "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/monitoring-using-cloudwatch.html",
        ),
        Source(
            "AWS Global Accelerator developer guide",
            "Using Amazon CloudWatch with AWS Global Accelerator",
            "https://docs.aws.amazon.com/global-accelerator/latest/dg/cloudwatch-monitoring.html",
        ),
        Source(
            "AWS WAF developer guide",
            "AWS WAF metrics and dimensions",
            "https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html",
        ),
        Source(
            "AWS WAF developer guide",
            "AWS Shield Advanced metrics",
            "https://docs.aws.amazon.com/waf/latest/developerguide/shield-metrics.html",
        ),
    ),
    types=(METRIC_ALARM,),
    passing="""
        resources:
          unhealthy:
            type: aws:cloudwatch:MetricAlarm
            properties:
              region: us-east-1
              namespace: AWS/Route53
              metricName: HealthCheckStatus
              dimensions: {HealthCheckId: 0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f}
              treatMissingData: breaching
              alarmActions: ["arn:aws:sns:us-east-1:123456789012:oncall"]
    """,
    failing="""
        resources:
          unhealthy:
            type: aws:cloudwatch:MetricAlarm
            properties:
              region: eu-central-1
              namespace: AWS/Route53
              metricName: HealthCheckStatus
              dimensions: {HealthCheckId: 0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f}
    """,
)
def alarm_region(alarm: Resource) -> Iterator[Verdict]:
    """Judge an alarm by each metric that it watches."""
    verdicts = [_judge(metric) for metric in metrics(alarm)]
    for outcome in (Outcome.VIOLATED, Outcome.UNDECIDED):
        for verdict in verdicts:
            if verdict.outcome is outcome:
                yield verdict
                return
    yield satisfied(alarm)


def _judge(metric: Metric) -> Verdict:
    alarm = metric.alarm
    home = _home(metric)
    region = alarm.region
    if home is None or home == region:
        return satisfied(alarm)
    if home is UNKNOWN:
        # Whether it matters is not known: most metrics are where their resource is.
        return undecided(alarm, "namespace or dimensions")
    if region is None or region is UNKNOWN:
        return undecided(alarm, "region")
    return violated(alarm, f"It watches {metric.block.text('namespace')} in {region}; these metrics are in {home}.")


def _home(metric: Metric) -> str | Unknown | None:
    """The one Region where a metric is; None where it is in the Region of what it measures."""
    namespace = metric.block.text("namespace")
    if namespace == _WAF:
        # Web ACLs of CloudFront are the only ones whose metrics do without the dimension.
        dimension = metric.block.text("dimensions.Region")
        return UNKNOWN if dimension is UNKNOWN else None if dimension else _WAF_REGION
    if namespace == _SHIELD:
        return _shield_home(metric)
    return UNKNOWN if namespace is UNKNOWN else REGIONS.get(namespace or "")


def _shield_home(metric: Metric) -> str | Unknown:
    """Where Shield Advanced publishes a metric; of accelerators, which are of no Region, AWS does not say it."""
    protected = metric.block.text("dimensions.ResourceArn")
    parsed = arn.parse(protected) if isinstance(protected, str) else None
    if parsed is None:
        return UNKNOWN
    return _SHIELD_REGION if parsed.service in _SHIELD_SERVICES else parsed.region or UNKNOWN
