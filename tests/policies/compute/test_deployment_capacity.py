from __future__ import annotations

import pytest

from policies.compute.deployment_capacity import deployment_capacity as rule
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:ecs/service:Service"

MUTANTS = (
    mutant(
        "all tasks at once",
        "us-east-1",
        lambda d: d.set("shop-blue-checkout", "deploymentMinimumHealthyPercent", 0, type_=TYPE),
        "shop-blue-checkout",
    ),
    mutant(
        "two thirds of the tasks at once",
        "eu-central-1",
        lambda d: d.set("shop-blue-storefront", "deploymentMinimumHealthyPercent", 33, type_=TYPE),
        "shop-blue-storefront",
    ),
    mutant(
        "all tasks of a standby at once",
        "ap-southeast-1",
        lambda d: d.set("shop-blue-account", "deploymentMinimumHealthyPercent", 0, type_=TYPE),
        "shop-blue-account",
    ),
    mutant(
        "a daemon that leaves it to AWS",
        "us-west-2",
        lambda d: d.set("shop-green-catalog", "schedulingStrategy", "DAEMON", type_=TYPE),
        "shop-green-catalog",
    ),
)


def subject(properties: str) -> Deployment:
    return program(f"""
        resources:
          checkout: {{type: "aws:ecs:Service", properties: {{{properties}}}}}
    """)


@pytest.mark.parametrize(
    "properties",
    [
        "loadBalancers: [{containerPort: 80}]",
        "loadBalancers: [{containerPort: 80}], deploymentMinimumHealthyPercent: 50",
        "loadBalancers: unknown!, deploymentMinimumHealthyPercent: 100",
        "deploymentMinimumHealthyPercent: 0",
        "loadBalancers: [{containerPort: 80}], schedulingStrategy: DAEMON, deploymentMinimumHealthyPercent: 75",
        "loadBalancers: [], deploymentMinimumHealthyPercent: 0",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, subject(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("loadBalancers: [{containerPort: 80}], deploymentMinimumHealthyPercent: 0", "is 0, less than 50"),
        ("loadBalancers: [{containerPort: 80}], deploymentMinimumHealthyPercent: 49", "is 49, less than 50"),
        ("loadBalancers: [{containerPort: 80}], schedulingStrategy: DAEMON", "is 0, less than 50"),
        (
            "loadBalancers: [{containerPort: 80}], schedulingStrategy: DAEMON, deploymentMinimumHealthyPercent: 100",
            "is 0, less than 50",
        ),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    judged = judge(rule, subject(properties))
    assert judged.names(rule.id) == {"checkout"}
    assert reason in judged.violated[rule.id]["checkout"]


@pytest.mark.parametrize(
    "properties",
    [
        "loadBalancers: [{containerPort: 80}], deploymentMinimumHealthyPercent: unknown!",
        "loadBalancers: unknown!, deploymentMinimumHealthyPercent: 0",
        "loadBalancers: [{containerPort: 80}], schedulingStrategy: unknown!",
    ],
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, subject(properties))
    assert not judged.violated
    assert "checkout" in judged.undecided[rule.id]


def test_another_share_can_be_asked_for() -> None:
    deployment = subject("loadBalancers: [{containerPort: 80}], deploymentMinimumHealthyPercent: 66")
    assert judge(rule, deployment, {rule.id: {"fewestHealthyPercent": 100}}).names(rule.id) == {"checkout"}
