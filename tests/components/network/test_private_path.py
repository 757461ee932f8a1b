from dataclasses import replace
from functools import cache
from ipaddress import IPv4Network

import pulumi
import pytest

from components.arguments import ArgumentError
from components.network.private_path import PrivatePath, PrivatePathArgs, PrivatePathEnd
from securecart.plan.model import StackPlan
from tests.support import record, type_counts

CONNECTION = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
ACCEPTER = "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter"
OPTIONS = "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions"
ROUTE = "aws:ec2/route:Route"

EAST = PrivatePathEnd(
    region="us-east-1",
    cidr=IPv4Network("10.16.0.0/16"),
    vpc_id="vpc-east",
    application_route_table_ids=["rtb-east-a", "rtb-east-b"],
    data_route_table_ids=["rtb-east-data"],
)
WEST = PrivatePathEnd(
    region="us-west-2",
    cidr=IPv4Network("10.32.0.0/16"),
    vpc_id="vpc-west",
    application_route_table_ids=["rtb-west-a", "rtb-west-b", "rtb-west-c"],
    data_route_table_ids=["rtb-west-data"],
)


@cache
def plan() -> StackPlan:
    args = PrivatePathArgs(requester=EAST, accepter=WEST)
    return record(
        lambda provider: PrivatePath("path", args, pulumi.ResourceOptions(provider=provider)),
        region="eu-central-1",
        stack="global",
    )


def test_it_makes_both_sides_and_a_route_in_every_table() -> None:
    assert type_counts(plan()) == {CONNECTION: 1, ACCEPTER: 1, OPTIONS: 2, ROUTE: 7}


def test_each_side_is_made_in_its_own_region() -> None:
    connection = plan().named(CONNECTION, "path")
    assert connection.region == "us-east-1"
    assert connection.inputs["vpcId"] == "vpc-east"
    assert (connection.inputs["peerRegion"], connection.inputs["peerVpcId"]) == ("us-west-2", "vpc-west")
    assert connection.inputs["autoAccept"] is False
    accepter = plan().named(ACCEPTER, "path")
    assert accepter.region == "us-west-2"
    assert accepter.inputs["vpcPeeringConnectionId"] == connection.id
    assert accepter.inputs["autoAccept"] is True


@pytest.mark.parametrize(("side", "region"), [("requester", "us-east-1"), ("accepter", "us-west-2")])
def test_each_side_resolves_the_others_private_names(side: str, region: str) -> None:
    options = plan().named(OPTIONS, f"path-{side}")
    assert options.region == region
    assert options.inputs[side] == {"allowRemoteVpcDnsResolution": True}
    assert options.inputs["vpcPeeringConnectionId"] == plan().named(ACCEPTER, "path").id


def test_applications_have_a_way_to_the_other_data_tier_and_data_tiers_one_back() -> None:
    routes = {
        (route.region, route.inputs["routeTableId"]): route.inputs["destinationCidrBlock"]
        for route in plan().of_type(ROUTE)
    }
    assert routes == {
        ("us-east-1", "rtb-east-a"): "10.32.128.0/18",
        ("us-east-1", "rtb-east-b"): "10.32.128.0/18",
        ("us-east-1", "rtb-east-data"): "10.32.0.0/17",
        ("us-west-2", "rtb-west-a"): "10.16.128.0/18",
        ("us-west-2", "rtb-west-b"): "10.16.128.0/18",
        ("us-west-2", "rtb-west-c"): "10.16.128.0/18",
        ("us-west-2", "rtb-west-data"): "10.16.0.0/17",
    }


def test_routes_wait_for_the_acceptance() -> None:
    accepter = plan().named(ACCEPTER, "path")
    for route in plan().of_type(ROUTE):
        assert route.property_dependencies["vpcPeeringConnectionId"] == (accepter.urn,)


def test_ends_in_one_region_are_refused() -> None:
    with pytest.raises(ArgumentError, match=r"accepter\.region"):
        PrivatePathArgs(requester=EAST, accepter=replace(WEST, region="us-east-1"))


def test_overlapping_ranges_are_refused() -> None:
    with pytest.raises(ArgumentError, match=r"accepter\.cidr: '10\.16\.0\.0/20'"):
        PrivatePathArgs(requester=EAST, accepter=replace(WEST, cidr=IPv4Network("10.16.0.0/20")))


def test_a_range_that_is_not_planned_is_refused() -> None:
    with pytest.raises(ArgumentError, match="cidr"):
        replace(EAST, cidr=IPv4Network("10.16.0.0/24"))
