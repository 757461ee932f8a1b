from __future__ import annotations

import pytest

from policies.hybrid.outpost_local_gateway import outpost_local_gateway as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

ROUTE = "aws:ec2/route:Route"
SUBNET = "aws:ec2/subnet:Subnet"
ASSOCIATION = "aws:ec2/localGatewayRouteTableVpcAssociation:LocalGatewayRouteTableVpcAssociation"

MUTANTS = (
    mutant(
        "no route to the store's network",
        "us-east-1",
        lambda d: d.remove("shop-new-york-local-network", type_=ROUTE),
        "shop-new-york",
    ),
    mutant(
        "no association of the VPC",
        "us-east-1",
        lambda d: d.remove("shop-new-york", type_=ASSOCIATION),
        "shop-new-york",
    ),
    mutant(
        "the association of another VPC",
        "us-east-1",
        lambda d: d.set("shop-new-york", "vpcId", "vpc-0a1b2c3d4e5f60718", type_=ASSOCIATION),
        "shop-new-york",
        view=View.DEPLOYED,
    ),
    mutant(
        "a server without its local network interface",
        "eu-central-1",
        lambda d: d.set("shop-berlin", "enableLniAtDeviceIndex", ABSENT, type_=SUBNET),
        "shop-berlin",
    ),
)

RACK = '"arn:aws:outposts:us-east-1:1:outpost/op-1"'


def store(
    subnet: str = f'vpcId: "${{network.id}}", outpostArn: {RACK}',
    route: str = "localGatewayId: lgw-1",
    table: str = "${table.id}",
    association: str = "${network.id}",
    other: str = "",
) -> Deployment:
    return program(f"""
        resources:
          network: {{type: "aws:ec2:Vpc"}}
          store: {{type: "aws:ec2:Subnet", properties: {{{subnet}}}}}
          table: {{type: "aws:ec2:RouteTable"}}
          routes:
            type: aws:ec2:RouteTableAssociation
            properties: {{subnetId: "${{store.id}}", routeTableId: "{table}"}}
          way: {{type: "aws:ec2:Route", properties: {{routeTableId: "${{table.id}}", {route}}}}}
          gateway: {{type: "aws:ec2:LocalGatewayRouteTableVpcAssociation", properties: {{vpcId: "{association}"}}}}
          {other}
    """)


def another(table: str) -> str:
    return f"""
          tills: {{type: "aws:ec2:Subnet", properties: {{vpcId: "${{network.id}}", outpostArn: {RACK}}}}}
          tills-table: {{type: "aws:ec2:RouteTable"}}
          tills-routes:
            type: aws:ec2:RouteTableAssociation
            properties: {{subnetId: "${{tills.id}}", routeTableId: "{table}"}}
          tills-way:
            type: aws:ec2:Route
            properties: {{routeTableId: "${{tills-table.id}}", localGatewayId: lgw-1}}"""


@pytest.mark.parametrize(
    "deployment",
    [
        store(),
        store(subnet='vpcId: "${network.id}"', route="natGatewayId: nat-1"),
        store(
            subnet=f'vpcId: "${{network.id}}", outpostArn: {RACK}, enableLniAtDeviceIndex: 1', route="natGatewayId: n"
        ),
        store(subnet=f"vpcId: vpc-1, outpostArn: {RACK}", route="natGatewayId: nat-1"),
        store(table="rtb-1", route="natGatewayId: nat-1"),
        store(route="natGatewayId: nat-1", other=another("${tills-table.id}")),
    ],
)
def test_satisfied(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("deployment", "reason"),
    [
        (store(route="natGatewayId: nat-1"), "No subnet of its Outpost has a route with `localGatewayId`."),
        (store(route="localGatewayId: ''"), "No subnet of its Outpost has a route with `localGatewayId`."),
        (store(association="vpc-1"), "network (aws:ec2/vpc:Vpc) is not associated with a local gateway's route table."),
    ],
)
def test_violated(deployment: Deployment, reason: str) -> None:
    judged = judge(rule, deployment)
    assert judged.names(rule.id) == {"store"}
    assert reason in judged.violated[rule.id]["store"]


@pytest.mark.parametrize(
    "deployment",
    [
        store(route="localGatewayId: unknown!"),
        store(association="unknown!"),
        store(table="unknown!", route="natGatewayId: nat-1"),
        store(subnet=f"vpcId: unknown!, outpostArn: {RACK}", route="natGatewayId: nat-1"),
        store(subnet='vpcId: "${network.id}", outpostArn: unknown!', route="natGatewayId: nat-1"),
    ],
)
def test_undecided(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert "store" in judged.undecided[rule.id]


def test_a_route_whose_table_is_unknown_may_be_the_subnet_s() -> None:
    other = 'stray: {type: "aws:ec2:Route", properties: {routeTableId: unknown!, localGatewayId: lgw-1}}'
    assert "store" in judge(rule, store(route="natGatewayId: nat-1", other=other)).undecided[rule.id]
