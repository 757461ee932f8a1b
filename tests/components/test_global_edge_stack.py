from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from components.arguments import ArgumentError
from components.global_edge_stack import GlobalEdgeStackArgs
from securecart.settings import Residency, load_project, names
from securecart.settings.geography import EU_REGIONS
from tests.fleet import ROOT
from tests.support import children_of

if TYPE_CHECKING:
    from securecart.plan.model import Plan, StackPlan

FLEET = load_project(ROOT).fleet
TOKEN = "securecart:index:GlobalEdgeStack"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"


@pytest.fixture
def edge(fleet: Plan) -> StackPlan:
    """The real edge."""
    return fleet[FLEET.edge_stack]


def test_the_edge_is_made_of_components(edge: StackPlan) -> None:
    (top,) = edge.of_type(TOKEN)
    children = children_of(edge, top.urn)
    assert not any(child.custom for child in children)
    assert Counter(child.type.removeprefix("securecart:") for child in children) == {
        "edge:Accelerator": 2,
        "edge:AssetAccess": 1,
        "edge:Assets": 1,
        "edge:Distribution": 1,
        "hybrid:WarehouseLines": 1,
        "network:PrivatePath": 3,
        "observability:AlarmTopic": 2,
        "observability:EdgeAlarms": 1,
        "observability:FleetDashboard": 1,
        "observability:HealthCheckAlarms": 1,
        "protection:EdgeWebAcl": 1,
        "protection:Guardrails": 1,
        "recovery:RegionSwitch": 2,
        "routing:EdgeCertificate": 1,
        "routing:RoutingTree": 1,
        "security:RegionKey": 2,
        "storage:LogBucket": 1,
    }


def test_everything_is_below_the_one_component(edge: StackPlan) -> None:
    assert Counter(one.type for one in children_of(edge, edge.urn)) == {
        "pulumi:providers:aws": 1,
        "pulumi:pulumi:StackReference": len(FLEET.regions),
        TOKEN: 1,
    }
    for resource in edge.managed:
        above = resource
        while above.parent != edge.urn:
            assert above.parent is not None
            above = edge[above.parent]
        assert above.type == TOKEN, resource.urn


def test_the_edge_reads_every_region(edge: StackPlan) -> None:
    assert set(edge.references) == FLEET.regions.keys()


def test_each_domain_has_an_accelerator_of_its_own_regions(fleet: Plan, edge: StackPlan) -> None:
    for residency in FLEET.domains:
        listener = edge.named("aws:globalaccelerator/listener:Listener", f"edge-{residency}")
        groups = [
            group
            for group in edge.of_type("aws:globalaccelerator/endpointGroup:EndpointGroup")
            if group.inputs["listenerArn"] == listener.outputs["arn"]
        ]
        dials = {group.inputs["endpointGroupRegion"]: group.inputs["trafficDialPercentage"] for group in groups}
        assert dials == dict.fromkeys(FLEET.active(residency), 100) | dict.fromkeys(FLEET.standby(residency), 0)
        for group in groups:
            (endpoint,) = group.inputs["endpointConfigurations"]
            balancers = fleet[group.inputs["endpointGroupRegion"]].of_type("aws:lb/loadBalancer:LoadBalancer")
            weighted = {one.outputs["arn"] for one in balancers if one.name == "blue"}
            assert {endpoint["endpointId"]} == weighted
            assert endpoint["weight"] == 100


def test_private_paths_join_the_networks_of_a_domain(fleet: Plan, edge: StackPlan) -> None:
    paths = edge.of_type("aws:ec2/vpcPeeringConnection:VpcPeeringConnection")
    assert {(one.region, one.inputs["peerRegion"]) for one in paths} == set(FLEET.private_paths)
    for path in paths:
        assert path.region is not None
        for region, vpc_id in ((path.region, "vpcId"), (path.inputs["peerRegion"], "peerVpcId")):
            (vpc,) = fleet[region].of_type("aws:ec2/vpc:Vpc")
            assert path.inputs[vpc_id] == vpc.id
            assert FLEET.regions[region].residency is Residency.WORLD


def test_both_ends_of_a_private_path_have_routes_in_every_zone(fleet: Plan, edge: StackPlan) -> None:
    routes = edge.of_type("aws:ec2/route:Route")
    for region in FLEET.in_domain(Residency.WORLD):
        tables = {
            one.id
            for one in fleet[region].of_type("aws:ec2/routeTable:RouteTable")
            if one.name.startswith(("shop-network-application", "shop-network-data"))
        }
        routed = Counter(route.inputs["routeTableId"] for route in routes if route.region == region)
        assert routed == dict.fromkeys(tables, 2), "a route to each of the two other Regions"


