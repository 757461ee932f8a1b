from __future__ import annotations

import pytest

from policies.edge.distribution_logs import distribution_logs as rule
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

SOURCE = "aws:cloudwatch/logDeliverySource:LogDeliverySource"
DELIVERY = "aws:cloudwatch/logDelivery:LogDelivery"
ELSEWHERE = "arn:aws:cloudfront::123456789012:distribution/EOTHER"

MUTANTS = (
    mutant("no delivery of the logs", "global", lambda d: d.remove("edge-content", type_=DELIVERY), "edge-content"),
    mutant("no source of the logs", "global", lambda d: d.remove("edge-content", type_=SOURCE), "edge-content"),
    mutant(
        "the logs of another distribution",
        "global",
        lambda d: d.set("edge-content", "resourceArn", ELSEWHERE, type_=SOURCE),
        "edge-content",
        view=View.DEPLOYED,
    ),
    mutant(
        "other logs of it",
        "global",
        lambda d: d.set("edge-content", "logType", "CONNECTION_LOGS", type_=SOURCE),
        "edge-content",
    ),
    mutant(
        "a delivery of another source",
        "global",
        lambda d: d.set("edge-content", "deliverySourceName", "other", type_=DELIVERY),
        "edge-content",
        view=View.DEPLOYED,
    ),
)

LOGGED = 'resourceArn: "${shop.arn}", logType: ACCESS_LOGS'


def distribution(source: str = "", delivery: str = "", own: str = "enabled: true") -> Deployment:
    declared_source = f"source: {{type: 'aws:cloudwatch:LogDeliverySource', properties: {{{source}}}}}"
    declared_delivery = f"delivery: {{type: 'aws:cloudwatch:LogDelivery', properties: {{{delivery}}}}}"
    return program(f"""
        resources:
          shop: {{type: "aws:cloudfront:Distribution", properties: {{{own}}}}}
          {declared_source if source else ""}
          {declared_delivery if delivery else ""}
    """)


NAMED = 'deliverySourceName: "${source.name}"'


@pytest.mark.parametrize(
    "deployed",
    [
        distribution(LOGGED, NAMED),
        distribution(f"{LOGGED}, name: shop", NAMED),
        distribution(own="loggingConfig: {bucket: logs.s3.amazonaws.com}"),
    ],
)
def test_satisfied(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("deployed", "reason"),
    [
        (distribution(), "It has neither a `loggingConfig` with a bucket nor a log delivery source."),
        (distribution(own="loggingConfig: {includeCookies: true}"), "It has neither"),
        (distribution(f"resourceArn: '{ELSEWHERE}', logType: ACCESS_LOGS", NAMED), "It has neither"),
        (distribution(LOGGED), "has no delivery"),
        (distribution(f"{LOGGED}, name: shop", "deliverySourceName: other"), "has no delivery"),
        (distribution('resourceArn: "${shop.arn}", logType: CONNECTION_LOGS', NAMED), "is not ACCESS_LOGS"),
    ],
)
def test_violated(deployed: Deployment, reason: str) -> None:
    assert reason in judge(rule, deployed).violated[rule.id]["shop"]


@pytest.mark.parametrize(
    "deployed",
    [
        distribution(own="loggingConfig: unknown!"),
        distribution("resourceArn: unknown!, logType: ACCESS_LOGS", NAMED),
        distribution('resourceArn: "${shop.arn}", logType: unknown!', NAMED),
        distribution(LOGGED, "deliverySourceName: unknown!"),
        distribution(f"{LOGGED}, name: unknown!", "deliverySourceName: other"),
    ],
)
def test_undecided(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert "shop" in judged.undecided[rule.id]
