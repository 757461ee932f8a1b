import base64
from dataclasses import replace
from functools import cache
from ipaddress import IPv4Network
from typing import Any

import pulumi
import pytest

from components.arguments import ArgumentError
from components.hybrid.store_outpost import StoreOutpost, StoreOutpostArgs
from securecart.plan.model import StackPlan
from securecart.settings.hybrid import OutpostKind, StoreSettings
from tests.support import ACCOUNT, record, type_counts

SUBNET = "aws:ec2/subnet:Subnet"
ROUTE = "aws:ec2/route:Route"
ROUTE_TABLE = "aws:ec2/routeTable:RouteTable"
ASSOCIATION = "aws:ec2/localGatewayRouteTableVpcAssociation:LocalGatewayRouteTableVpcAssociation"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
GROUP = "aws:autoscaling/group:Group"
PLACEMENT_GROUP = "aws:ec2/placementGroup:PlacementGroup"
PROVIDER = "aws:ecs/capacityProvider:CapacityProvider"

BOTH = {
    SUBNET: 1,
    ROUTE_TABLE: 1,
    "aws:ec2/routeTableAssociation:RouteTableAssociation": 1,
    "aws:ec2/securityGroup:SecurityGroup": 1,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": 1,
    TEMPLATE: 1,
    GROUP: 1,
    PROVIDER: 1,
    "aws:iam/role:Role": 1,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": 2,
    "aws:iam/instanceProfile:InstanceProfile": 1,
}

RACK = StoreSettings(
    kind=OutpostKind.RACK,
    outpost_arn=f"arn:aws:outposts:us-east-1:{ACCOUNT}:outpost/op-0a1b2c3d4e5f60718",
    zone="us-east-1a",
    cidr=IPv4Network("10.16.240.0/24"),
    local_network=IPv4Network("192.168.40.0/24"),
    local_gateway_id="lgw-0a1b2c3d4e5f60718",
    local_gateway_route_table_id="lgw-rtb-0a1b2c3d4e5f60718",
    instance_type="c5.2xlarge",
    image_tag="2026.11.1",
)
SERVER = StoreSettings(
    kind=OutpostKind.SERVER,
    outpost_arn=RACK.outpost_arn,
    zone="us-east-1a",
    cidr=RACK.cidr,
    local_network=RACK.local_network,
    instance_type="c6id.16xlarge",
    image_tag="2026.11.1",
    instances=1,
)
ARGS = StoreOutpostArgs(
    store="new-york",
    settings=RACK,
    region="us-east-1",
    vpc_id="vpc-1",
    vpc_cidr=IPv4Network("10.16.0.0/16"),
    nat_gateway_id="nat-1",
    cluster_name="shop",
)


def outpost(args: StoreOutpostArgs) -> StackPlan:
    return record(lambda provider: StoreOutpost("store-new-york", args, pulumi.ResourceOptions(provider=provider)))


@cache
def rack() -> StackPlan:
    return outpost(ARGS)


@cache
def server() -> StackPlan:
    return outpost(replace(ARGS, settings=SERVER))


def test_a_rack_has_exactly_these_resources() -> None:
    assert type_counts(rack()) == {**BOTH, ROUTE: 2, ASSOCIATION: 1, PLACEMENT_GROUP: 1}


def test_a_server_has_exactly_these_resources() -> None:
    assert type_counts(server()) == {**BOTH, ROUTE: 1}


def test_the_subnet_is_on_the_outpost_and_only_a_servers_has_local_network_interfaces() -> None:
    on_rack = rack().named(SUBNET, "store-new-york").inputs
    assert (on_rack["outpostArn"], on_rack["availabilityZone"]) == (RACK.outpost_arn, "us-east-1a")
    assert on_rack["cidrBlock"] == "10.16.240.0/24"
    assert "enableLniAtDeviceIndex" not in on_rack
    assert server().named(SUBNET, "store-new-york").inputs["enableLniAtDeviceIndex"] == 1


def test_the_stores_network_is_behind_the_racks_local_gateway() -> None:
    association = rack().named(ASSOCIATION, "store-new-york")
    assert association.inputs["localGatewayRouteTableId"] == "lgw-rtb-0a1b2c3d4e5f60718"
    assert association.inputs["vpcId"] == "vpc-1"
    route = rack().named(ROUTE, "store-new-york-local-network")
    assert route.inputs == {
        "routeTableId": rack().named(ROUTE_TABLE, "store-new-york").id,
        "destinationCidrBlock": "192.168.40.0/24",
        "localGatewayId": "lgw-0a1b2c3d4e5f60718",
    }
    assert association.urn in route.dependencies


