"""What holds for every resource of the real fleet, whatever component declares it."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from collections import defaultdict
from typing import TYPE_CHECKING

import pulumi
import pytest

import components
from securecart.plan import tokens
from securecart.settings import Residency, load_project
from securecart.settings.geography import EU_REGIONS
from tests.fleet import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from securecart.plan.model import Plan, Resource, StackPlan

FLEET = load_project(ROOT).fleet
REGIONS = sorted(FLEET.regions)
STACKS = FLEET.deployment_order

INLINE = {
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {"egress", "ingress"},
    "aws:ec2/networkAcl:NetworkAcl": {"egress", "ingress"},
    "aws:ec2/routeTable:RouteTable": {"routes"},
    "aws:ec2/securityGroup:SecurityGroup": {"egress", "ingress"},
    "aws:iam/role:Role": {"inlinePolicies", "managedPolicyArns"},
}
"""Inputs that own a whole list: what another resource adds to it would be deleted."""

LONGEST_NAMES = {
    "aws:iam/role:Role": 64,
    "aws:lb/loadBalancer:LoadBalancer": 32,
    "aws:lb/targetGroup:TargetGroup": 32,
}
"""The longest physical names, in characters."""
SUFFIX = len("-1234567")
"""What Pulumi adds to a logical name."""

STATEFUL = {
    "aws:backup/vault:Vault",
    "aws:cloudfront/distribution:Distribution",
    "aws:dynamodb/table:Table",
    "aws:ecr/repository:Repository",
    "aws:globalaccelerator/accelerator:Accelerator",
    "aws:kms/key:Key",
    "aws:rds/instance:Instance",
    "aws:s3/bucket:Bucket",
}
"""What holds data, or an address or key that cannot be had again."""
DISPOSABLE_BUCKETS = {"shop-canary"}
"""Screenshots of a canary's visits: weeks of them, and the next visit makes others."""

OFF = {"securecart:protection:ShieldAdvanced": "shieldAdvanced"}
"""Components of a setting that is off in the real fleet, and the setting of the edge that turns them on."""


@pytest.fixture(params=STACKS)
def stack(request: pytest.FixtureRequest, fleet: Plan) -> StackPlan:
    """Each stack of the real fleet."""
    return fleet[request.param]


@pytest.fixture(params=REGIONS)
def region(request: pytest.FixtureRequest, fleet: Plan) -> StackPlan:
    """Each Region of the real fleet."""
    return fleet[request.param]


def zones(plan: StackPlan, subnet_ids: Sequence[str]) -> list[str]:
    """The Availability Zones of subnets of a plan."""
    by_id = {one.id: one.inputs["availabilityZone"] for one in plan.of_type("aws:ec2/subnet:Subnet")}
    return sorted(by_id[subnet_id] for subnet_id in subnet_ids)


def is_replica_of_its_region(instance: Resource) -> bool:
    """Whether an instance copies another one of its Region: a source elsewhere is an ARN."""
    source = instance.inputs.get("replicateSourceDb")
    return source is not None and not source.startswith("arn:")


def on_premises(resource: Resource) -> bool:
    """Whether a resource is on a store's Outpost, which has no zones."""
    return "securecart:hybrid:Store" in resource.urn


def test_every_resource_of_aws_has_the_explicit_provider(stack: StackPlan) -> None:
    providers = {one.urn for one in stack.resources if one.is_provider}
    assert not [urn for urn in providers if urn.rpartition("::")[2].startswith("default")]
    for resource in stack.managed:
        if resource.type.startswith("aws:"):
            assert resource.provider in providers, resource.urn


def test_a_provider_refuses_other_accounts_and_tags_all_it_makes(stack: StackPlan) -> None:
    for provider in (one for one in stack.resources if one.is_provider):
        assert json.loads(provider.inputs["allowedAccountIds"]), provider.urn
        assert json.loads(provider.inputs["defaultTags"])["tags"].keys() == {"ManagedBy", "Owner", "Project", "Stack"}


def test_no_resource_owns_a_list_that_others_add_to(stack: StackPlan) -> None:
    found = {
        (resource.type, resource.name, name)
        for resource in stack.managed
        for name in INLINE.get(resource.type, set()) & resource.inputs.keys()
    }
    assert found == set()


def test_logical_names_leave_room_for_pulumis_suffix(stack: StackPlan) -> None:
    too_long = [
        resource.urn
        for resource in stack.managed
        if resource.type in LONGEST_NAMES
        and "name" not in resource.inputs
        and len(resource.name) + SUFFIX > LONGEST_NAMES[resource.type]
    ]
    assert too_long == []


def test_no_two_stacks_want_the_same_name_in_a_region(fleet: Plan) -> None:
    """Copies, keys and parameters of several stacks share a Region."""
    owners = defaultdict(list)
    for resource in fleet.resources():
        name = resource.inputs.get("name")
        explicit = isinstance(name, str) and not list(tokens.references(name))
        if resource.is_managed and explicit and resource.type != "aws:route53/record:Record":
            owners[resource.type, resource.region, name].append(resource.urn)
    assert owners
    assert [urns for urns in owners.values() if len(urns) > 1] == []


