import json
from dataclasses import replace
from functools import cache
from typing import Any

import pulumi
import pytest

from components.arguments import ArgumentError
from components.hybrid.store_inventory import StoreInventory, StoreInventoryArgs
from securecart.plan.model import StackPlan
from securecart.settings import names
from tests.components.hybrid.test_store_outpost import RACK, SERVER
from tests.support import ACCOUNT, record, type_counts

LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
SERVICE = "aws:ecs/service:Service"
POLICY = "aws:iam/rolePolicy:RolePolicy"
ROLE = "aws:iam/role:Role"
SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"

KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"
IMAGE = names.image("inventory", "2026.11.1", "us-east-1", ACCOUNT)
ARGS = StoreInventoryArgs(
    store="new-york",
    settings=RACK,
    region="us-east-1",
    account_id=ACCOUNT,
    vpc_id="vpc-1",
    subnet_id="subnet-1",
    cluster_arn=f"arn:aws:ecs:us-east-1:{ACCOUNT}:cluster/shop",
    capacity_provider_name="store-new-york",
    image=IMAGE,
    key_arn=KEY,
)


def inventory(args: StoreInventoryArgs) -> StackPlan:
    return record(lambda provider: StoreInventory("inventory", args, pulumi.ResourceOptions(provider=provider)))


@cache
def rack() -> StackPlan:
    return inventory(ARGS)


@cache
def server() -> StackPlan:
    return inventory(replace(ARGS, settings=SERVER))


def container(plan: StackPlan) -> dict[str, Any]:
    (definition,) = json.loads(plan.named(TASK, "inventory").inputs["containerDefinitions"])
    assert isinstance(definition, dict)
    return definition


def statements(plan: StackPlan, role: str) -> list[dict[str, Any]]:
    document = json.loads(plan.named(POLICY, f"inventory-{role}-us-east-1").inputs["policy"])
    return list(document["Statement"])


def test_a_rack_has_exactly_these_resources() -> None:
    assert type_counts(rack()) == {
        LOG_GROUP: 1,
        TASK: 1,
        SERVICE: 1,
        ROLE: 2,
        POLICY: 2,
        SECURITY_GROUP: 1,
        INGRESS: 1,
        EGRESS: 1,
    }


def test_a_server_has_no_security_group_for_tasks() -> None:
    assert type_counts(server()) == {LOG_GROUP: 1, TASK: 1, SERVICE: 1, ROLE: 2, POLICY: 2}


def test_there_is_a_task_on_every_instance_of_the_outpost() -> None:
    service = rack().named(SERVICE, "inventory").inputs
    assert service["desiredCount"] == RACK.instances
    assert service["placementConstraints"] == [{"type": "distinctInstance"}]
    assert service["capacityProviderStrategies"] == [{"capacityProvider": "store-new-york", "weight": 1}]
    assert "launchType" not in service
    assert service["availabilityZoneRebalancing"] == "DISABLED"


@pytest.mark.parametrize(("plan", "least"), [(rack, 50), (server, 0)])
def test_a_deployment_ends_one_task_first_and_rolls_back(plan: Any, least: int) -> None:
    service = plan().named(SERVICE, "inventory").inputs
    assert service["deploymentMinimumHealthyPercent"] == least
    assert service["deploymentMaximumPercent"] == 100
    assert service["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}


def test_on_a_rack_the_task_has_an_address_that_only_the_store_may_call() -> None:
    assert rack().named(TASK, "inventory").inputs["networkMode"] == "awsvpc"
    network = rack().named(SERVICE, "inventory").inputs["networkConfiguration"]
    assert network["subnets"] == ["subnet-1"]
    assert network["securityGroups"] == [rack().named(SECURITY_GROUP, "inventory").id]
    rule = rack().named(INGRESS, "inventory-store").inputs
    assert (rule["cidrIpv4"], rule["fromPort"], rule["toPort"]) == ("192.168.40.0/24", 8080, 8080)


def test_on_a_server_the_task_publishes_its_port_on_the_instance() -> None:
    assert server().named(TASK, "inventory").inputs["networkMode"] == "bridge"
    assert "networkConfiguration" not in server().named(SERVICE, "inventory").inputs
    assert container(server())["portMappings"] == [{"containerPort": 8080, "hostPort": 8080, "protocol": "tcp"}]


def test_the_container_is_not_root_and_writes_to_its_journal_alone() -> None:
    definition = container(rack())
    assert definition["image"] == IMAGE
    assert definition["readonlyRootFilesystem"] is True
    assert definition["user"].split(":")[0] != "0"
    assert definition["linuxParameters"]["capabilities"] == {"drop": ["ALL"]}
    assert [mount["containerPath"] for mount in definition["mountPoints"]] == ["/var/lib/inventory"]


def test_the_journal_outlives_its_task() -> None:
    (volume,) = rack().named(TASK, "inventory").inputs["volumes"]
    assert volume["dockerVolumeConfiguration"]["scope"] == "shared"


def test_logs_never_stop_the_service_and_expire() -> None:
    options = container(rack())["logConfiguration"]["options"]
    assert options["mode"] == "non-blocking"
    group = rack().named(LOG_GROUP, "inventory")
    assert options["awslogs-group"] == group.outputs["name"]
    assert (group.inputs["retentionInDays"], group.inputs["kmsKeyId"]) == (90, KEY)


def test_the_task_follows_the_instances_architecture() -> None:
    graviton = SERVER.model_copy(update={"instance_type": "c6gd.16xlarge"})
    task = inventory(replace(ARGS, settings=graviton)).named(TASK, "inventory").inputs
    assert task["runtimePlatform"]["cpuArchitecture"] == "ARM64"
    assert rack().named(TASK, "inventory").inputs["runtimePlatform"]["cpuArchitecture"] == "X86_64"


def test_the_task_reads_and_updates_the_catalogue_and_nothing_else() -> None:
    table, key = statements(rack(), "task")
    arn = names.table_arn(names.CATALOGUE_TABLE, "us-east-1", ACCOUNT)
    assert table["Resource"] == [arn, f"{arn}/index/*"]
    assert {"dynamodb:DeleteItem", "dynamodb:Scan"}.isdisjoint(table["Action"])
    assert key["Condition"]["StringEquals"]["kms:ViaService"] == "dynamodb.us-east-1.amazonaws.com"


def test_the_execution_role_pulls_its_own_image_and_writes_its_own_log() -> None:
    _, pull, log = statements(rack(), "execution")
    assert pull["Resource"] == f"arn:aws:ecr:us-east-1:{ACCOUNT}:repository/securecart/inventory"
    assert log["Resource"] == f"{rack().named(LOG_GROUP, 'inventory').outputs['arn']}:*"


def test_only_the_accounts_tasks_take_the_roles() -> None:
    for role in rack().of_type(ROLE):
        (trust,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
        assert trust["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
        assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}


@pytest.mark.parametrize(
    ("change", "argument"), [({"log_retention_days": 4}, "log_retention_days"), ({"port": 80}, "port")]
)
def test_wrong_arguments_are_refused(change: dict[str, Any], argument: str) -> None:
    with pytest.raises(ArgumentError, match=argument):
        replace(ARGS, **change)
