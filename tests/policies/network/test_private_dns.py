from __future__ import annotations

import pytest

from policies.network.private_dns import private_dns as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

VPC = "aws:ec2/vpc:Vpc"

MUTANTS = (
    mutant(
        "hostnames off",
        "us-east-1",
        lambda d: d.set("shop-network", "enableDnsHostnames", False, type_=VPC),
        "shop-network",
    ),
    mutant(
        "hostnames left to the default",
        "eu-central-1",
        lambda d: d.set("shop-network", "enableDnsHostnames", ABSENT, type_=VPC),
        "shop-network",
    ),
    mutant(
        "support off",
        "us-west-2",
        lambda d: d.set("shop-network", "enableDnsSupport", False, type_=VPC),
        "shop-network",
    ),
)


def network(vpc: str, kind: str = "Interface", enabled: str = "true", of: str = "${network.id}") -> Deployment:
    return program(f"""
        resources:
          network: {{type: "aws:ec2:Vpc", properties: {{{vpc}}}}}
          endpoint:
            type: aws:ec2:VpcEndpoint
            properties: {{vpcId: "{of}", vpcEndpointType: {kind}, privateDnsEnabled: {enabled}}}
    """)


@pytest.mark.parametrize(
    "deployment",
    [
        network("enableDnsHostnames: true"),
        network("cidrBlock: 10.0.0.0/16", kind="Gateway"),
        network("cidrBlock: 10.0.0.0/16", enabled="false"),
        network("cidrBlock: 10.0.0.0/16", of="vpc-1"),
        network("enableDnsHostnames: true", of="unknown!"),
    ],
)
def test_satisfied(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("vpc", "path"),
    [
        ("cidrBlock: 10.0.0.0/16", "enableDnsHostnames"),
        ("enableDnsHostnames: false, enableDnsSupport: unknown!", "enableDnsHostnames"),
        ("enableDnsHostnames: true, enableDnsSupport: false", "enableDnsSupport"),
    ],
)
def test_violated(vpc: str, path: str) -> None:
    judged = judge(rule, network(vpc))
    assert f"`{path}` is false" in judged.violated[rule.id]["network"]


@pytest.mark.parametrize(
    "deployment",
    [
        network("enableDnsHostnames: unknown!"),
        network("enableDnsHostnames: false", kind="unknown!"),
        network("enableDnsHostnames: false", enabled="unknown!"),
        network("enableDnsHostnames: false", of="unknown!"),
    ],
)
def test_undecided(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert "network" in judged.undecided[rule.id]
