from __future__ import annotations

import pytest

from policies.hybrid.vpn_gateway_routes import vpn_gateway_routes as rule
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

PROPAGATION = "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation"
LEARNT = tuple(f"shop-warehouse-{index}" for index in range(3))


def without_propagation(deployment: Deployment) -> None:
    for name in LEARNT:
        deployment.remove(name, type_=PROPAGATION)


def of_another_gateway(deployment: Deployment) -> None:
    for name in LEARNT:
        deployment.set(name, "vpnGatewayId", "vgw-0a1b2c3d4e5f60718", type_=PROPAGATION)
        deployment.sources(name, "vpnGatewayId", type_=PROPAGATION)


MUTANTS = (
    mutant("no propagation", "us-east-1", without_propagation, "shop-warehouse"),
    mutant("no propagation, deployed", "us-west-2", without_propagation, "shop-warehouse", view=View.DEPLOYED),
    mutant("propagation of another gateway", "us-west-2", of_another_gateway, "shop-warehouse", view=View.DEPLOYED),
)


def network(way: str = "", gateway: str = 'vpcId: "${network.id}"', attachment: str = "") -> Deployment:
    attached = f"attachment: {{type: 'aws:ec2:VpnGatewayAttachment', properties: {{{attachment}}}}}"
    return program(f"""
        resources:
          network: {{type: "aws:ec2:Vpc"}}
          gateway: {{type: "aws:ec2:VpnGateway", properties: {{{gateway}}}}}
          table: {{type: "aws:ec2:RouteTable"}}
          {attached if attachment else ""}
          {way}
    """)


def propagation(gateway: str) -> str:
    return f'way: {{type: "aws:ec2:VpnGatewayRoutePropagation", properties: {{vpnGatewayId: "{gateway}"}}}}'


ATTACHMENT = 'vpcId: "${network.id}", vpnGatewayId: "${gateway.id}"'
DETACHED = "amazonSideAsn: '64512'"


@pytest.mark.parametrize(
    "deployment",
    [
        network(propagation("${gateway.id}")),
        network(propagation("${gateway.id}"), DETACHED, ATTACHMENT),
        network(propagation("${attachment.vpnGatewayId}"), DETACHED, ATTACHMENT),
        network('way: {type: "aws:ec2:Route", properties: {gatewayId: "${gateway.id}"}}'),
        network('way: {type: "aws:ec2:RouteTable", properties: {propagatingVgws: ["${gateway.id}"]}}'),
        network(gateway=DETACHED),
        network(gateway="vpcId: vpc-1"),
    ],
)
def test_satisfied(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "deployment",
    [
        network(),
        network(gateway=DETACHED, attachment=ATTACHMENT),
        network(propagation("vgw-1")),
        network('way: {type: "aws:ec2:Route", properties: {gatewayId: igw-1}}'),
    ],
)
def test_violated(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert judged.names(rule.id) == {"gateway"}
    assert "no route table leads to it" in judged.violated[rule.id]["gateway"]


@pytest.mark.parametrize("deployment", [network(propagation("unknown!")), network(gateway="vpcId: unknown!")])
def test_undecided(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert "gateway" in judged.undecided[rule.id]
