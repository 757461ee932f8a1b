from __future__ import annotations

import pytest

from policies.load_balancing.deletion_protection import deletion_protection as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:lb/loadBalancer:LoadBalancer"
RECORD = "aws:route53/record:Record"

MUTANTS = (
    mutant(
        "protection switched off",
        "us-east-1",
        lambda d: d.set("blue", "enableDeletionProtection", False, type_=TYPE),
        "blue",
        # With a routing policy that is not known, the leaf record would need a health check.
        related=("routing-record-health",),
    ),
    mutant(
        "protection left to the default",
        "ap-southeast-1",
        lambda d: d.set("blue", "enableDeletionProtection", ABSENT, type_=TYPE),
        "blue",
    ),
    mutant(
        "protection switched off, seen with all names",
        "eu-central-1",
        lambda d: d.set("blue", "enableDeletionProtection", False, type_=TYPE),
        "blue",
        view=View.DEPLOYED,
    ),
    mutant(
        "a release of which no record says that it takes no traffic",
        "us-west-2",
        lambda d: d.remove("shop-records-green-leaf", type_=RECORD),
        "green",
    ),
)


def releases(green: str = "", weight: str = "100", leaf: str = "name: green.shop.example") -> Deployment:
    return program(f"""
        resources:
          blue:
            type: aws:lb:LoadBalancer
            properties: {{enableDeletionProtection: true}}
          green:
            type: aws:lb:LoadBalancer
            properties: {{name: green, {green}}}
          blue-share:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: shop.example.
              setIdentifier: blue
              weightedRoutingPolicies: [{{weight: {weight}}}]
              aliases: [{{name: "${{blue.dnsName}}", zoneId: Z2, evaluateTargetHealth: true}}]
          green-record:
            type: aws:route53:Record
            properties:
              {{zoneId: Z1, {leaf}, aliases: [{{name: "${{green.dnsName}}", zoneId: Z2, evaluateTargetHealth: true}}]}}
    """)


@pytest.mark.parametrize(
    "deployment",
    [
        releases("enableDeletionProtection: true", leaf="name: other.example"),
        releases("loadBalancerType: network, enableDeletionProtection: true", leaf="name: other.example"),
        releases(),
        releases("enableDeletionProtection: false", leaf="name: GREEN.shop.example."),
        releases(leaf="name: shop.example, setIdentifier: green, weightedRoutingPolicies: [{weight: 0}]"),
        releases("dnsName: green.elb.amazonaws.com"),
    ],
)
def test_satisfied(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "deployment",
    [
        releases(leaf="name: admin.other.example"),
        releases(leaf="name: shop.example, setIdentifier: green, weightedRoutingPolicies: [{weight: 1}]"),
        releases(leaf="name: shop.example, setIdentifier: green, latencyRoutingPolicies: [{region: us-east-1}]"),
        releases(leaf="name: api.example, setIdentifier: green, weightedRoutingPolicies: [{weight: 0}]"),
        releases(weight="0"),
        releases().remove("green-record"),
        releases().remove("blue-share"),
        program('resources: {green: {type: "aws:lb:LoadBalancer", properties: {loadBalancerType: gateway}}}'),
    ],
)
def test_violated(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert judged.names(rule.id) == {"green"}
    assert "`enableDeletionProtection` is not true" in judged.violated[rule.id]["green"]


@pytest.mark.parametrize(
    "deployment",
    [
        releases("enableDeletionProtection: unknown!"),
        releases(leaf="name: unknown!"),
        releases(leaf="name: shop.example, setIdentifier: green, weightedRoutingPolicies: unknown!"),
        releases(leaf="name: shop.example, setIdentifier: green, weightedRoutingPolicies: [{weight: unknown!}]"),
        releases(weight="unknown!"),
        releases().set("green-record", "aliases", "04da6b54-80e4-46f7-96ec-b56ff0331ba9").sources(
            "green-record", "aliases"
        ),
    ],
)  # fmt: skip
def test_undecided(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert "green" in judged.undecided[rule.id]


@pytest.mark.parametrize("name", ["green.elb.amazonaws.com", "dualstack.Green.elb.amazonaws.com."])
def test_a_load_balancer_is_found_by_its_dns_name(name: str) -> None:
    deployment = program(f"""
        resources:
          blue: {{type: "aws:lb:LoadBalancer", properties: {{enableDeletionProtection: true, dnsName: blue.elb}}}}
          green: {{type: "aws:lb:LoadBalancer", properties: {{dnsName: green.elb.amazonaws.com}}}}
          share:
            type: aws:route53:Record
            properties: {{name: shop.example, weightedRoutingPolicies: [{{weight: 1}}], aliases: [{{name: blue.elb}}]}}
          green-record:
            type: aws:route53:Record
            properties: {{name: green.shop.example, aliases: [{{name: {name}}}]}}
    """)
    assert not judge(rule, deployment).violated
