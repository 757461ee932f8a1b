from __future__ import annotations

import pytest

from policies.routing.failover_targets import failover_targets as rule
from tests.policies.harness import ABSENT, judge
from tests.policies.mutants.mutant import mutant
from tests.policies.routing.records import RECORD, alias, records

PATH = "aliases[0].evaluateTargetHealth"
MUTANTS = (
    mutant(
        "a primary that evaluates nothing",
        "global",
        lambda d: d.set("edge-routing-origin-primary-a", PATH, False, type_=RECORD),
        "edge-routing-origin-primary-a",
        related=("routing-record-health",),
    ),
    mutant(
        "a secondary that leaves it to the default",
        "global",
        lambda d: d.set("edge-routing-origin-secondary-a", PATH, ABSENT, type_=RECORD),
        "edge-routing-origin-secondary-a",
    ),
    mutant(
        "an accelerator's health left to the check",
        "global",
        lambda d: d.set("edge-routing-checkout-eu-primary-a", PATH, False, type_=RECORD),
        "edge-routing-checkout-eu-primary-a",
    ),
)
OTHERS = """
balancer: {type: 'aws:lb:LoadBalancer'}
content: {type: 'aws:cloudfront:Distribution'}
"""
PRIMARY = "failoverRoutingPolicies: [{type: PRIMARY}]"


@pytest.mark.parametrize(
    "properties",
    [
        f"{PRIMARY}, {alias('a.shop.example')}",
        f"{PRIMARY}, {alias('${balancer.dnsName}', zone='x')}",
        f"{PRIMARY}, {alias('d.cloudfront.net', evaluates=False, zone='Z2FDTNDATAQYW2')}",
        f"{PRIMARY}, aliases: [{{name: '${{content.domainName}}', zoneId: '${{content.hostedZoneId}}'}}]",
        f"{PRIMARY}, records: [192.0.2.1]",
        f"latencyRoutingPolicies: [{{region: a}}], {alias('a.shop.example', evaluates=False)}",
        alias("a.shop.example", evaluates=False),
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, records(properties, also=OTHERS))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize("role", ["PRIMARY", "SECONDARY", "unknown!"])
@pytest.mark.parametrize(
    "target",
    [
        alias("a.shop.example", evaluates=False),
        "aliases: [{name: a.shop.example, zoneId: Z1}]",
        "aliases: [{name: '${balancer.dnsName}', zoneId: '${balancer.zoneId}', evaluateTargetHealth: false}]",
        "healthCheckId: x, aliases: [{name: a.shop.example, zoneId: Z1}]",
    ],
)
def test_violated(role: str, target: str) -> None:
    judged = judge(rule, records(f"failoverRoutingPolicies: [{{type: {role}}}], {target}", also=OTHERS))
    assert judged.names(rule.id) == {"r0"}


@pytest.mark.parametrize(
    "properties",
    [
        f"{PRIMARY}, aliases: unknown!",
        f"{PRIMARY}, aliases: [unknown!]",
        f"{PRIMARY}, aliases: [{{name: a, zoneId: Z1, evaluateTargetHealth: unknown!}}]",
        f"{PRIMARY}, aliases: [{{name: unknown!, zoneId: unknown!, evaluateTargetHealth: false}}]",
        f"failoverRoutingPolicies: unknown!, {alias('a.shop.example', evaluates=False)}",
    ],
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, records(properties, also=OTHERS))
    assert not judged.violated
    assert "r0 (" in judged.undecided[rule.id]
