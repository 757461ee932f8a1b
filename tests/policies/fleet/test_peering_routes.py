from __future__ import annotations

import pytest

from policies.fleet.peering_routes import peering_routes
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

ROUTE, VPC = "aws:ec2/route:Route", "aws:ec2/vpc:Vpc"
TABLES = ("application-0", "application-1", "application-2", "data-0")
EAST_WEST = "edge-us-east-1-us-west-2"


def one_way(deployment: Deployment) -> Deployment:
    for table in TABLES:
        deployment.remove(f"{EAST_WEST}-us-west-2-{table}", type_=ROUTE)
    return deployment


def astray(deployment: Deployment) -> Deployment:
    for table in TABLES:
        deployment.set(f"{EAST_WEST}-us-east-1-{table}", "destinationCidrBlock", "10.48.0.0/17", type_=ROUTE)
    return deployment


MUTANTS = (
    mutant("a connection with no way back", "global", one_way, f"global/{EAST_WEST}", fleet=True),
    mutant(
        "routes to a network that is at neither end",
        "global",
        astray,
        f"global/{EAST_WEST}",
        fleet=True,
        view=View.DEPLOYED,
    ),
    mutant(
        "a Region that has moved to other addresses",
        "ap-southeast-1",
        lambda d: d.set("shop-network", "cidrBlock", "10.96.0.0/16", type_=VPC),
        "global/edge-ap-southeast-1-us-east-1",
        "global/edge-ap-southeast-1-us-west-2",
        fleet=True,
    ),
)

PATH = "vpcPeeringConnectionId: "


def fleet(
    there: str = f'destinationCidrBlock: 10.1.0.0/17, {PATH}"${{path.id}}"',
    back: str = f'region: us-east-1, destinationCidrBlock: 10.2.0.0/17, {PATH}"${{accepted.id}}"',
    *,
    peer: str = "peerRegion: us-east-1",
    network: str = "cidrBlock: 10.1.0.0/16",
    kind: str = "aws:ec2:Route",
) -> Deployment:
    return program(f"""
        name: one
        config: {{"aws:region": us-east-1}}
        resources:
          east: {{type: "aws:ec2:Vpc", properties: {{{network}}}}}
        ---
        name: two
        config: {{"aws:region": us-west-2}}
        resources:
          west: {{type: "aws:ec2:Vpc", properties: {{cidrBlock: 10.2.0.0/16}}}}
          path: {{type: "aws:ec2:VpcPeeringConnection", properties: {{{peer}}}}}
          accepted: {{type: "aws:ec2:VpcPeeringConnectionAccepter", properties: {{{PATH}"${{path.id}}"}}}}
          there: {{type: "aws:ec2:Route", properties: {{{there}}}}}
          back: {{type: "{kind}", properties: {{{back}}}}}
    """)


NOWHERE = "destinationCidrBlock: 0.0.0.0/0, gatewayId: igw-1"
BACK = "region: us-east-1, destinationCidrBlock: 10.2.0.0/17"


def test_ranges_that_only_the_deployment_knows_leave_it_undecided() -> None:
    elsewhere = f'destinationCidrBlock: 192.168.0.0/24, {PATH}"${{path.id}}"'
    judged = judge(peering_routes, fleet(network="cidrBlock: unknown!", there=elsewhere))
    assert not judged.violated
    assert "there" in judged.undecided[peering_routes.id]


@pytest.mark.parametrize(
    "deployment",
    [
        fleet(),
        fleet(there=f'destinationPrefixListId: pl-1, {PATH}"${{path.id}}"'),
        fleet(NOWHERE, NOWHERE, peer="vpcId: vpc-1"),
        fleet(NOWHERE, NOWHERE, peer="peerRegion: us-west-2"),
        fleet(back=f'region: us-east-1, routes: [{{{PATH}"${{path.id}}"}}]', kind="aws:ec2:RouteTable"),
        fleet(
            there=f"destinationCidrBlock: 10.1.0.0/17, {PATH}pcx-1",
            back=f"{BACK}, {PATH}pcx-1",
            peer="peerRegion: us-east-1, id: pcx-1",
        ),
    ],
)
def test_satisfied(deployment: Deployment) -> None:
    judged = judge(peering_routes, deployment)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("deployment", "reason"),
    [
        (fleet(back=NOWHERE), "No route in us-east-1 leads through it to 10.2.0.0/16 in us-west-2."),
        (fleet(there=NOWHERE), "No route in us-west-2 leads through it to 10.1.0.0/16 in us-east-1."),
        (fleet(there=f'destinationCidrBlock: 10.3.0.0/16, {PATH}"${{path.id}}"'), "to 10.1.0.0/16 in us-east-1."),
        (fleet(network="cidrBlock: 10.9.0.0/16"), "to 10.9.0.0/16 in us-east-1."),
        (fleet(peer="peerRegion: eu-west-1"), "No route in eu-west-1"),
        (fleet(back=f"{BACK}, {PATH}pcx-2", peer="peerRegion: us-east-1, id: pcx-1"), "No route in us-east-1"),
    ],
)
def test_violated(deployment: Deployment, reason: str) -> None:
    judged = judge(peering_routes, deployment)
    assert judged.names(peering_routes.id) == {"path"}
    assert reason in judged.violated[peering_routes.id]["path"]


@pytest.mark.parametrize(
    ("deployment", "unknown"),
    [
        (fleet(peer="peerRegion: unknown!"), "peerRegion"),
        (fleet(peer="peerRegion: us-east-1, region: unknown!"), "region"),
        (fleet(back=f"{BACK}, {PATH}unknown!"), "back (aws:ec2/route:Route)"),
        (fleet(back=f"{BACK}, {PATH}pcx-1"), "back (aws:ec2/route:Route)"),
        (
            fleet(back=f'region: unknown!, destinationCidrBlock: 10.2.0.0/17, {PATH}"${{path.id}}"'),
            "back (aws:ec2/route:Route)",
        ),
        (
            fleet(back=f'region: us-east-1, destinationCidrBlock: unknown!, {PATH}"${{path.id}}"'),
            "back (aws:ec2/route:Route)",
        ),
    ],
)
def test_undecided(deployment: Deployment, unknown: str) -> None:
    judged = judge(peering_routes, deployment)
    assert not judged.violated
    assert f"path (aws:ec2/vpcPeeringConnection:VpcPeeringConnection): {unknown}" in judged.undecided[peering_routes.id]
