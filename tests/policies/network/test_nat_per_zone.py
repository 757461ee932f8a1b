from __future__ import annotations

import pytest

from policies.network.nat_per_zone import nat_per_zone as rule
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

ROUTE = "aws:ec2/route:Route"
NAT = "aws:ec2/natGateway:NatGateway"
APPLICATION = "shop-network-application-"


def through(deployment: Deployment, zone: str, gateway: str) -> Deployment:
    return deployment.sources(f"{APPLICATION}{zone}-internet", "natGatewayId", f"shop-network-{gateway}", type_=ROUTE)


MUTANTS = (
    mutant(
        "a zone behind another zone's gateway",
        "us-east-1",
        lambda d: through(d, "us-east-1b", "us-east-1a"),
        f"{APPLICATION}us-east-1b",
    ),
    mutant(
        "every zone behind one gateway",
        "eu-central-1",
        lambda d: [through(d, f"eu-central-1{letter}", "eu-central-1b") for letter in "abc"],
        f"{APPLICATION}eu-central-1a",
        f"{APPLICATION}eu-central-1c",
    ),
    mutant(
        "a gateway in another zone's subnet",
        "us-west-2",
        lambda d: d.sources("shop-network-us-west-2c", "subnetId", "shop-network-public-us-west-2a", type_=NAT),
        f"{APPLICATION}us-west-2c",
    ),
    mutant(
        "a gateway in another zone's subnet, by its id",
        "ap-southeast-1",
        lambda d: d.set(
            "shop-network-ap-southeast-1a",
            "subnetId",
            d.inputs("shop-network-ap-southeast-1b", type_=NAT)["subnetId"],
            type_=NAT,
        ),
        f"{APPLICATION}ap-southeast-1a",
        view=View.DEPLOYED,
    ),
)


def network(
    subnet: str = "availabilityZone: us-east-1b",
    gateway: str = 'subnetId: "${public.id}"',
    route: str = 'natGatewayId: "${nat.id}"',
    table: str = "${table.id}",
) -> Deployment:
    return program(f"""
        resources:
          public: {{type: "aws:ec2:Subnet", properties: {{availabilityZone: us-east-1a}}}}
          private: {{type: "aws:ec2:Subnet", properties: {{{subnet}}}}}
          nat: {{type: "aws:ec2:NatGateway", properties: {{{gateway}}}}}
          table: {{type: "aws:ec2:RouteTable"}}
          route: {{type: "aws:ec2:Route", properties: {{routeTableId: "${{table.id}}", {route}}}}}
          association:
            type: aws:ec2:RouteTableAssociation
            properties: {{subnetId: "${{private.id}}", routeTableId: "{table}"}}
    """)


@pytest.mark.parametrize(
    "deployment",
    [
        network(subnet="availabilityZone: us-east-1a"),
        network(gateway='availabilityMode: regional, vpcId: "vpc-1"'),
        network(gateway="subnetId: subnet-1"),
        network(route="natGatewayId: nat-1"),
        network(route="gatewayId: igw-1"),
        network(table="rtb-1"),
    ],
)
def test_satisfied(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "deployment",
    [network(), network(subnet='availabilityZone: us-east-1b, outpostArn: "arn:aws:outposts:r:1:outpost/op"')],
)
def test_violated(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert judged.names(rule.id) == {"private"}
    assert "which is in us-east-1a, while the subnet is in us-east-1b" in judged.violated[rule.id]["private"]


def test_zones_by_id_are_compared() -> None:
    deployment = network(subnet="availabilityZoneId: use1-az2").set("public", "availabilityZoneId", "use1-az1")
    judged = judge(rule, deployment)
    assert "while the subnet is in use1-az2" in judged.violated[rule.id]["private"]


@pytest.mark.parametrize(
    "deployment",
    [
        network(subnet="cidrBlock: 10.0.0.0/24"),
        network(subnet="availabilityZone: unknown!"),
        network(subnet="availabilityZoneId: use1-az2"),
        network(gateway='subnetId: "${public.id}", availabilityMode: unknown!'),
        network(gateway="subnetId: unknown!"),
        network(route="natGatewayId: unknown!"),
        network(table="unknown!"),
    ],
)
def test_undecided(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert "private" in judged.undecided[rule.id]


def test_an_association_of_an_unknown_subnet_leaves_those_without_one_undecided() -> None:
    deployment = network().set("association", "subnetId", "04da6b54-80e4-46f7-96ec-b56ff0331ba9")
    assert "public" in judge(rule, deployment.sources("association", "subnetId")).undecided[rule.id]
