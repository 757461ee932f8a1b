from __future__ import annotations

import pytest

from policies.observability.alarm_region import alarm_region
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:cloudwatch/metricAlarm:MetricAlarm"
TOPIC_RULE = "observability-alarm-topic-region"

MUTANTS = (
    mutant(
        "a health check's alarm in Frankfurt",
        "global",
        lambda d: d.set("edge-check-eu-central-1-api", "region", "eu-central-1", type_=TYPE),
        "edge-check-eu-central-1-api",
        related=(TOPIC_RULE, "routing-check-alarms"),
    ),
    mutant(
        "CloudFront's alarm in Oregon",
        "global",
        lambda d: d.set("edge-alarm-content-errors", "region", "us-west-2", type_=TYPE),
        "edge-alarm-content-errors",
        related=(TOPIC_RULE,),
    ),
    mutant(
        "an accelerator's alarm in the Region of its endpoints",
        "global",
        lambda d: d.set("edge-alarm-accelerator-eu-eu-central-1", "region", "eu-central-1", type_=TYPE),
        "edge-alarm-accelerator-eu-eu-central-1",
        related=(TOPIC_RULE,),
    ),
    mutant(
        "a Region's alarm that is on a health check",
        "us-west-2",
        lambda d: d.set("shop-alarm-orders-wait", "namespace", "AWS/Route53", type_=TYPE),
        "shop-alarm-orders-wait",
    ),
)


def alarm(properties: str, *, region: str = "us-west-2") -> Deployment:
    return program(f"""
        config: {{"aws:region": {region}}}
        resources:
          alarm: {{type: "aws:cloudwatch:MetricAlarm", properties: {{{properties}}}}}
    """)


@pytest.mark.parametrize(
    "properties",
    [
        "namespace: AWS/RDS",
        "namespace: AWS/Route53, region: us-east-1",
        "namespace: AWS/CloudFront, region: us-east-1",
        "namespace: AWS/GlobalAccelerator",
        "namespace: AWS/WAFV2, dimensions: {WebACL: shop, Region: us-west-2}",
        "namespace: AWS/WAFV2, dimensions: {WebACL: edge}, region: us-east-1",
        "metricQueries: [{id: e1, expression: m1 / m2}, {id: m1, metric: {namespace: AWS/RDS}}]",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(alarm_region, alarm(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("namespace: AWS/Route53", "It watches AWS/Route53 in us-west-2; these metrics are in us-east-1."),
        ("namespace: AWS/CloudFront, region: eu-west-1", "AWS/CloudFront in eu-west-1"),
        ("namespace: AWS/Billing", "in us-east-1."),
        ("namespace: AWS/GlobalAccelerator, region: us-east-1", "these metrics are in us-west-2."),
        ("namespace: AWS/WAFV2, dimensions: {WebACL: edge}", "AWS/WAFV2 in us-west-2; these metrics are in us-east-1."),
        (
            "metricQueries: [{id: m1, metric: {namespace: AWS/RDS}}, {id: m2, metric: {namespace: AWS/Route53}}]",
            "AWS/Route53 in us-west-2",
        ),
        ("metricQueries: [unknown!, {id: m2, metric: {namespace: AWS/Route53}}]", "AWS/Route53 in us-west-2"),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    assert reason in judge(alarm_region, alarm(properties)).violated[alarm_region.id]["alarm"]


@pytest.mark.parametrize(
    "properties",
    [
        "namespace: unknown!",
        "namespace: AWS/Route53, region: unknown!",
        "namespace: AWS/WAFV2, dimensions: unknown!",
        "namespace: AWS/WAFV2, dimensions: {WebACL: edge, Region: unknown!}",
        "metricQueries: unknown!",
        "metricQueries: [unknown!]",
        "metricQueries: [{id: m1, metric: unknown!}]",
        "metricQueries: [{id: m1, metric: {namespace: unknown!}}]",
    ],
)
def test_undecided(properties: str) -> None:
    judged = judge(alarm_region, alarm(properties))
    assert not judged.violated
    assert alarm_region.id in judged.undecided
