from __future__ import annotations

import copy
from typing import Any

import pytest

from policies.edge.shield_protections import shield_protections as rule
from tests.policies.harness import UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

SUBSCRIPTION = "aws:shield/subscription:Subscription"
PROTECTION = "aws:shield/protection:Protection"


def declare(deployed: Deployment, type_: str, name: str, of: str = "") -> Deployment:
    """Declare what the real program only does by a setting; a protection is that of the resource `of`."""
    model = deployed.alone[0].urn
    urn = f"{model.split('::', 1)[0]}::securecart::{type_}::{name}"
    everything: tuple[Any, ...] = (deployed.alone, deployed.together.resources)
    for requests in everything:
        made = copy.deepcopy(requests[0])
        made.type, made.name, made.urn = type_, name, urn
        made.properties.Clear()
        made.properties.update({"resourceArn": UNKNOWN} if of else {})
        requests.append(made)
    return deployed.sources(name, "resourceArn", of, type_=type_) if of else deployed


def subscribed(deployed: Deployment, *protected: str) -> Deployment:
    declare(deployed, SUBSCRIPTION, "shield")
    for name in protected:
        declare(deployed, PROTECTION, f"shield-{name}", name)
    return deployed


MUTANTS = (
    mutant("a subscription that protects nothing", "global", subscribed, "edge-content", "edge-world", "edge-eu"),
    mutant(
        "an accelerator without protection",
        "global",
        lambda d: subscribed(d, "edge-content", "edge-world"),
        "edge-eu",
    ),
    mutant(
        "a distribution without protection", "global", lambda d: subscribed(d, "edge-world", "edge-eu"), "edge-content"
    ),
    mutant("a load balancer without protection", "us-east-1", lambda d: subscribed(d, "blue"), "green"),
    mutant("a standby's load balancer without protection", "ap-southeast-1", subscribed, "blue", view=View.DEPLOYED),
)


def protected(
    resource: str, protection: str = "", *, subscription: str = "shield: {type: aws:shield:Subscription}"
) -> Deployment:
    declared = f"protection: {{type: 'aws:shield:Protection', properties: {{{protection}}}}}"
    return program(f"""
        resources:
          {subscription}
          public: {resource}
          {declared if protection else ""}
    """)


BALANCER = "{type: 'aws:lb:LoadBalancer', properties: {internal: false}}"
NAMED = 'resourceArn: "${public.arn}"'


@pytest.mark.parametrize(
    "deployed",
    [
        protected(BALANCER, NAMED),
        protected("{type: 'aws:cloudfront:Distribution'}", NAMED),
        protected("{type: 'aws:route53:Zone', properties: {name: shop.example}}", NAMED),
        protected(BALANCER, subscription="other: {type: aws:sns:Topic}"),
        protected("{type: 'aws:lb:LoadBalancer', properties: {internal: true}}"),
        protected("{type: 'aws:lb:LoadBalancer', properties: {loadBalancerType: network}}"),
        protected("{type: 'aws:route53:Zone', properties: {name: shop.internal, vpcs: [{vpcId: vpc-1}]}}"),
    ],
)
def test_satisfied(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "deployed",
    [
        protected(BALANCER),
        protected("{type: 'aws:cloudfront:MultitenantDistribution'}"),
        protected("{type: 'aws:route53:Zone', properties: {name: shop.example}}"),
        protected(
            "{type: 'aws:globalaccelerator:Accelerator'}", "resourceArn: 'arn:aws:ec2:us-east-1:1:eip-allocation/a'"
        ),
    ],
)
def test_violated(deployed: Deployment) -> None:
    assert "No protection names it." in judge(rule, deployed).violated[rule.id]["public"]


@pytest.mark.parametrize(
    "deployed",
    [
        protected(BALANCER, "resourceArn: unknown!"),
        protected("{type: 'aws:lb:LoadBalancer', properties: {internal: unknown!}}"),
        protected("{type: 'aws:lb:LoadBalancer', properties: {loadBalancerType: unknown!}}"),
        protected("{type: 'aws:route53:Zone', properties: {vpcs: unknown!}}"),
    ],
)
def test_undecided(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert "public" in judged.undecided[rule.id]
