"""Mistakes in the real fleet: each breaks a promise, and the counterexample names what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import combinations

import pytest

from securecart.plan.model import Plan
from securecart.proof.estate.read import read
from securecart.proof.failures import FailureKind, failures
from securecart.proof.model import Counterexample
from securecart.proof.promises import Promise
from securecart.proof.proving import Question, prove
from securecart.settings import EdgeSettings, Project
from securecart.settings.assumptions import AssumptionSettings, HealthPath
from tests.proof.distorted import (
    ALARM,
    ENDPOINT_GROUP,
    HEALTH_CHECK,
    INSTANCE,
    RECORD,
    RULE,
    SCALABLE_TARGET,
    SERVICE,
    TABLE,
    TARGET_GROUP,
    Inputs,
    added,
    changed,
    with_writer_alarm,
    without,
)

SHARE = "shop-records-blue-share"
VPC = "aws:ec2/vpc:Vpc"
ROUTE = "aws:ec2/route:Route"
REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
PARAMETER = "aws:ssm/parameter:Parameter"
PEERING = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
SWITCH = "aws:arcregionswitch/plan:Plan"
TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"
BACKUPS = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
BACKUP_PLAN = "aws:backup/plan:Plan"
BACKUP_SELECTION = "aws:backup/selection:Selection"
INTERFACE = "aws:directconnect/privateVirtualInterface:PrivateVirtualInterface"
VPN = "aws:ec2/vpnConnection:VpnConnection"

CHECKS_OF_BLUE = tuple(f"shop-records-blue-{surface}" for surface in ("origin", "api", "checkout"))

Mistake = Callable[[Plan], Plan]


def setting(**values: object) -> Callable[[Inputs], None]:
    """Sets inputs; None takes one away."""

    def change(inputs: Inputs) -> None:
        inputs.update(values)
        for key in [key for key, value in values.items() if value is None]:
            del inputs[key]

    return change


def no_target_health(inputs: Inputs) -> None:
    inputs["aliases"][0]["evaluateTargetHealth"] = False


def blind(inputs: Inputs) -> None:
    """Neither a check nor the target's health."""
    no_target_health(inputs)
    inputs.pop("healthCheckId", None)


def weight_of_zero(inputs: Inputs) -> None:
    inputs["endpointConfigurations"][0]["weight"] = 0


def copied_to_another_region(inputs: Inputs) -> None:
    inputs["rules"][1]["copyActions"] = [
        {"destinationVaultArn": "arn:aws:backup:us-east-1:123456789012:backup-vault:copies"}
    ]


def found(plan: Plan, edge: EdgeSettings) -> tuple[Counterexample, ...]:
    """The counterexamples of whatever fails alone, and of any two Regions: more is promised for nothing else."""
    estate = read(plan)
    alone = failures(estate)
    regions = [failure for failure in alone if failure.kind is FailureKind.REGION]
    scenarios = [(), *((failure,) for failure in alone), *combinations(regions, 2)]
    return prove(estate, edge, "securecart", Question(scenarios=scenarios)).counterexamples


def release_without_weight(plan: Plan) -> Plan:
    green = plan["us-east-1"].named("aws:lb/loadBalancer:LoadBalancer", "green")
    alias = {"name": green.outputs["dnsName"], "zoneId": green.outputs["zoneId"], "evaluateTargetHealth": True}
    return added(
        plan,
        "us-east-1",
        (RECORD, SHARE),
        "shop-records-green-share",
        setIdentifier="green",
        aliases=[alias],
        weightedRoutingPolicies=[{"weight": 0}],
        healthCheckId=plan["us-east-1"].named(HEALTH_CHECK, "shop-records-green").id,
    )


def no_tasks(inputs: Inputs) -> None:
    for key in ("desiredCount", "minCapacity"):
        if key in inputs:
            inputs[key] = 0


def standby_without_tasks(plan: Plan) -> Plan:
    services = [each.name for each in plan["ap-southeast-1"].of_type(SERVICE)]
    bare = changed(plan, "ap-southeast-1", SERVICE, no_tasks, *services)
    return changed(bare, "ap-southeast-1", SCALABLE_TARGET, no_tasks)


def without_workers(plan: Plan) -> Plan:
    for region in ("us-east-1", "us-west-2"):
        plan = changed(plan, region, SERVICE, no_tasks, "shop-blue-fulfilment")
    return plan


