from __future__ import annotations

import pytest

from policies.observability.target_group_alarms import target_group_alarms
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:cloudwatch/metricAlarm:MetricAlarm"

MUTANTS = (
    mutant(
        "a service whose targets nobody watches",
        "us-east-1",
        lambda d: d.remove("shop-alarm-blue-checkout-unhealthy", type_=TYPE),
        "blue-checkout",
    ),
    mutant(
        "an alarm on another metric",
        "eu-central-1",
        lambda d: d.set("shop-alarm-blue-catalog-unhealthy", "metricName", "RequestCount", type_=TYPE),
        "blue-catalog",
    ),
    mutant(
        "an alarm on the load balancer as a whole",
        "us-west-2",
        lambda d: d.sources("shop-alarm-green-account-unhealthy", "dimensions", "green", type_=TYPE),
        "green-account",
    ),
    mutant(
        "an alarm on another target group",
        "us-east-1",
        lambda d: d.set("shop-alarm-green-account-unhealthy", "dimensions.TargetGroup", "targetgroup/x/1", type_=TYPE),
        "green-account",
        view=View.DEPLOYED,
    ),
    mutant(
        "an alarm in another Region",
        "ap-southeast-1",
        lambda d: d.set("shop-alarm-blue-account-unhealthy", "region", "us-east-1", type_=TYPE),
        "blue-account",
        related=("observability-alarm-topic-region",),
    ),
)

NAMED = "namespace: AWS/ApplicationELB, metricName: UnHealthyHostCount"


def watched(alarm: str, group: str = "targetType: ip") -> Deployment:
    return program(f"""
        resources:
          shop: {{type: "aws:lb:TargetGroup", properties: {{{group}}}}}
          other: {{type: "aws:lb:LoadBalancer"}}
          alarm: {{type: "aws:cloudwatch:MetricAlarm", properties: {{{alarm}}}}}
    """)


@pytest.mark.parametrize(
    ("alarm", "group"),
    [
        (f'{NAMED}, dimensions: {{TargetGroup: "${{shop.arnSuffix}}"}}', ""),
        (f"{NAMED}, dimensions: {{TargetGroup: targetgroup/shop/1}}", "arnSuffix: targetgroup/shop/1"),
        (
            'namespace: AWS/NetworkELB, metricName: HealthyHostCount, dimensions: {TargetGroup: "${shop.arnSuffix}"}',
            "",
        ),
        (f'metricQueries: [{{metric: {{{NAMED}, dimensions: {{TargetGroup: "${{shop.arnSuffix}}"}}}}}}]', ""),
        ("namespace: AWS/RDS", "targetType: lambda"),
    ],
)
def test_satisfied(alarm: str, group: str) -> None:
    judged = judge(target_group_alarms, watched(alarm, group))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("alarm", "group"),
    [
        ("namespace: AWS/RDS", "targetType: ip"),
        ("namespace: AWS/ApplicationELB", ""),
        (f"{NAMED}", ""),
        (f'{NAMED}, dimensions: {{LoadBalancer: "${{other.arnSuffix}}"}}', ""),
        (f'{NAMED}, dimensions: {{TargetGroup: "${{other.arnSuffix}}"}}', ""),
        (f"{NAMED}, dimensions: {{TargetGroup: targetgroup/other/1}}", "arnSuffix: targetgroup/shop/1"),
        (f'{NAMED}, dimensions: {{TargetGroup: "${{shop.arnSuffix}}"}}, region: us-west-2', ""),
        (
            'namespace: AWS/ApplicationELB, metricName: RequestCount, dimensions: {TargetGroup: "${shop.arnSuffix}"}',
            "",
        ),
        ("metricQueries: [{expression: m1}]", ""),
    ],
)
def test_violated(alarm: str, group: str) -> None:
    assert judge(target_group_alarms, watched(alarm, group)).names(target_group_alarms.id) == {"shop"}


@pytest.mark.parametrize(
    ("alarm", "group"),
    [
        ("namespace: AWS/RDS", "targetType: unknown!"),
        (f"{NAMED}, dimensions: unknown!", ""),
        (f"{NAMED}, dimensions: {{TargetGroup: unknown!}}", ""),
        (f'{NAMED}, dimensions: {{TargetGroup: "${{shop.arnSuffix}}"}}, region: unknown!', ""),
        ('namespace: unknown!, metricName: HealthyHostCount, dimensions: {TargetGroup: "${shop.arnSuffix}"}', ""),
        ('namespace: AWS/ApplicationELB, metricName: unknown!, dimensions: {TargetGroup: "${shop.arnSuffix}"}', ""),
        ("metricQueries: unknown!", ""),
        ("metricQueries: [unknown!]", ""),
    ],
)
def test_undecided(alarm: str, group: str) -> None:
    judged = judge(target_group_alarms, watched(alarm, group))
    assert not judged.violated
    assert "shop (" in judged.undecided[target_group_alarms.id]
