import json
from dataclasses import replace
from ipaddress import IPv4Network
from typing import Any

import pulumi
import pulumi_aws
import pytest

from components.arguments import ArgumentError
from components.compute.service import Service, ServiceArgs, ServiceEnvironment, ServiceRoles, ServiceTarget
from securecart.plan.model import StackPlan
from securecart.settings.geography import Residency
from securecart.settings.services import RouteSettings, ServiceSettings, Surface
from tests.support import ACCOUNT, record, type_counts

ECS_SERVICE = "aws:ecs/service:Service"
TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
SCALING_TARGET = "aws:appautoscaling/target:Target"
SCALING_POLICY = "aws:appautoscaling/policy:Policy"

ENVIRONMENT = ServiceEnvironment(
    region="us-east-1",
    account_id=ACCOUNT,
    residency=Residency.WORLD,
    domain="securecart.example",
    vpc_id="vpc-1",
    application_subnet_ids=["subnet-1", "subnet-2", "subnet-3"],
    database_cidrs=[IPv4Network("10.16.128.0/18"), IPv4Network("10.32.128.0/18")],
    cluster_arn=f"arn:aws:ecs:us-east-1:{ACCOUNT}:cluster/cluster",
    cluster_name="cluster",
    queue_name="orders",
    queue_url=f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/orders",
    key_arn=f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1",
)
ROLES = ServiceRoles(
    execution_role_arn=f"arn:aws:iam::{ACCOUNT}:role/execution", task_role_arn=f"arn:aws:iam::{ACCOUNT}:role/task"
)
TARGET = ServiceTarget(
    load_balancer_arn_suffix="app/blue/1",
    load_balancer_security_group_id="sg-1",
    target_group_arn=f"arn:aws:elasticloadbalancing:us-east-1:{ACCOUNT}:targetgroup/blue-account/1",
    target_group_arn_suffix="targetgroup/blue-account/1",
    listener_rules=(),
)
WEB = ServiceSettings(database=True, routes=(RouteSettings(surface=Surface.API, paths=("/*",)),))
WORKER = ServiceSettings(orders="receive")


def args_of(settings: ServiceSettings, target: ServiceTarget | None) -> ServiceArgs:
    return ServiceArgs(
        service="account",
        settings=settings,
        release="blue",
        image_tag="2026.11.1",
        environment=ENVIRONMENT,
        roles=ROLES,
        target=target,
    )


def plan_of(settings: ServiceSettings = WEB, target: ServiceTarget | None = TARGET) -> StackPlan:
    args = args_of(settings, target)
    return record(lambda provider: Service("blue-account", args, pulumi.ResourceOptions(provider=provider)))


def containers(plan: StackPlan) -> dict[str, dict[str, Any]]:
    (task,) = plan.of_type(TASK_DEFINITION)
    return {container["name"]: container for container in json.loads(task.inputs["containerDefinitions"])}


def test_declares_a_service_that_a_load_balancer_reaches() -> None:
    assert type_counts(plan_of()) == {
        SCALING_POLICY: 2,
        SCALING_TARGET: 1,
        LOG_GROUP: 1,
        SECURITY_GROUP: 1,
        ECS_SERVICE: 1,
        TASK_DEFINITION: 1,
        EGRESS: 4,
        INGRESS: 1,
    }


def test_declares_a_worker_that_nobody_reaches() -> None:
    plan = plan_of(WORKER, None)

    assert type_counts(plan) == {
        SCALING_POLICY: 2,
        SCALING_TARGET: 1,
        LOG_GROUP: 1,
        SECURITY_GROUP: 1,
        ECS_SERVICE: 1,
        TASK_DEFINITION: 1,
        EGRESS: 1,
    }
    (service,) = plan.of_type(ECS_SERVICE)
    assert "loadBalancers" not in service.inputs
    assert {policy.name for policy in plan.of_type(SCALING_POLICY)} == {"blue-account-cpu", "blue-account-orders"}


def test_the_service_spreads_over_the_zones_and_rolls_back() -> None:
    (service,) = plan_of().of_type(ECS_SERVICE)

    decisive = {
        "launchType": "FARGATE",
        "desiredCount": 3,
        "availabilityZoneRebalancing": "ENABLED",
        "deploymentMinimumHealthyPercent": 100,
        "deploymentMaximumPercent": 200,
        "deploymentCircuitBreaker": {"enable": True, "rollback": True},
        "waitForSteadyState": True,
        "enableExecuteCommand": False,
        "enableEcsManagedTags": True,
        "propagateTags": "SERVICE",
    }
    assert decisive.items() <= service.inputs.items()
    assert service.inputs["networkConfiguration"]["subnets"] == ["subnet-1", "subnet-2", "subnet-3"]
    assert service.inputs["networkConfiguration"]["assignPublicIp"] is False
    assert service.ignore_changes == ("desiredCount",)
    assert service.inputs["loadBalancers"] == [
        {"targetGroupArn": TARGET.target_group_arn, "containerName": "account", "containerPort": 8080}
    ]


