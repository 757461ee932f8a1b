"""A fifth Region, active in the world, and a sixth one in the EU: two stack files, nothing else."""

import pytest

from securecart.plan.model import Plan
from tests.fleet import by_key, changes, fleet_plan
from tests.fleet_changes import scenarios
from tests.fleet_changes.judging import GROUP, TABLE, assert_nothing_is_replaced, named, records


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return fleet_plan(scenarios.grown(tmp_path_factory.mktemp("grown")))


def test_the_new_regions_have_what_the_others_have(fleet: Plan, grown: Plan) -> None:
    like = {kind for kind, _ in by_key(fleet["us-west-2"])}
    own = {"aws:ec2/vpnGateway:VpnGateway", "aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment"}
    own |= {"aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation"}
    assert {kind for kind, _ in by_key(grown["ap-northeast-1"])} == like - own


def test_no_other_stack_loses_or_replaces_anything(fleet: Plan, grown: Plan) -> None:
    for stack in fleet.stacks:
        _, removed, changed = changes(stack, grown[stack.stack])
        assert not removed
        assert_nothing_is_replaced(changed)


def test_latency_routing_follows(grown: Plan) -> None:
    assert set(records(grown, "global", "api-world")) == {
        "ap-northeast-1", "ap-southeast-1", "us-east-1", "us-west-2",
    }  # fmt: skip
    assert "ap-northeast-1" in records(grown, "global", "origin-active")
    assert "eu-west-3" in records(grown, "global", "origin-active")


def test_residents_of_the_eu_get_their_second_region_through_the_eus_accelerator(grown: Plan) -> None:
    regions = {
        group.inputs["endpointGroupRegion"]
        for group in grown["global"].of_type(GROUP)
        if "eu" in group.name.split("-")[1]
    }
    assert regions == {"eu-central-1", "eu-west-3"}
    world = {group.inputs["endpointGroupRegion"] for group in grown["global"].of_type(GROUP)} - regions
    assert world == {"us-east-1", "us-west-2", "ap-southeast-1", "ap-northeast-1"}


def test_the_catalogue_gets_replicas_by_an_update_of_its_owner(fleet: Plan, grown: Plan) -> None:
    _, _, changed = changes(fleet["us-east-1"], grown["us-east-1"])
    assert changed[TABLE, "shop-catalogue"] == {"replicas"}
    table = named(grown["us-east-1"], TABLE, "shop-catalogue")
    assert {replica["regionName"] for replica in table.inputs["replicas"]} == {
        stack.stack for stack in grown.stacks
    } - {"us-east-1", "global"}


def test_images_dashboard_and_checks_follow(fleet: Plan, grown: Plan) -> None:
    replication = grown["us-east-1"].of_type("aws:ecr/replicationConfiguration:ReplicationConfiguration")[0]
    destinations = str(replication.inputs)
    dashboard = str(grown["global"].of_type("aws:cloudwatch/dashboard:Dashboard")[0].inputs)
    for region in ("ap-northeast-1", "eu-west-3"):
        assert region in destinations
        assert region in dashboard
    _, _, changed = changes(fleet["global"], grown["global"])
    checks = {name for kind, name in changed if kind.endswith("HealthCheck")}
    assert any("too-few-healthy" in name for name in checks)


def test_data_of_the_eu_stays_there(grown: Plan) -> None:
    for stack in ("eu-central-1", "eu-west-3"):
        regions = {resource.region for resource in grown[stack].managed} - {None}
        assert regions <= {"eu-central-1", "eu-west-3", "eu-west-1"}
    carts = named(grown["eu-central-1"], TABLE, "shop-carts")
    assert {replica["regionName"] for replica in carts.inputs["replicas"]} == {"eu-west-1", "eu-west-3"}


def test_private_paths_reach_whatever_may_write(grown: Plan) -> None:
    peerings = grown["global"].of_type("aws:ec2/vpcPeeringConnection:VpcPeeringConnection")
    pairs = {(peering.region, peering.inputs["peerRegion"]) for peering in peerings}
    assert ("eu-central-1", "eu-west-3") in pairs
    assert len(pairs) == 6 + 1