def test_what_is_stateful_cannot_be_lost_by_a_change_of_the_program(stack: StackPlan) -> None:
    open_to_loss = [
        resource.urn
        for resource in stack.managed
        if resource.type in STATEFUL
        and not (resource.protect or resource.retain_on_delete)
        and not is_replica_of_its_region(resource)
        and resource.name not in DISPOSABLE_BUCKETS
    ]
    assert open_to_loss == []


def test_what_is_stateful_is_there(fleet: Plan) -> None:
    """The test above would say nothing of a type that was misspelt."""
    assert {resource.type for resource in fleet.resources()} >= STATEFUL


@pytest.mark.parametrize("name", FLEET.in_domain(Residency.EU))
def test_all_that_is_regional_of_the_eu_is_in_the_eu(fleet: Plan, name: str) -> None:
    regions = {resource.region for resource in fleet[name].managed} - {None}
    assert regions
    assert regions <= EU_REGIONS


def test_only_the_edge_reads_other_stacks(fleet: Plan) -> None:
    assert {plan.stack: bool(plan.references) for plan in fleet.stacks} == {
        name: name == FLEET.edge_stack for name in STACKS
    }


def test_what_is_zonal_covers_all_zones(region: StackPlan) -> None:
    expected = sorted(FLEET.regions[region.stack].network.zones)
    assert len(expected) == 3
    chosen: dict[str, Sequence[str]] = {}
    for balancer in region.of_type("aws:lb/loadBalancer:LoadBalancer"):
        chosen[balancer.urn] = balancer.inputs["subnets"]
    for group in region.of_type("aws:rds/subnetGroup:SubnetGroup"):
        chosen[group.urn] = group.inputs["subnetIds"]
    for endpoint in region.of_type("aws:ec2/vpcEndpoint:VpcEndpoint"):
        if endpoint.inputs["vpcEndpointType"] == "Interface":
            chosen[endpoint.urn] = endpoint.inputs["subnetIds"]
    for service in region.of_type("aws:ecs/service:Service"):
        if not on_premises(service):
            chosen[service.urn] = service.inputs["networkConfiguration"]["subnets"]
            assert service.inputs["availabilityZoneRebalancing"] == "ENABLED"
    chosen["NAT gateways"] = [one.inputs["subnetId"] for one in region.of_type("aws:ec2/natGateway:NatGateway")]
    for what, subnet_ids in chosen.items():
        assert zones(region, subnet_ids) == expected, what


def test_an_application_subnet_leaves_by_the_gateway_of_its_own_zone(region: StackPlan) -> None:
    gateways = {
        one.id: zones(region, [one.inputs["subnetId"]]) for one in region.of_type("aws:ec2/natGateway:NatGateway")
    }
    tables = {
        route.inputs["routeTableId"]: gateways[route.inputs["natGatewayId"]]
        for route in region.of_type("aws:ec2/route:Route")
        if "natGatewayId" in route.inputs and not on_premises(route)
    }
    joined = {
        one.inputs["subnetId"]: one.inputs["routeTableId"]
        for one in region.of_type("aws:ec2/routeTableAssociation:RouteTableAssociation")
    }
    own = {subnet: zones(region, [subnet]) for subnet, table in joined.items() if table in tables}
    assert len(own) == 3
    for subnet, zone in own.items():
        assert tables[joined[subnet]] == zone


def test_an_instance_is_multi_az_unless_it_is_a_search_replica(region: StackPlan) -> None:
    for instance in region.of_type("aws:rds/instance:Instance"):
        assert instance.inputs["multiAz"] or is_replica_of_its_region(instance), instance.urn


def component_classes() -> Iterator[type[pulumi.ComponentResource]]:
    """The components that `components/` has."""
    for found in pkgutil.walk_packages(components.__path__, "components."):
        if found.ispkg:
            continue
        module = importlib.import_module(found.name)
        for _, member in inspect.getmembers(module, inspect.isclass):
            if issubclass(member, pulumi.ComponentResource) and member.__module__ == module.__name__:
                yield member


def token(component: type[pulumi.ComponentResource]) -> str:
    """The type token that a component has by its place."""
    _, *folders, _ = component.__module__.split(".")
    return f"securecart:{folders[0] if folders else 'index'}:{component.__name__}"


def test_every_component_is_used_and_has_the_token_of_its_place(fleet: Plan) -> None:
    declared = {token(component) for component in component_classes()}
    used = {resource.type for resource in fleet.resources() if resource.type.startswith("securecart:")}
    assert used <= declared
    assert declared - used == OFF.keys()


@pytest.mark.parametrize(("token", "setting"), OFF.items())
def test_an_unused_component_is_one_setting_away(token: str, setting: str, fleet: Plan) -> None:
    values: Mapping[str, object] = FLEET.edge.model_dump(by_alias=True)
    assert values[setting] is False
    assert token not in {resource.type for resource in fleet.resources()}