def test_a_task_starts_once_its_rules_are_there() -> None:
    def program(provider: pulumi_aws.Provider) -> None:
        opts = pulumi.ResourceOptions(provider=provider)
        rule = pulumi_aws.ec2.Eip("stands-for-a-listener-rule", opts=opts)
        Service("blue-account", args_of(WEB, replace(TARGET, listener_rules=(rule,))), opts)

    plan = record(program)
    (service,) = plan.of_type(ECS_SERVICE)
    awaited = {plan[urn].name for urn in service.dependencies}
    assert {"blue-account-https", "blue-account-requests", "stands-for-a-listener-rule"} <= awaited


def test_the_task_runs_the_regions_own_images() -> None:
    plan = plan_of()
    (task,) = plan.of_type(TASK_DEFINITION)
    (log_group,) = plan.of_type(LOG_GROUP)

    assert task.inputs["family"] == "securecart-account-blue"
    assert (task.inputs["cpu"], task.inputs["memory"], task.inputs["networkMode"]) == ("512", "1024", "awsvpc")
    found = containers(plan)
    registry = f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/securecart"
    assert found["account"]["image"] == f"{registry}/account:2026.11.1"
    assert found["collector"]["image"].startswith(f"{registry}/collector:v")
    assert sum(container["memory"] for container in found.values()) == 1024
    for name, container in found.items():
        assert container["logConfiguration"]["options"] == {
            "awslogs-group": log_group.outputs["name"],
            "awslogs-region": "us-east-1",
            "awslogs-stream-prefix": name,
            "mode": "non-blocking",
            "max-buffer-size": "25m",
        }
    assert log_group.inputs["name"] == "/securecart/services/account/blue"
    assert log_group.inputs["kmsKeyId"] == ENVIRONMENT.key_arn


def test_only_the_load_balancer_reaches_a_task_and_it_reaches_only_databases_and_https() -> None:
    plan = plan_of()
    (group,) = plan.of_type(SECURITY_GROUP)
    (ingress,) = plan.of_type(INGRESS)

    assert ingress.inputs["referencedSecurityGroupId"] == "sg-1"
    assert ingress.inputs["fromPort"] == ingress.inputs["toPort"] == 8080
    own = [rule for rule in plan.of_type(EGRESS) if rule.inputs["securityGroupId"] == group.id]
    assert {(rule.inputs["toPort"], rule.inputs["cidrIpv4"]) for rule in own} == {
        (443, "0.0.0.0/0"),
        (5432, "10.16.128.0/18"),
        (5432, "10.32.128.0/18"),
    }
    balancer = plan.named(EGRESS, "blue-account-from-load-balancer")
    assert balancer.inputs["securityGroupId"] == "sg-1"
    assert balancer.inputs["referencedSecurityGroupId"] == group.id
    assert "ingress" not in group.inputs
    assert "egress" not in group.inputs


def test_scales_between_its_bounds_by_cpu_and_requests() -> None:
    plan = plan_of()
    (target,) = plan.of_type(SCALING_TARGET)
    (service,) = plan.of_type(ECS_SERVICE)

    assert (target.inputs["minCapacity"], target.inputs["maxCapacity"]) == (3, 30)
    assert target.inputs["resourceId"] == f"service/cluster/{service.outputs['name']}"
    requests = plan.named(SCALING_POLICY, "blue-account-requests")
    configuration = requests.inputs["targetTrackingScalingPolicyConfiguration"]
    # Half a vCPU answers half as much.
    assert configuration["targetValue"] == 750
    specification = configuration["predefinedMetricSpecification"]
    assert specification["resourceLabel"] == "app/blue/1/targetgroup/blue-account/1"


@pytest.mark.parametrize(("settings", "target"), [(WEB, None), (WORKER, TARGET)])
def test_refuses_a_target_that_does_not_fit_the_routes(settings: ServiceSettings, target: ServiceTarget | None) -> None:
    with pytest.raises(ArgumentError, match="target"):
        args_of(settings, target)


def test_refuses_a_retention_that_logs_do_not_have() -> None:
    with pytest.raises(ArgumentError, match="log_retention_days"):
        replace(ENVIRONMENT, log_retention_days=100)
