from __future__ import annotations

import pytest

from policies.network.subnet_zones import subnet_zones as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

SUBNET = "aws:ec2/subnet:Subnet"
IN_US_EAST_1 = tuple(f"us-east-1{letter}" for letter in "abc")


def in_one_zone(deployment: Deployment, tier: str, zones: tuple[str, ...]) -> None:
    for zone in zones:
        deployment.set(f"shop-network-{tier}-{zone}", "availabilityZone", zones[0], type_=SUBNET)


MUTANTS = (
    mutant(
        "public subnets in one zone",
        "us-east-1",
        lambda d: in_one_zone(d, "public", IN_US_EAST_1),
        "shop-network",
        related=(
            "network-nat-per-zone",
            "load-balancing-zones",
        ),
    ),
    mutant(
        "data subnets in one zone",
        "us-west-2",
        lambda d: in_one_zone(d, "data", tuple(f"us-west-2{letter}" for letter in "abc")),
        "shop-network",
        related=("relational-data-subnet-group-zones",),
    ),
    mutant(
        "a single application subnet",
        "ap-southeast-1",
        lambda d: [d.remove(f"shop-network-application-ap-southeast-1{letter}", type_=SUBNET) for letter in "bc"],
        "shop-network",
    ),
)


def network(*subnets: str, routes: str = "") -> Deployment:
    """A VPC with subnets of which each has the properties given and the route table `table`."""
    declared = "".join(
        f"""
          subnet-{i}: {{type: "aws:ec2:Subnet", properties: {{{properties}}}}}
          association-{i}:
            type: aws:ec2:RouteTableAssociation
            properties: {{subnetId: "${{subnet-{i}.id}}", routeTableId: "${{table.id}}"}}"""
        for i, properties in enumerate(subnets)
    )
    return program(f"""
        resources:
          network: {{type: "aws:ec2:Vpc"}}
          gateway: {{type: "aws:ec2:InternetGateway"}}
          table: {{type: "aws:ec2:RouteTable"}}
          route: {{type: "aws:ec2:Route", properties: {{routeTableId: "${{table.id}}", {routes}}}}}
          {declared}
    """)


def here(properties: str) -> str:
    return f'vpcId: "${{network.id}}", {properties}'


A, B = here("availabilityZone: us-east-1a"), here("availabilityZone: us-east-1b")
OUTPOST = 'outpostArn: "arn:aws:outposts:us-east-1:1:outpost/op-1"'


@pytest.mark.parametrize(
    "subnets",
    [
        (A, B),
        (A, A, B),
        (A, here("availabilityZoneId: use1-az2")),
        (A, B, here(f"availabilityZone: us-east-1a, {OUTPOST}")),
        (here(f"availabilityZone: us-east-1a, {OUTPOST}"),),
        (here("availabilityZone: us-east-1-bos-1a"),),
        ("vpcId: vpc-1, availabilityZone: us-east-1a",),
        (),
    ],
)
def test_satisfied(subnets: tuple[str, ...]) -> None:
    judged = judge(rule, network(*subnets))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("routes", "tier"),
    [
        ('destinationCidrBlock: 0.0.0.0/0, gatewayId: "${gateway.id}"', "public"),
        ('destinationIpv6CidrBlock: "::/0", gatewayId: igw-1', "public"),
        ("destinationCidrBlock: 0.0.0.0/0, natGatewayId: nat-1", "private"),
        ("destinationCidrBlock: 0.0.0.0/0, gatewayId: vgw-1", "private"),
        ('destinationCidrBlock: 10.9.0.0/16, gatewayId: "${gateway.id}"', "isolated"),
        ("", "isolated"),
    ],
)
def test_a_tier_in_one_zone_is_refused(routes: str, tier: str) -> None:
    judged = judge(rule, network(A, A, here(f"availabilityZone: us-east-1b, {OUTPOST}"), routes=routes))
    assert judged.names(rule.id) == {"network"}
    assert f"Its {tier} subnets are in us-east-1a only." in judged.violated[rule.id]["network"]


@pytest.mark.parametrize(
    ("subnets", "routes"),
    [
        ((A, here("availabilityZone: unknown!")), ""),
        ((A, here("cidrBlock: 10.0.1.0/24")), ""),
        ((A, here("availabilityZone: us-east-1b, outpostArn: unknown!")), ""),
        ((A, "vpcId: unknown!, availabilityZone: us-east-1b"), ""),
    ],
)
def test_undecided(subnets: tuple[str, ...], routes: str) -> None:
    judged = judge(rule, network(*subnets, routes=routes))
    assert not judged.violated
    assert "network" in judged.undecided[rule.id]


@pytest.mark.parametrize(
    "routes", ["destinationCidrBlock: unknown!", "destinationCidrBlock: 0.0.0.0/0, gatewayId: unknown!"]
)
def test_subnets_of_an_unknown_tier_count_for_any(routes: str) -> None:
    text = network(A, B, routes=routes)
    text.set("association-0", "routeTableId", ABSENT)
    assert not judge(rule, text).violated


def test_a_certain_tier_is_refused_beside_one_that_is_not() -> None:
    deployment = network(
        A, here("cidrBlock: 10.0.1.0/24"), A, routes="destinationCidrBlock: 0.0.0.0/0, gatewayId: igw-1"
    )
    deployment.duplicate("table", "other", type_="aws:ec2/routeTable:RouteTable")
    for name in ("association-0", "association-1"):
        deployment.sources(name, "routeTableId", "other")
    assert judge(rule, deployment).names(rule.id) == {"network"}


def test_the_number_of_zones_is_a_parameter() -> None:
    assert judge(rule, network(A, B), {rule.id: {"zones": 3}}).names(rule.id) == {"network"}