def check_of_the_writer(plan: Plan) -> Plan:
    """A Region's release counts as healthy only while the writer in another Region is."""
    for region in ("us-east-1", "us-west-2", "ap-southeast-1"):
        plan = added(
            plan,
            region,
            (ALARM, "shop-alarm-search-1-lag"),
            f"writer-alarm-{region}",
            dimensions={"DBInstanceIdentifier": "securecart-us-east-1-g1"},
        )
        plan = added(
            plan,
            region,
            (HEALTH_CHECK, "shop-records-blue-api"),
            f"shop-records-writer-{region}",
            type="CLOUDWATCH_METRIC",
            cloudwatchAlarmName=f"writer-alarm-{region}",
            cloudwatchAlarmRegion=region,
            fqdn=None,
            requestInterval=None,
            failureThreshold=None,
        )
        plan = changed(
            plan,
            region,
            HEALTH_CHECK,
            lambda inputs, region=region: inputs.update(  # type: ignore[misc]
                childHealthchecks=[*inputs["childHealthchecks"], f"shop-records-writer-{region}"],
                childHealthThreshold=4,
            ),
            "shop-records-blue",
        )
    return plan


def weighted(weight: int, *others: Inputs) -> Callable[[Inputs], None]:
    """Gives the target group of a rule a weight, beside others."""

    def change(inputs: Inputs) -> None:
        (action,) = inputs["actions"]
        own = {"arn": action.pop("targetGroupArn"), "weight": weight}
        action["forward"] = {"targetGroups": [own, *others]}

    return change


def untold(*prefixes: str) -> Callable[[Inputs], None]:
    """Takes the variables away whose names begin so."""

    def change(inputs: Inputs) -> None:
        containers = json.loads(inputs["containerDefinitions"])
        for container in containers:
            environment = container.get("environment", [])
            container["environment"] = [each for each in environment if not each["name"].startswith(prefixes)]
        inputs["containerDefinitions"] = json.dumps(containers)

    return change


def services_without_a_database(plan: Plan) -> Plan:
    for region in ("us-east-1", "us-west-2", "ap-southeast-1", "eu-central-1"):
        plan = changed(plan, region, TASK_DEFINITION, untold("DATABASE_"))
    return plan


def check_of_an_alarm(plan: Plan) -> Plan:
    """A release counts as healthy until an alarm of its own Region tells otherwise, which is lost with the Region."""

    def alone(inputs: Inputs) -> None:
        no_target_health(inputs)
        inputs["healthCheckId"] = "shop-records-writer"

    return changed(with_writer_alarm(plan), "us-east-1", RECORD, alone, SHARE)


