from __future__ import annotations

from collections.abc import Mapping

import pytest

from policies.compute.tasks_per_zone import tasks_per_zone as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:ecs/service:Service"
TARGET = "aws:appautoscaling/target:Target"

MUTANTS = (
    mutant(
        "one task",
        "us-east-1",
        lambda d: d.set("shop-blue-checkout", "desiredCount", 1, type_=TYPE),
        "shop-blue-checkout",
    ),
    mutant(
        "two tasks in three zones after a quiet hour",
        "eu-central-1",
        lambda d: d.set("shop-blue-catalog", "minCapacity", 2, type_=TARGET),
        "shop-blue-catalog",
    ),
    mutant(
        "a service that may shrink to nothing",
        "ap-southeast-1",
        lambda d: d.set("shop-blue-storefront", "minCapacity", 0, type_=TARGET),
        "shop-blue-storefront",
        view=View.DEPLOYED,
    ),
    mutant(
        "one service without tasks",
        "us-west-2",
        lambda d: d.set("shop-blue-fulfilment", "minCapacity", 0, type_=TARGET).set(
            "shop-blue-fulfilment", "desiredCount", ABSENT, type_=TYPE
        ),
        "shop-blue-fulfilment",
    ),
)


def service(
    properties: str, *, target: str = "", subnet: str = "availabilityZone: us-east-1b", other: str = "desiredCount: 2"
) -> Deployment:
    scaling = f"""
          scaling:
            type: aws:appautoscaling:Target
            properties: {{serviceNamespace: ecs, resourceId: "${{checkout.name}}", {target}}}
    """
    return program(f"""
        resources:
          a: {{type: "aws:ec2:Subnet", properties: {{availabilityZone: us-east-1a}}}}
          b: {{type: "aws:ec2:Subnet", properties: {{{subnet}}}}}
          checkout:
            type: aws:ecs:Service
            properties: {{networkConfiguration: {{subnets: ["${{a.id}}", "${{b.id}}"]}}, {properties}}}
          account:
            type: aws:ecs:Service
            properties: {{networkConfiguration: {{subnets: ["${{a.id}}", "${{b.id}}"]}}, {other}}}
    {scaling if target else ""}
    """)


@pytest.mark.parametrize(
    "deployment",
    [
        service("desiredCount: 2"),
        service("desiredCount: 5", target="minCapacity: 2"),
        service("launchType: FARGATE", target="minCapacity: 2"),
        service("schedulingStrategy: DAEMON, desiredCount: 1"),
        service("desiredCount: 1", subnet="outpostArn: op-1, availabilityZone: us-east-1a"),
        service("desiredCount: 1", subnet="availabilityZone: us-east-1-bos-1a"),
        service("desiredCount: 1, deploymentMaximumPercent: 100, deploymentMinimumHealthyPercent: 0"),
        service("desiredCount: 0", other="desiredCount: 0"),
        service("launchType: FARGATE", target="minCapacity: 0", other="launchType: FARGATE"),
        service("desiredCount: 2").set(
            "checkout", "networkConfiguration", {"subnets": ["subnet-1", "subnet-2"]}, type_=TYPE
        ),
        service("desiredCount: 1").set("checkout", "networkConfiguration", ABSENT, type_=TYPE),
    ],
)  # fmt: skip
def test_satisfied(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("deployment", "reason"),
    [
        (service("desiredCount: 1"), "`desiredCount` is 1: its subnets are in 2 zones at least"),
        (service("desiredCount: 0"), "`desiredCount` is 0"),
        (service("launchType: FARGATE"), "`desiredCount` is 0"),
        (service("desiredCount: 1", target="minCapacity: 2"), "`desiredCount` is 1"),
        (service("desiredCount: 2", target="minCapacity: 1"), "`minCapacity of scaling` is 1"),
        (service("launchType: FARGATE", target="maxCapacity: 9"), "`minCapacity of scaling` is 0"),
        (service("desiredCount: unknown!", target="minCapacity: 1"), "`minCapacity of scaling` is 1"),
        (service("desiredCount: 1, deploymentMaximumPercent: 200"), "`desiredCount` is 1"),
        (service("desiredCount: 1", subnet="cidrBlock: 10.0.0.0/24, availabilityZone: us-east-1c"), "is 1"),
    ],
)
def test_violated(deployment: Deployment, reason: str) -> None:
    judged = judge(rule, deployment)
    assert judged.names(rule.id) == {"checkout"}
    assert reason in judged.violated[rule.id]["checkout"]


@pytest.mark.parametrize(
    "deployment",
    [
        service("desiredCount: unknown!"),
        service("desiredCount: 2", target="minCapacity: unknown!"),
        service("desiredCount: 1", subnet="availabilityZone: unknown!"),
        service("schedulingStrategy: unknown!, desiredCount: 1"),
        service("desiredCount: 1, deploymentMaximumPercent: unknown!"),
        service("desiredCount: 0", other="desiredCount: unknown!"),
        service("launchType: FARGATE", target="minCapacity: 2").sources("scaling", "resourceId"),
        service("desiredCount: 1").set(
            "checkout", "networkConfiguration", {"subnets": ["subnet-1", "subnet-2"]}, type_=TYPE
        ),
        service("desiredCount: 1").set("checkout", "networkConfiguration.subnets", None, type_=TYPE)
        .set("checkout", "networkConfiguration", "04da6b54-80e4-46f7-96ec-b56ff0331ba9", type_=TYPE),
    ],
)  # fmt: skip
def test_undecided(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert "checkout" in judged.undecided[rule.id]


def test_a_service_that_is_not_known_to_have_tasks_leaves_another_undecided() -> None:
    judged = judge(rule, service("desiredCount: 1", other="desiredCount: unknown!"))
    assert judged.names(rule.id) == {"checkout"}


def test_the_real_stack_may_be_set_up_without_tasks(deployments: Mapping[str, Deployment]) -> None:
    deployment = deployments["us-east-1"]
    for name in deployment.named(TARGET):
        deployment.set(name, "minCapacity", 0, type_=TARGET).set(name, "desiredCount", 0, type_=TYPE)
    judged = judge(rule, deployment)
    assert not judged.violated
    assert not judged.undecided
