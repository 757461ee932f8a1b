from dataclasses import replace
from functools import cache
from ipaddress import IPv4Network
from typing import Any

import pulumi
import pytest

from components.arguments import ArgumentError
from components.network.network import Network, NetworkArgs
from components.network.vpc_endpoints import INTERFACE_SERVICES
from securecart.plan.model import StackPlan
from tests.support import ACCOUNT, record, type_counts

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
ROUTE = "aws:ec2/route:Route"
ROUTE_TABLE = "aws:ec2/routeTable:RouteTable"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
NAT_GATEWAY = "aws:ec2/natGateway:NatGateway"

ZONES = ("us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d")
ARGS = NetworkArgs(
    region="us-east-1",
    account_id=ACCOUNT,
    cidr=IPv4Network("10.16.0.0/16"),
    zones=ZONES[:3],
    flow_log_retention_days=90,
    key_arn=f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1",
)


@cache
def plan(zones: int = 3) -> StackPlan:
    def program(provider: Any) -> None:
        network = Network("network", replace(ARGS, zones=ZONES[:zones]), pulumi.ResourceOptions(provider=provider))
        pulumi.export("public", network.public_subnet_ids)
        pulumi.export("application", network.application_subnet_ids)
        pulumi.export("data", network.data_subnet_ids)
        pulumi.export("application_routes", network.application_route_table_ids)
        pulumi.export("data_routes", network.data_route_table_ids)
        pulumi.export("nat_gateways", network.nat_gateway_ids)

    return record(program)


@pytest.mark.parametrize("zones", [2, 3, 4])
def test_it_makes_exactly_these_resources(zones: int) -> None:
    assert type_counts(plan(zones)) == {
        VPC: 1,
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": 1,
        "aws:ec2/internetGateway:InternetGateway": 1,
        SUBNET: 3 * zones,
        ROUTE_TABLE: 2 + zones,
        ASSOCIATION: 3 * zones,
        ROUTE: 1 + zones,
        "aws:ec2/eip:Eip": zones,
        NAT_GATEWAY: zones,
        "aws:ec2/vpcEndpoint:VpcEndpoint": 2 + len(INTERFACE_SERVICES),
        "aws:ec2/securityGroup:SecurityGroup": 1,
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": 1,
        "aws:cloudwatch/logGroup:LogGroup": 1,
        "aws:ec2/flowLog:FlowLog": 1,
        "aws:iam/role:Role": 1,
        "aws:iam/rolePolicy:RolePolicy": 1,
    }


def test_the_vpc_resolves_private_names() -> None:
    inputs = plan().named(VPC, "network").inputs
    assert inputs["cidrBlock"] == "10.16.0.0/16"
    assert inputs["enableDnsSupport"]
    assert inputs["enableDnsHostnames"]


@pytest.mark.parametrize(
    ("tier", "zone", "cidr"),
    [
        ("public", "us-east-1a", "10.16.192.0/21"),
        ("application", "us-east-1b", "10.16.32.0/19"),
        ("data", "us-east-1c", "10.16.160.0/20"),
    ],
)
def test_a_subnet_lies_where_the_plan_puts_it_and_gives_no_public_address(tier: str, zone: str, cidr: str) -> None:
    inputs = plan().named(SUBNET, f"network-{tier}-{zone}").inputs
    assert (inputs["availabilityZone"], inputs["cidrBlock"]) == (zone, cidr)
    assert inputs["mapPublicIpOnLaunch"] is False


@pytest.mark.parametrize("zone", ZONES[:3])
def test_a_zone_reaches_the_internet_over_its_own_nat_gateway(zone: str) -> None:
    gateway = plan().named(NAT_GATEWAY, f"network-{zone}")
    assert gateway.inputs["subnetId"] == plan().named(SUBNET, f"network-public-{zone}").id
    route = plan().named(ROUTE, f"network-application-{zone}-internet")
    table = plan().named(ROUTE_TABLE, f"network-application-{zone}")
    assert route.inputs == {
        "routeTableId": table.id,
        "destinationCidrBlock": "0.0.0.0/0",
        "natGatewayId": gateway.id,
    }
    assert plan().named(ASSOCIATION, f"network-application-{zone}").inputs == {
        "subnetId": plan().named(SUBNET, f"network-application-{zone}").id,
        "routeTableId": table.id,
    }


def test_a_nat_gateway_waits_for_the_way_out() -> None:
    way_out = plan().named(ROUTE, "network-public-internet")
    assert all(way_out.urn in gateway.dependencies for gateway in plan().of_type(NAT_GATEWAY))


def test_the_data_tier_has_no_way_to_the_internet() -> None:
    table = plan().named(ROUTE_TABLE, "network-data")
    assert not [route for route in plan().of_type(ROUTE) if route.inputs["routeTableId"] == table.id]
    associated = [a for a in plan().of_type(ASSOCIATION) if a.inputs["routeTableId"] == table.id]
    assert [association.name for association in associated] == [f"network-data-{zone}" for zone in ZONES[:3]]


def test_no_rule_or_route_is_inline() -> None:
    assert "routes" not in plan().named(ROUTE_TABLE, "network-public").inputs
    closed = plan().named("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "network").inputs
    assert not {"ingress", "egress"} & closed.keys()


def test_the_endpoints_stand_in_the_application_tier() -> None:
    endpoint = plan().named("aws:ec2/vpcEndpoint:VpcEndpoint", "network-endpoints-sqs").inputs
    assert endpoint["subnetIds"] == plan().outputs["application"]
    gateway = plan().named("aws:ec2/vpcEndpoint:VpcEndpoint", "network-endpoints-s3").inputs
    assert gateway["routeTableIds"] == plan().outputs["application_routes"]


def test_the_identifiers_are_in_the_order_of_the_zones() -> None:
    for tier in ("public", "application", "data"):
        assert plan().outputs[tier] == [plan().named(SUBNET, f"network-{tier}-{zone}").id for zone in ZONES[:3]]
    assert plan().outputs["nat_gateways"] == [plan().named(NAT_GATEWAY, f"network-{zone}").id for zone in ZONES[:3]]
    assert plan().outputs["data_routes"] == [plan().named(ROUTE_TABLE, "network-data").id]


def test_a_fourth_zone_changes_nothing_of_the_first_three() -> None:
    def subnets(zones: int) -> dict[str, Any]:
        return {subnet.name: subnet.inputs for subnet in plan(zones).of_type(SUBNET)}

    assert subnets(3).items() <= subnets(4).items()


@pytest.mark.parametrize(
    ("change", "argument"),
    [
        ({"zones": ("us-east-1a", "us-west-2a")}, "zones"),
        ({"zones": ZONES[:1]}, "zones"),
        ({"zones": ("us-east-1a", "us-east-1a")}, "zones"),
        ({"cidr": IPv4Network("10.16.0.0/21")}, "cidr"),
        ({"flow_log_retention_days": 45}, "flow_log_retention_days"),
    ],
)
def test_arguments_without_a_plan_are_refused(change: dict[str, Any], argument: str) -> None:
    with pytest.raises(ArgumentError, match=argument):
        replace(ARGS, **change)