def test_the_distribution_has_the_edges_certificate_web_acl_and_buckets(edge: StackPlan) -> None:
    (distribution,) = edge.of_type("aws:cloudfront/distribution:Distribution")
    (web_acl,) = edge.of_type("aws:wafv2/webAcl:WebAcl")
    (certificate,) = edge.of_type("aws:acm/certificate:Certificate")
    assert distribution.inputs["webAclId"] == web_acl.outputs["arn"]
    assert (web_acl.region, certificate.region) == ("us-east-1", "us-east-1")
    used = {origin.urn for origin in edge.origins(distribution.inputs)}
    assert {edge.named("aws:s3/bucket:Bucket", f"edge-assets-{one}").urn for one in ("primary", "replica")} <= used
    names_of_origins = {origin["domainName"] for origin in distribution.inputs["origins"]}
    assert f"origin.{FLEET.edge.domain}" in names_of_origins


def test_logs_stay_in_the_eu(edge: StackPlan) -> None:
    assert edge.named("aws:s3/bucket:Bucket", "edge-logs").region in EU_REGIONS


def test_each_promotable_follower_has_a_switch_with_both_instances(fleet: Plan, edge: StackPlan) -> None:
    plans = edge.of_type("aws:arcregionswitch/plan:Plan")
    followers = [name for name, one in FLEET.regions.items() if one.database.follows and one.database.promotable]
    assert {plan.name for plan in plans} == {f"edge-switch-{follower}" for follower in followers}
    for plan in plans:
        for region in plan.inputs["regions"]:
            settings = FLEET.regions[region]
            generation = settings.database.generation
            declared = fleet[region].named("aws:rds/instance:Instance", f"shop-db-g{generation}")
            arn = names.database_arn(region, generation, settings.account_id)
            assert arn.endswith(f":{declared.inputs['identifier']}")
            for workflow in plan.inputs["workflows"]:
                (promotion,) = workflow["steps"][-1]["rdsPromoteReadReplicaConfigs"]
                assert promotion["dbInstanceArnMap"][region] == arn
    assert {plan.inputs["recoveryTimeObjectiveMinutes"] for plan in plans} == {60}


def test_alarms_are_where_the_metrics_and_their_topics_are(edge: StackPlan) -> None:
    topics = {topic.region: topic.outputs["arn"] for topic in edge.of_type("aws:sns/topic:Topic")}
    assert topics.keys() == {"us-east-1", "us-west-2"}
    where = {"AWS/Route53": "us-east-1", "AWS/CloudFront": "us-east-1", "AWS/GlobalAccelerator": "us-west-2"}
    seen = set()
    for alarm in edge.of_type(ALARM):
        assert alarm.inputs["alarmActions"] == [topics[alarm.region]]
        namespace = alarm.inputs.get("namespace")
        if namespace in where:
            assert alarm.region == where[namespace], alarm.name
            seen.add(namespace)
    assert seen == where.keys()


def test_every_check_of_a_release_with_traffic_has_an_alarm(edge: StackPlan, fleet: Plan) -> None:
    watched = {alarm.inputs.get("dimensions", {}).get("HealthCheckId") for alarm in edge.of_type(ALARM)}
    for region, settings in FLEET.regions.items():
        for release, told in fleet[region].outputs["releases"].items():
            checks = set(told["checkIds"].values())
            if settings.releases[release].weight:
                assert checks <= watched
            else:
                assert not checks & watched


def test_the_warehouse_reaches_the_regions_that_asked(fleet: Plan, edge: StackPlan) -> None:
    linked = {
        one.region: one.inputs["associatedGatewayId"]
        for one in edge.of_type("aws:directconnect/gatewayAssociation:GatewayAssociation")
    }
    asked = {name for name, settings in FLEET.regions.items() if settings.warehouse_link}
    assert linked == {region: fleet[region].outputs["vpnGatewayId"] for region in asked}


def test_the_dashboard_shows_every_region(edge: StackPlan) -> None:
    (dashboard,) = edge.of_type("aws:cloudwatch/dashboard:Dashboard")
    widgets = json.loads(dashboard.inputs["dashboardBody"])["widgets"]
    assert {region for region in FLEET.regions if region in json.dumps(widgets)} == FLEET.regions.keys()
    assert edge.outputs["dashboardName"] == dashboard.inputs["dashboardName"]


def test_guardrails_leave_every_region_usable_that_the_fleet_uses(fleet: Plan, edge: StackPlan) -> None:
    policy = edge.named("aws:organizations/policy:Policy", "edge-guardrails-regions")
    used = {resource.region for resource in fleet.resources()} - {None}
    assert used
    for region in used:
        assert f'"{region}"' in policy.inputs["content"], region


def test_shield_is_a_setting_that_is_off(edge: StackPlan) -> None:
    assert not FLEET.edge.shield_advanced
    assert not [resource for resource in edge.resources if "shield" in resource.type.lower()]


def test_the_exports_of_all_regions_are_needed() -> None:
    with pytest.raises(ArgumentError, match="regions"):
        GlobalEdgeStackArgs(fleet=FLEET, regions={}, origin_secret="one", bgp_key="two", tags={})