MISTAKES: dict[str, tuple[Mistake, Promise, str]] = {
    "a release without check and health": (
        lambda plan: changed(plan, "us-east-1", RECORD, blind, SHARE),
        Promise.SERVICE,
        f"Record {SHARE} of us-east-1",
    ),
    "a release checked by an alarm of its own Region alone": (
        check_of_an_alarm,
        Promise.SERVICE,
        f"us-east-1 is lost; let something else stand in for it: Record {SHARE} of us-east-1",
    ),
    "a region's record that follows no health": (
        lambda plan: changed(plan, "global", RECORD, blind, "edge-routing-api-world-us-east-1-a"),
        Promise.SERVICE,
        "Record edge-routing-api-world-us-east-1-a of global",
    ),
    "no default location": (
        lambda plan: without(plan, "global", RECORD, "edge-routing-api-default-a"),
        Promise.SERVICE,
        "geolocation record of api for country *",
    ),
    "a health check on the EU's record": (
        lambda plan: changed(
            plan,
            "global",
            RECORD,
            setting(healthCheckId=plan["global"].named(HEALTH_CHECK, "edge-routing-eu").id),
            "edge-routing-api-continent-EU-a",
        ),
        Promise.RESIDENCY,
        "Record edge-routing-api-continent-EU-a of global",
    ),
    "the EU's record that follows its target": (
        lambda plan: changed(
            plan,
            "global",
            RECORD,
            lambda inputs: inputs["aliases"][0].update(evaluateTargetHealth=True),
            "edge-routing-checkout-continent-EU-a",
        ),
        Promise.RESIDENCY,
        "Record edge-routing-checkout-continent-EU-a of global",
    ),
    "Cyprus without a record": (
        lambda plan: without(plan, "global", RECORD, "edge-routing-api-country-CY-a"),
        Promise.RESIDENCY,
        "country CY",
    ),
    "the EU behind the world's accelerator": (
        lambda plan: changed(
            plan,
            "global",
            ENDPOINT_GROUP,
            setting(
                listenerArn=plan["global"].named("aws:globalaccelerator/listener:Listener", "edge-eu").id,
            ),
            "edge-world-us-east-1",
        ),
        Promise.RESIDENCY,
        "EndpointGroup edge-world-us-east-1 of global",
    ),
    "carts of the EU in another Region": (
        lambda plan: changed(
            plan,
            "eu-central-1",
            TABLE,
            lambda inputs: inputs["replicas"].append({"regionName": "us-east-1"}),
            "shop-carts",
        ),
        Promise.RESIDENCY,
        "Table shop-carts of eu-central-1",
    ),
    "a follower of the EU's database in another Region": (
        lambda plan: changed(
            plan,
            "ap-southeast-1",
            INSTANCE,
            setting(replicateSourceDb="arn:aws:rds:eu-central-1:123456789012:db:securecart-eu-central-1-g1"),
            "shop-db-g1",
        ),
        Promise.RESIDENCY,
        "Instance shop-db-g1 of ap-southeast-1",
    ),
    "a follower of a follower of the EU's database in another Region": (
        lambda plan: changed(
            plan,
            "ap-southeast-1",
            INSTANCE,
            setting(replicateSourceDb="arn:aws:rds:eu-central-1:123456789012:db:securecart-eu-central-1-g1-search-1"),
            "shop-db-g1",
        ),
        Promise.RESIDENCY,
        "Instance shop-db-g1 of ap-southeast-1",
    ),
    "backups of the EU's database in another Region": (
        lambda plan: changed(plan, "eu-central-1", BACKUPS, setting(region="us-east-1"), "shop-db-backups"),
        Promise.RESIDENCY,
        "Instance shop-db-g1 of eu-central-1",
    ),
    "copies of the EU's backups in another Region": (
        lambda plan: changed(plan, "eu-central-1", BACKUP_PLAN, copied_to_another_region, "shop-backup"),
        Promise.RESIDENCY,
        "copied to us-east-1; copy them to vaults in Regions of the residency only: Plan shop-backup of eu-central-1",
    ),
    "copies of the EU's databases in another Region": (
        lambda plan: changed(
            without(plan, "eu-central-1", BACKUP_SELECTION, "shop-backup-carts"),
            "eu-central-1",
            BACKUP_PLAN,
            copied_to_another_region,
            "shop-backup",
        ),
        Promise.RESIDENCY,
        "backups of securecart-eu-central-1-g1 hold data of residents of the EU, and are copied to us-east-1",
    ),
    "writes of the EU led elsewhere": (
        lambda plan: changed(
            plan,
            "eu-central-1",
            PARAMETER,
            setting(insecureValue="/securecart/database/endpoints/securecart-us-east-1-g1"),
            "shop-db-endpoints-writer",
        ),
        Promise.SERVICE,
        "no private path from eu-central-1 to us-east-1",
    ),
    "a release left at weight 0": (
        release_without_weight,
        Promise.RELEASE,
        "Record shop-records-green-share of us-east-1",
    ),
    "the standby's endpoint at weight 0": (
        lambda plan: changed(plan, "global", ENDPOINT_GROUP, weight_of_zero, "edge-world-ap-southeast-1"),
        Promise.SERVICE,
        "EndpointGroup edge-world-ap-southeast-1 of global",
    ),
    "a standby without tasks": (
        standby_without_tasks,
        Promise.SERVICE,
        "of ap-southeast-1",
    ),
    "a check that needs the writer": (
        check_of_the_writer,
        Promise.SERVICE,
        "HealthCheck shop-records-writer-",
    ),
    "equal ranges": (
        lambda plan: changed(plan, "us-west-2", VPC, setting(cidrBlock="10.16.0.0/16"), "shop-network"),
        Promise.SERVICE,
        "VpcPeeringConnection edge-us-east-1-us-west-2 of global",
    ),
    "a peering without routes": (
        lambda plan: without(
            plan,
            "global",
            ROUTE,
            *(f"edge-us-east-1-us-west-2-us-west-2-application-{index}" for index in range(3)),
            "edge-us-east-1-us-west-2-us-west-2-data-0",
        ),
        Promise.SERVICE,
        "VpcPeeringConnection edge-us-east-1-us-west-2 of global",
    ),
    "a follower without writer": (
        lambda plan: changed(
            plan,
            "us-west-2",
            INSTANCE,
            setting(replicateSourceDb="arn:aws:rds:us-east-1:123456789012:db:securecart-us-east-1-g9"),
            "shop-db-g1",
        ),
        Promise.SERVICE,
        "Instance shop-db-g1 of us-west-2",
    ),
    "writes led to a follower": (
        lambda plan: changed(
            plan,
            "us-west-2",
            PARAMETER,
            setting(insecureValue="/securecart/database/endpoints/securecart-us-west-2-g1"),
            "shop-db-endpoints-writer",
        ),
        Promise.SERVICE,
        "Instance shop-db-g1 of us-west-2",
    ),
    "a writer in one zone": (
        lambda plan: changed(plan, "us-east-1", INSTANCE, setting(multiAz=False), "shop-db-g1"),
        Promise.TIME,
        "Instance shop-db-g1 of us-east-1",
    ),
    "a database without a read replica": (
        lambda plan: without(plan, "eu-central-1", INSTANCE, "shop-db-g1-search-1", "shop-db-g1-search-2"),
        Promise.TIME,
        "Instance shop-db-g1 of eu-central-1",
    ),
    "nobody to promote": (
        lambda plan: without(plan, "global", SWITCH, "edge-switch-us-west-2", "edge-switch-ap-southeast-1"),
        Promise.TIME,
        "Instance shop-db-g1 of us-east-1",
    ),
    "a table that a Region has no replica of": (
        lambda plan: changed(
            plan,
            "us-east-1",
            TABLE,
            lambda inputs: inputs.update(
                replicas=[each for each in inputs["replicas"] if each["regionName"] != "us-west-2"]
            ),
            "shop-catalogue",
        ),
        Promise.SERVICE,
        "Table shop-catalogue of us-east-1",
    ),
    "carts in one Region": (
        lambda plan: changed(plan, "eu-central-1", TABLE, setting(replicas=[]), "shop-carts"),
        Promise.DATA,
        "Table shop-carts of eu-central-1",
    ),
    "services that are told no database": (
        services_without_a_database,
        Promise.SERVICE,
        "/v1/account of api needs it in eu-central-1; tell it in the environment of its task definition: Service shop",
    ),
    "a service that is told no database to read": (
        lambda plan: changed(plan, "us-west-2", TASK_DEFINITION, untold("DATABASE_LOCAL"), "shop-blue-catalog"),
        Promise.SERVICE,
        "Service shop-blue-catalog of us-west-2",
    ),
    "a service that is told no table": (
        lambda plan: changed(plan, "us-east-1", TASK_DEFINITION, untold("CATALOGUE_TABLE"), "shop-blue-storefront"),
        Promise.SERVICE,
        "Service shop-blue-storefront of us-east-1",
    ),
    "slow checks": (
        lambda plan: changed(
            plan, "us-east-1", HEALTH_CHECK, setting(requestInterval=30), *CHECKS_OF_BLUE, "shop-records-region-api"
        ),
        Promise.TIME,
        "HealthCheck shop-records-blue-origin of us-east-1",
    ),
    "checks that only connect": (
        lambda plan: changed(
            plan, "us-east-1", HEALTH_CHECK, setting(type="TCP"), *CHECKS_OF_BLUE, "shop-records-region-api"
        ),
        Promise.TIME,
        "HealthCheck shop-records-blue-origin of us-east-1 notices after 60 s only",
    ),
    "a slow target group": (
        lambda plan: changed(
            plan,
            "us-east-1",
            TARGET_GROUP,
            lambda inputs: inputs["healthCheck"].update(interval=60, unhealthyThreshold=3),
            "blue-checkout",
        ),
        Promise.TIME,
        "TargetGroup blue-checkout of us-east-1",
    ),
    "all tasks in one zone": (
        lambda plan: changed(
            plan,
            "eu-central-1",
            SERVICE,
            lambda inputs: inputs["networkConfiguration"].update(subnets=inputs["networkConfiguration"]["subnets"][:1]),
            "shop-blue-account",
        ),
        Promise.SERVICE,
        "Service shop-blue-account of eu-central-1",
    ),
    "an asset bucket that nothing is replicated to": (
        lambda plan: without(plan, "global", REPLICATION, "edge-assets"),
        Promise.SERVICE,
        "Bucket edge-assets-replica of global",
    ),
    "one bucket behind the images": (
        lambda plan: changed(
            plan,
            "global",
            DISTRIBUTION,
            lambda inputs: inputs.update(
                orderedCacheBehaviors=[
                    {**each, "targetOriginId": "assets-primary"} for each in inputs["orderedCacheBehaviors"]
                ]
            ),
            "edge-content",
        ),
        Promise.SERVICE,
        "Distribution edge-content of global",
    ),
    "a path that no service takes": (
        lambda plan: without(plan, "us-west-2", RULE, "shop-blue-checkout-any"),
        Promise.SERVICE,
        "us-west-2",
    ),
    "a path that a load balancer answers itself": (
        lambda plan: added(
            plan,
            "us-west-2",
            (RULE, "shop-blue-checkout-any"),
            "shop-blue-closed",
            priority=1,
            actions=[{"type": "fixed-response", "fixedResponse": {"contentType": "text/plain", "statusCode": "200"}}],
        ),
        Promise.SERVICE,
        "ListenerRule shop-blue-closed of us-west-2",
    ),
    "a path that goes to no target group by weight": (
        lambda plan: changed(plan, "us-west-2", RULE, weighted(0), "shop-blue-checkout-any"),
        Promise.SERVICE,
        "ListenerRule shop-blue-checkout-any of us-west-2",
    ),
    "a share of a path for another service": (
        lambda plan: changed(
            plan,
            "us-west-2",
            RULE,
            weighted(99, {"arn": plan["us-west-2"].named(TARGET_GROUP, "blue-storefront").id, "weight": 1}),
            "shop-blue-checkout-any",
        ),
        Promise.SERVICE,
        "storefront is told no database to write to",
    ),
    "a name that CloudFront does not answer for": (
        lambda plan: changed(plan, "global", DISTRIBUTION, setting(aliases=["securecart.example"]), "edge-content"),
        Promise.SERVICE,
        "Distribution edge-content of global",
    ),
    "one line to the warehouse": (
        lambda plan: without(
            without(plan, "global", INTERFACE, "edge-warehouse-newark"),
            "global",
            VPN,
            "edge-warehouse-us-east-1",
            "edge-warehouse-us-west-2",
        ),
        Promise.SERVICE,
        "PrivateVirtualInterface edge-warehouse-ashburn of global",
    ),
    "no worker on the orders": (
        without_workers,
        Promise.SERVICE,
        "Service shop-blue-fulfilment of us-east-1",
    ),
    "workers that are told no database": (
        lambda plan: changed(plan, "us-east-1", TASK_DEFINITION, untold("DATABASE_"), "shop-blue-fulfilment"),
        Promise.SERVICE,
        "no service of us-east-1 takes orders",
    ),
    "a store without tasks": (
        lambda plan: changed(plan, "us-east-1", SERVICE, no_tasks, "shop-new-york-inventory"),
        Promise.SERVICE,
        "Subnet shop-new-york of us-east-1",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_found_and_named(mistake: str, fleet: Plan, project: Project) -> None:
    plant, promise, named = MISTAKES[mistake]

    counterexamples = found(plant(fleet), project.fleet.edge)

    told = [
        f"{each.miss.promise.value}: {each.cause.reason}; {each.cause.remedy}: {each.cause.declared}"
        for each in counterexamples
    ]
    assert any(
        each.miss.promise is promise and named in one for each, one in zip(counterexamples, told, strict=True)
    ), told


def test_a_health_path_that_needs_the_writer_takes_every_region_down(fleet: Plan, project: Project) -> None:
    edge = project.fleet.edge.model_copy(update={"assumptions": AssumptionSettings(health_path=HealthPath.WRITER)})

    (first, *_) = found(fleet, edge)

    assert "health path" in first.cause.reason
    assert "needs the writer" in first.cause.reason
