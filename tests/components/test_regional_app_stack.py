from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from components.arguments import ArgumentError
from components.regional_app_stack import RegionalAppStackArgs
from securecart.settings import Residency, load_project, names
from securecart.settings.geography import EU_REGIONS
from tests.fleet import ROOT
from tests.support import children_of

if TYPE_CHECKING:
    from securecart.plan.model import Plan, Resource, StackPlan

FLEET = load_project(ROOT).fleet
REGIONS = sorted(FLEET.regions)
TOKEN = "securecart:index:RegionalAppStack"

EVERYWHERE = {
    "compute:Cluster": 1,
    "compute:ClusterCapacity": 1,
    "compute:ImageRegistry": 1,
    "compute:OrderQueue": 1,
    "compute:TaskRole": 5,
    "data:Database": 1,
    "data:ReplicatedBackups": 1,
    "network:Network": 1,
    "observability:AlarmTopic": 1,
    "observability:RegionAlarms": 1,
    "observability:Tracing": 1,
    "protection:RegionalWebAcl": 1,
    "recovery:BackupPlan": 1,
    "recovery:FaultInjection": 1,
    "routing:RegionCertificate": 1,
    "routing:RegionRecords": 1,
    "security:RegionKey": 1,
    "storage:LogBucket": 1,
}
WRITER = {"data:CartsTable": 1, "data:DatabaseCredentials": 1, "recovery:RestoreTesting": 1}
STORE = {"hybrid:StoreInventory": 1, "hybrid:StoreOutpost": 1}
CANARY = {"observability:Canary": 1}
LINK = {"hybrid:WarehouseLink": 1}
OF_ITS_OWN = {
    "ap-southeast-1": {"compute:Release": 1},
    "eu-central-1": {"compute:Release": 2, "routing:LastResort": 1} | WRITER | STORE | CANARY,
    "us-east-1": {"compute:ImageRepositories": 1, "compute:Release": 2, "data:CatalogueTable": 1}
    | WRITER
    | STORE
    | CANARY
    | LINK,
    "us-west-2": {"compute:Release": 2} | CANARY | LINK,
}


def top(plan: StackPlan) -> Resource:
    """The stack's component, above all else."""
    (found,) = plan.of_type(TOKEN)
    return found


@pytest.fixture(params=REGIONS)
def region(request: pytest.FixtureRequest, fleet: Plan) -> StackPlan:
    """Each Region of the real fleet."""
    return fleet[request.param]


def test_a_region_is_made_of_components(region: StackPlan) -> None:
    children = children_of(region, top(region).urn)
    assert not any(child.custom for child in children)
    counted = Counter(child.type.removeprefix("securecart:") for child in children)
    assert counted == EVERYWHERE | OF_ITS_OWN[region.stack]


def test_everything_is_below_the_one_component(region: StackPlan) -> None:
    assert [resource.type for resource in children_of(region, region.urn)] == ["pulumi:providers:aws", TOKEN]
    for resource in region.managed:
        above = resource
        while above.parent != region.urn:
            assert above.parent is not None
            above = region[above.parent]
        assert above.type == TOKEN, resource.urn


def test_a_region_reads_no_other_stack(region: StackPlan) -> None:
    assert region.references == ()


def test_the_web_acl_guards_every_load_balancer(region: StackPlan) -> None:
    (web_acl,) = region.of_type("aws:wafv2/webAcl:WebAcl")
    associations = region.of_type("aws:wafv2/webAclAssociation:WebAclAssociation")
    assert {one.inputs["webAclArn"] for one in associations} == {web_acl.outputs["arn"]}
    guarded = sorted(one.inputs["resourceArn"] for one in associations)
    assert guarded == sorted(one.outputs["arn"] for one in region.of_type("aws:lb/loadBalancer:LoadBalancer"))


def test_names_wait_for_the_web_acl_and_the_services(region: StackPlan) -> None:
    """What the component waits for, its records wait for: a child is registered once its parent is."""
    awaited = {
        one.urn
        for type_ in ("aws:wafv2/webAclAssociation:WebAclAssociation", "aws:ecs/service:Service")
        for one in region.of_type(type_)
        if "securecart:compute:Release" in one.urn
    }
    (records,) = region.of_type("securecart:routing:RegionRecords")
    assert awaited
    assert awaited <= set(records.dependencies)


@pytest.mark.parametrize("name", REGIONS)
def test_a_database_follows_its_writer_by_arn(fleet: Plan, name: str) -> None:
    settings = FLEET.regions[name].database
    instance = fleet[name].named("aws:rds/instance:Instance", f"shop-db-g{settings.generation}")
    if settings.follows is None:
        assert "replicateSourceDb" not in instance.inputs
        assert "password" in instance.secret_inputs
        return
    writer = FLEET.regions[settings.follows]
    assert instance.inputs["replicateSourceDb"] == names.database_arn(
        settings.follows, writer.database.generation, writer.account_id
    )
    source = fleet[settings.follows].named("aws:rds/instance:Instance", f"shop-db-g{writer.database.generation}")
    assert instance.inputs["replicateSourceDb"].endswith(f":{source.inputs['identifier']}")
    assert not {"username", "password", "dbName"} & instance.inputs.keys()


def test_clients_of_the_whole_domain_may_reach_the_database(region: StackPlan) -> None:
    domain = FLEET.in_domain(FLEET.regions[region.stack].residency)
    (group,) = (one for one in region.of_type("aws:ec2/securityGroup:SecurityGroup") if one.name == "shop-db")
    rules = [
        one
        for one in region.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
        if one.parent == group.urn
    ]
    assert len(rules) == len(domain)


def test_backups_take_what_the_region_owns(region: StackPlan) -> None:
    settings = FLEET.regions[region.stack]
    owned = {singleton.value for singleton in settings.owns} & {"carts", "catalogue"}
    if settings.database.follows is None:
        owned.add("database")
    chosen = {one.inputs["name"] for one in region.of_type("aws:backup/selection:Selection")}
    assert chosen == owned
    copies = region.named("aws:backup/vault:Vault", "shop-backup-copies")
    assert copies.region == settings.backup_region


def test_experiments_stop_on_the_regions_own_alarms(region: StackPlan) -> None:
    alarms = {alarm.urn for alarm in region.of_type("aws:cloudwatch/metricAlarm:MetricAlarm")}
    for template in region.of_type("aws:fis/experimentTemplate:ExperimentTemplate"):
        conditions = template.inputs["stopConditions"]
        assert conditions
        assert {origin.urn for one in conditions for origin in region.origins(one["value"])} <= alarms


def test_alarms_tell_the_regions_topic(region: StackPlan) -> None:
    (topic,) = region.of_type("aws:sns/topic:Topic")
    for alarm in region.of_type("aws:cloudwatch/metricAlarm:MetricAlarm"):
        assert alarm.inputs["alarmActions"] == [topic.outputs["arn"]]


def test_nothing_of_the_eu_is_outside_the_eu(fleet: Plan) -> None:
    for name in FLEET.in_domain(Residency.EU):
        outside = {one.urn for one in fleet[name].managed if one.region is not None and one.region not in EU_REGIONS}
        assert outside == set()


def test_a_region_that_the_fleet_does_not_have_is_refused() -> None:
    with pytest.raises(ArgumentError, match="region: 'eu-west-3'; allowed: ap-southeast-1, eu-central-1"):
        RegionalAppStackArgs(fleet=FLEET, region="eu-west-3", origin_secrets=["one"], health_token="token")
