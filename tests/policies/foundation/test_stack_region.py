from __future__ import annotations

from typing import Any

import pytest

from policies.foundation.stack_region import stack_region as rule
from tests.policies.harness import UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

VPC = "aws:ec2/vpc:Vpc"
CLUSTER = "aws:ecs/cluster:Cluster"
LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer"


def in_region(deployment: Deployment, name: str, type_: str, region: str | None) -> Deployment:
    """Have a resource made by a provider of another Region."""
    everything: list[Any] = [*deployment.alone, *deployment.together.resources]
    for request in everything:
        if request.name == name and request.type == type_:
            request.provider.properties.fields.pop("region", None)
            if region is not None:
                request.provider.properties.update({"region": region})
    return deployment


MUTANTS = (
    mutant(
        "Europe's network in America",
        "eu-central-1",
        lambda d: in_region(d, "shop-network", VPC, "us-east-1"),
        "shop-network",
    ),
    mutant(
        "a standby's cluster in the Region that it stands by for",
        "ap-southeast-1",
        lambda d: in_region(d, "shop-cluster", CLUSTER, "us-east-1"),
        "shop-cluster",
    ),
    mutant(
        "a load balancer in another Region",
        "us-west-2",
        lambda d: in_region(d, "blue", LOAD_BALANCER, "us-west-1"),
        "blue",
    ),
)


def network(stack: str, region: str, properties: str = "cidrBlock: 10.0.0.0/16") -> Deployment:
    return program(f"""
        name: {stack}
        config: {{"aws:region": {region}}}
        resources: {{network: {{type: "aws:ec2:Vpc", properties: {{{properties}}}}}}}
    """)


@pytest.mark.parametrize(
    ("stack", "region", "properties"),
    [
        ("us-east-1", "us-east-1", "cidrBlock: 10.0.0.0/16"),
        ("prod-ap-southeast-1", "ap-southeast-1", "cidrBlock: 10.0.0.0/16"),
        ("db-us-gov-west-1", "us-gov-west-1", "cidrBlock: 10.0.0.0/16"),
        ("prod", "us-east-1", "cidrBlock: 10.0.0.0/16"),
        ("us-east-17", "us-west-2", "cidrBlock: 10.0.0.0/16"),
        ("status-east-1", "us-west-2", "cidrBlock: 10.0.0.0/16"),
        ("eu-central-1", "eu-central-1", "region: eu-west-1"),
    ],
)
def test_satisfied(stack: str, region: str, properties: str) -> None:
    judged = judge(rule, network(stack, region, properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize("stack", ["eu-central-1", "prod-eu-central-1", "eu-central-1-blue"])
def test_violated(stack: str) -> None:
    judged = judge(rule, network(stack, "us-east-1"))
    assert f"Its provider's Region is us-east-1, and the stack is named {stack}." in judged.violated[rule.id]["network"]


@pytest.mark.parametrize("region", [UNKNOWN, None])
def test_a_provider_whose_region_comes_from_elsewhere_is_undecided(region: str | None) -> None:
    judged = judge(rule, in_region(network("us-east-1", "us-east-1"), "network", VPC, region))
    assert not judged.violated
    assert "network" in judged.undecided[rule.id]
