from __future__ import annotations

import pytest

from policies.fleet.disjoint_networks import disjoint_networks
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import mutant

VPC, ROUTE = "aws:ec2/vpc:Vpc", "aws:ec2/route:Route"

MUTANTS = (
    mutant(
        "the range of another Region",
        "us-west-2",
        lambda d: d.set("shop-network", "cidrBlock", "10.16.0.0/16", type_=VPC),
        "us-east-1/shop-network",
        "us-west-2/shop-network",
        fleet=True,
        related=("fleet-peering-routes",),
    ),
    mutant(
        "a range inside another Region's",
        "ap-southeast-1",
        lambda d: d.set("shop-network", "cidrBlock", "10.48.16.0/20", type_=VPC),
        "ap-southeast-1/shop-network",
        "eu-central-1/shop-network",
        fleet=True,
        related=("fleet-peering-routes",),
    ),
    mutant(
        "a store that has addresses of a Region",
        "us-east-1",
        lambda d: d.set("shop-new-york-local-network", "destinationCidrBlock", "10.64.8.0/24", type_=ROUTE),
        "us-east-1/shop-new-york-local-network",
        fleet=True,
    ),
)


def networks(*lines: str) -> Deployment:
    resources = "\n".join(f"          n{index}: {{{line}}}" for index, line in enumerate(lines))
    return program(f"""
        name: one
        resources:
{resources}
        ---
        name: two
        resources:
          other: {{type: "aws:ec2:Vpc", properties: {{cidrBlock: 192.168.0.0/16}}}}
    """)


def vpc(block: str) -> str:
    return f'type: "aws:ec2:Vpc", properties: {{cidrBlock: {block}}}'


def secondary(block: str) -> str:
    return f'type: "aws:ec2:VpcIpv4CidrBlockAssociation", properties: {{vpcId: vpc-1, cidrBlock: {block}}}'


def store(block: str) -> str:
    return f'type: "aws:ec2:Route", properties: {{localGatewayId: lgw-1, destinationCidrBlock: {block}}}'


@pytest.mark.parametrize(
    ("lines", "reported"),
    [
        ((vpc("10.0.0.0/16"), vpc("10.0.0.0/16")), {"n0", "n1"}),
        ((vpc("10.0.0.0/16"), vpc("10.0.128.0/17"), vpc("10.1.0.0/16")), {"n0", "n1"}),
        ((vpc("10.0.0.0/8"), vpc("10.0.128.0/17"), vpc("10.1.0.0/16")), {"n0", "n1", "n2"}),
        ((vpc("10.0.0.0/16"), secondary("10.0.0.0/16")), {"n0", "n1"}),
        ((secondary("192.168.4.0/24"),), {"n0", "other"}),
        ((vpc("10.0.0.0/16"), store("10.0.3.0/24")), {"n1"}),
        ((vpc("10.0.0.0/16"), store("10.0.0.0/16"), vpc("10.0.0.0/20")), {"n0", "n1", "n2"}),
        ((vpc("10.0.0.0/16"), store("10.0.0.0/20"), vpc("10.0.0.0/24")), {"n0", "n1", "n2"}),
    ],
)
def test_violated(lines: tuple[str, ...], reported: set[str]) -> None:
    assert judge(disjoint_networks, networks(*lines)).names(disjoint_networks.id) == reported


@pytest.mark.parametrize(
    "lines",
    [
        (vpc("10.0.0.0/16"), vpc("10.1.0.0/16"), secondary("10.2.0.0/16"), store("172.16.0.0/24")),
        (vpc("10.0.0.0/16"), store("10.0.0.0/8"), vpc("10.1.0.0/16")),
        (vpc("10.0.0.0/16"), store("0.0.0.0/0")),
        (vpc("10.0.0.0/16"), 'type: "aws:ec2:Route", properties: {destinationCidrBlock: 10.0.0.0/16}'),
        (vpc("10.0.0.0/16"), vpc("no-network")),
        (vpc("10.0.0.0/16"), 'type: "aws:ec2:Vpc"'),
    ],
)
def test_satisfied(lines: tuple[str, ...]) -> None:
    judged = judge(disjoint_networks, networks(*lines))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("line", "path"),
    [
        (vpc("unknown!"), "cidrBlock"),
        (secondary("unknown!"), "cidrBlock"),
        (store("unknown!"), "destinationCidrBlock"),
        ('type: "aws:ec2:Vpc", properties: {ipv4IpamPoolId: ipam-pool-1}', "cidrBlock"),
    ],
)
def test_undecided(line: str, path: str) -> None:
    judged = judge(disjoint_networks, networks(vpc("10.0.0.0/16"), line))
    assert not judged.violated
    assert judged.undecided[disjoint_networks.id].endswith(f"): {path}")


def test_a_reason_names_both_ranges_and_where_they_are() -> None:
    messages = judge(disjoint_networks, networks(secondary("192.168.4.0/24"))).violated[disjoint_networks.id]
    assert "192.168.4.0/24 overlaps 192.168.0.0/16 of other (aws:ec2/vpc:Vpc) of stack two." in messages["n0"]
    assert "192.168.0.0/16 overlaps 192.168.4.0/24 of n0 (" in messages["other"]
