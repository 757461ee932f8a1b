from __future__ import annotations

from typing import Any

import pytest

from policies.compute.desired_count import desired_count as rule
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:ecs/service:Service"


def ignoring(deployment: Deployment, name: str, *paths: str) -> Deployment:
    everything: list[Any] = [*deployment.alone, *deployment.together.resources]
    for request in everything:
        if request.name == name and request.type == TYPE:
            request.options.ignoreChanges[:] = paths
    return deployment


MUTANTS = (
    mutant(
        "a desired count that every deployment sets back",
        "us-east-1",
        lambda d: ignoring(d, "shop-blue-checkout"),
        "shop-blue-checkout",
    ),
    mutant(
        "changes of something else ignored",
        "eu-central-1",
        lambda d: ignoring(d, "shop-green-catalog", "taskDefinition"),
        "shop-green-catalog",
    ),
    mutant(
        "a worker's desired count",
        "ap-southeast-1",
        lambda d: ignoring(d, "shop-blue-fulfilment"),
        "shop-blue-fulfilment",
        view=View.DEPLOYED,
    ),
)


def service(properties: str = "desiredCount: 3", options: str = "", target: str = "service/shop/web") -> Deployment:
    given = f", options: {{ignoreChanges: [{options}]}}" if options else ""
    return program(f"""
        resources:
          web: {{type: "aws:ecs:Service", properties: {{name: web, cluster: shop, {properties}}}{given}}}
          target:
            type: aws:appautoscaling:Target
            properties: {{serviceNamespace: ecs, resourceId: {target}, minCapacity: 1, maxCapacity: 9}}
    """)


@pytest.mark.parametrize(
    "deployment",
    [
        service(options="desiredCount"),
        service(options='"*"'),
        service("desiredCount: unknown!", "desiredCount"),
        service("launchType: FARGATE"),
        service(target="service/shop/other"),
        service().remove("target"),
    ],
)
def test_satisfied(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize("options", ["", "taskDefinition"])
def test_violated(options: str) -> None:
    judged = judge(rule, service(options=options))
    assert judged.names(rule.id) == {"web"}
    assert "`desiredCount` is 3, and target scales it" in judged.violated[rule.id]["web"]


@pytest.mark.parametrize("deployment", [service("desiredCount: unknown!"), service(target="unknown!")])
def test_undecided(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert "web" in judged.undecided[rule.id]


def test_what_only_the_deployment_shows_is_not_the_program_s() -> None:
    deployment = service("launchType: FARGATE")
    for resource in deployment.together.resources:
        if resource.name == "web":
            resource.properties["desiredCount"] = 9
    assert not judge(rule, deployment).violated