@pytest.mark.parametrize("plan", [rack, server])
def test_the_region_is_reached_over_the_zones_nat_gateway(plan: Any) -> None:
    route = plan().named(ROUTE, "store-new-york-internet").inputs
    assert (route["destinationCidrBlock"], route["natGatewayId"]) == ("0.0.0.0/0", "nat-1")


@pytest.mark.parametrize("plan", [rack, server])
def test_instances_boot_the_newest_image_without_imdsv1_and_join_the_cluster(plan: Any) -> None:
    inputs = plan().named(TEMPLATE, "store-new-york").inputs
    assert inputs["imageId"].startswith("resolve:ssm:/aws/service/ecs/optimized-ami/")
    assert inputs["metadataOptions"] == {
        "httpEndpoint": "enabled",
        "httpTokens": "required",
        "httpPutResponseHopLimit": 1,
    }
    assert b"ECS_CLUSTER=shop\n" in base64.b64decode(inputs["userData"])


def test_a_racks_instance_has_an_encrypted_volume_and_one_interface() -> None:
    inputs = rack().named(TEMPLATE, "store-new-york").inputs
    (device,) = inputs["blockDeviceMappings"]
    assert device["ebs"]["encrypted"] == "true"
    assert [interface["deviceIndex"] for interface in inputs["networkInterfaces"]] == [0]


def test_a_servers_instance_has_no_ebs_volume_and_a_second_interface_in_the_stores_network() -> None:
    inputs = server().named(TEMPLATE, "store-new-york").inputs
    assert not inputs.get("blockDeviceMappings")
    first, local = inputs["networkInterfaces"]
    assert first["deviceIndex"] == 0
    assert (local["deviceIndex"], local["subnetId"]) == (1, server().named(SUBNET, "store-new-york").id)


def test_instances_accept_nothing_and_call_https_only() -> None:
    (rule,) = rack().of_type("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
    assert (rule.inputs["fromPort"], rule.inputs["toPort"], rule.inputs["ipProtocol"]) == (443, 443, "tcp")


@pytest.mark.parametrize(("instances", "least"), [(1, 0), (2, 50), (4, 75)])
def test_the_capacity_is_what_was_bought_and_replaced_one_at_a_time(instances: int, least: int) -> None:
    settings = RACK.model_copy(update={"instances": instances})
    group = outpost(replace(ARGS, settings=settings)).named(GROUP, "store-new-york").inputs
    assert (group["minSize"], group["maxSize"]) == (instances, instances)
    assert group["instanceMaintenancePolicy"] == {"minHealthyPercentage": least, "maxHealthyPercentage": 100}


def test_the_instances_of_a_rack_are_on_different_hosts() -> None:
    placement = rack().named(PLACEMENT_GROUP, "store-new-york")
    assert (placement.inputs["strategy"], placement.inputs["spreadLevel"]) == ("spread", "host")
    group = rack().named(GROUP, "store-new-york")
    assert group.property_dependencies["placementGroup"] == (placement.urn,)
    assert "placementGroup" not in server().named(GROUP, "store-new-york").inputs


def test_the_capacity_provider_drains_an_instance_before_it_ends() -> None:
    provider = rack().named(PROVIDER, "store-new-york").inputs["autoScalingGroupProvider"]
    assert provider["autoScalingGroupArn"] == rack().named(GROUP, "store-new-york").outputs["arn"]
    assert provider["managedDraining"] == "ENABLED"
    assert provider["managedScaling"]["status"] == "ENABLED"
    tags = {tag["key"] for tag in rack().named(GROUP, "store-new-york").inputs["tags"]}
    assert "AmazonECSManaged" in tags


def test_names_of_roles_carry_the_region() -> None:
    assert [role.name for role in rack().of_type("aws:iam/role:Role")] == ["store-new-york-instance-us-east-1"]


@pytest.mark.parametrize(
    ("change", "argument"),
    [
        ({"cidr": IPv4Network("10.16.224.0/24")}, "settings.cidr"),
        ({"cidr": IPv4Network("10.99.240.0/24")}, "settings.cidr"),
        ({"local_network": IPv4Network("10.16.40.0/24")}, "settings.local_network"),
        ({"zone": "us-west-2a"}, "settings.zone"),
        ({"outpost_arn": RACK.outpost_arn.replace("us-east-1", "us-west-2")}, "settings.outpost_arn"),
    ],
)
def test_a_store_that_does_not_fit_the_network_is_refused(change: dict[str, Any], argument: str) -> None:
    with pytest.raises(ArgumentError, match=argument.replace(".", r"\.")):
        replace(ARGS, settings=RACK.model_copy(update=change))
