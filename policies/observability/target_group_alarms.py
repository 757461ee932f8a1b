"""Somebody is told when targets fall ill."""

from collections.abc import Iterator
from typing import Final

from policies.aws.cloudwatch import Wanted, watched, watching
from policies.aws.types import TARGET_GROUPS
from policies.framework.resources import Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

WANTED: Final = Wanted(
    namespaces=("AWS/ApplicationELB", "AWS/NetworkELB", "AWS/GatewayELB"),
    names=("HealthyHostCount", "UnHealthyHostCount"),
    dimension="TargetGroup",
    path="arnSuffix",
)


@stack_rule(
    title="Target groups have an alarm on their health",
    what="Every target group has an alarm on how many of its targets are healthy, or are not.",
    why=(
        "While one target is left, or none and the load balancer sends requests to all of them, customers are still "
        "answered somehow. Without an alarm the loss of the last healthy target is the first that anybody hears of it."
    ),
    fix=(
        "Declare a `cloudwatch.MetricAlarm` on `UnHealthyHostCount` or `HealthyHostCount` with the dimensions "
        "`TargetGroup` and `LoadBalancer`, in the target group's Region."
    ),
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "Elastic Load Balancing user guide",
            "CloudWatch metrics for your Application Load Balancer",
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html",
        ),
        Source(
            "AWS Well-Architected",
            "REL06-BP01",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
            "rel_monitor_aws_resources_monitor_resources.html",
        ),
    ),
    types=TARGET_GROUPS,
    passing="""
        resources:
          shop:
            type: aws:lb:TargetGroup
            properties: {targetType: ip, port: 8080, protocol: HTTP}
          unhealthy:
            type: aws:cloudwatch:MetricAlarm
            properties:
              namespace: AWS/ApplicationELB
              metricName: UnHealthyHostCount
              dimensions: {TargetGroup: "${shop.arnSuffix}", LoadBalancer: app/shop/50dc6c495c0c9188}
              treatMissingData: notBreaching
              alarmActions: ["arn:aws:sns:us-east-1:123456789012:oncall"]
    """,
    failing="""
        resources:
          shop:
            type: aws:lb:TargetGroup
            properties: {targetType: ip, port: 8080, protocol: HTTP}
    """,
)
def target_group_alarms(stack: Stack) -> Iterator[Verdict]:
    """Judge every target group but those of functions, which have no count of hosts."""
    found = watching(stack, WANTED)
    for group in stack.of_type(*TARGET_GROUPS):
        kind = group.text("targetType")
        if kind == "lambda":
            continue
        certain, possible = watched(group, found, WANTED)
        if certain:
            yield satisfied(group)
        elif possible:
            yield undecided(group, *(f"metric of {alarm}" for alarm in possible))
        elif kind is UNKNOWN:
            yield undecided(group, "targetType")
        else:
            yield violated(group, f"No alarm of its Region in this stack is on its {' or '.join(WANTED.names)}.")
