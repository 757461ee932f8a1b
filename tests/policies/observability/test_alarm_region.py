from __future__ import annotations

import pytest

from policies.observability.alarm_region import alarm_region
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:cloudwatch/metricAlarm:MetricAlarm"
TOPIC_RULE = "observability-alarm-topic-region"


def attacked(deployment: Deployment, protected: str) -> Deployment:
    deployment.set("shop-alarm-orders-wait", "namespace", "AWS/DDoSProtection", type_=TYPE)
    return deployment.set("shop-alarm-orders-wait", "dimensions", {"ResourceArn": protected}, type_=TYPE)


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
    mutant(
        "an alarm on attacks on a hosted zone, in a Region",
        "us-west-2",
        lambda d: attacked(d, "arn:aws:route53:::hostedzone/Z1"),
        "shop-alarm-orders-wait",
    ),
    mutant(
        "an alarm on attacks on another Region's load balancer",
        "eu-central-1",
        lambda d: attacked(d, "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/shop/1"),
        "shop-alarm-orders-wait",
    ),
)


SHIELD = "namespace: AWS/DDoSProtection, metricName: DDoSDetected"
ZONE = 'dimensions: {ResourceArn: "arn:aws:route53:::hostedzone/Z1"}'
CONTENT = 'dimensions: {ResourceArn: "arn:aws:cloudfront::123456789012:distribution/E1"}'
TOGETHER = 'dimensions: {ResourceArn: "arn:aws:shield::123456789012:protection-group/shop"}'
BALANCER = 'dimensions: {ResourceArn: "arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/app/shop/1"}'
ACCELERATOR = 'dimensions: {ResourceArn: "arn:aws:globalaccelerator::123456789012:accelerator/1"}'


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
        f"{SHIELD}, {ZONE}, region: us-east-1",
        f"{SHIELD}, {CONTENT}, region: us-east-1",
        f"{SHIELD}, {TOGETHER}, region: us-east-1",
        f"{SHIELD}, {BALANCER}",
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
        (f"{SHIELD}, {ZONE}", "AWS/DDoSProtection in us-west-2; these metrics are in us-east-1."),
        (f"{SHIELD}, {CONTENT}", "these metrics are in us-east-1."),
        (f"{SHIELD}, {TOGETHER}", "these metrics are in us-east-1."),
        (f"{SHIELD}, {BALANCER}, region: us-east-1", "in us-east-1; these metrics are in us-west-2."),
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
        SHIELD,
        f"{SHIELD}, dimensions: {{ResourceArn: unknown!}}",
        f"{SHIELD}, {ACCELERATOR}",
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
