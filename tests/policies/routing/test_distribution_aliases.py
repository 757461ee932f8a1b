from __future__ import annotations

import pytest

from policies.routing.distribution_aliases import distribution_aliases as rule
from tests.policies.harness import judge
from tests.policies.mutants.mutant import mutant
from tests.policies.routing.records import RECORD, alias, records

PATH = "aliases[0].evaluateTargetHealth"
MUTANTS = (
    mutant(
        "the apex that evaluates CloudFront",
        "global",
        lambda d: d.set("edge-routing-apex-a", PATH, True, type_=RECORD),
        "edge-routing-apex-a",
    ),
    mutant(
        "the shop's HTTPS record that evaluates CloudFront",
        "global",
        lambda d: d.set("edge-routing-shop-https", PATH, True, type_=RECORD),
        "edge-routing-shop-https",
    ),
    mutant(
        "an evaluated record that leads to CloudFront",
        "global",
        lambda d: d.set(
            "edge-routing-api-default-a",
            "aliases[0]",
            {"name": "d111111abcdef8.cloudfront.net", "zoneId": "Z2FDTNDATAQYW2", "evaluateTargetHealth": True},
            type_=RECORD,
        ),
        "edge-routing-api-default-a",
        related=("edge-distribution-location-routing",),
    ),
)
OTHERS = """
balancer: {type: 'aws:lb:LoadBalancer'}
content: {type: 'aws:cloudfront:Distribution'}
"""
CONTENT = "name: '${content.domainName}', zoneId: '${content.hostedZoneId}'"


@pytest.mark.parametrize(
    "properties",
    [
        alias("d.cloudfront.net", evaluates=False, zone="Z2FDTNDATAQYW2"),
        "aliases: [{name: d.cloudfront.net, zoneId: Z2FDTNDATAQYW2}]",
        f"aliases: [{{{CONTENT}}}]",
        alias("a.shop.example"),
        "aliases: [{name: '${balancer.dnsName}', zoneId: '${balancer.zoneId}', evaluateTargetHealth: true}]",
        "aliases: [{name: unknown!, zoneId: unknown!, evaluateTargetHealth: false}]",
        "records: [192.0.2.1]",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, records(properties, also=OTHERS))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize("policy", ["", "failoverRoutingPolicies: [{type: PRIMARY}], ", "healthCheckId: x, "])
@pytest.mark.parametrize(
    "target",
    [
        alias("d.cloudfront.net", zone="Z2FDTNDATAQYW2"),
        f"aliases: [{{{CONTENT}, evaluateTargetHealth: true}}]",
        "aliases: [{name: unknown!, zoneId: Z2FDTNDATAQYW2, evaluateTargetHealth: true}]",
    ],
)
def test_violated(policy: str, target: str) -> None:
    judged = judge(rule, records(f"{policy}{target}", also=OTHERS))
    assert "`evaluateTargetHealth` of its alias to CloudFront is true." in judged.violated[rule.id]["r0"]


@pytest.mark.parametrize(
    "properties",
    [
        "aliases: unknown!",
        "aliases: [unknown!]",
        "aliases: [{name: d.cloudfront.net, zoneId: Z2FDTNDATAQYW2, evaluateTargetHealth: unknown!}]",
        "aliases: [{name: unknown!, zoneId: unknown!, evaluateTargetHealth: true}]",
    ],
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, records(properties, also=OTHERS))
    assert not judged.violated
    assert "r0 (" in judged.undecided[rule.id]
