from __future__ import annotations

import json

import pytest

from policies.compute.non_blocking_logs import non_blocking_logs as rule
from tests.policies.harness import UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:ecs/taskDefinition:TaskDefinition"
PATH = "containerDefinitions"


def block(deployment: Deployment, name: str, container: int) -> Deployment:
    if deployment.inputs(name, type_=TYPE)[PATH] == UNKNOWN:
        return deployment
    return deployment.edit_json(
        name, PATH, lambda all_: all_[container]["logConfiguration"]["options"].update(mode="blocking"), type_=TYPE
    )


MUTANTS = (
    mutant(
        "a service that waits for its log",
        "us-east-1",
        lambda d: block(d, "shop-blue-storefront", 0),
        "shop-blue-storefront",
    ),
    mutant(
        "a collector that waits for its log",
        "eu-central-1",
        lambda d: block(d, "shop-green-account", 1),
        "shop-green-account",
        view=View.DEPLOYED,
    ),
    mutant(
        "a store's service that waits for its log",
        "eu-central-1",
        lambda d: block(d, "shop-berlin-inventory", 0),
        "shop-berlin-inventory",
        view=View.DEPLOYED,
    ),
)


def task(*containers: object) -> Deployment:
    deployment = program('resources: {task: {type: "aws:ecs:TaskDefinition", properties: {family: shop}}}')
    return deployment.set("task", PATH, json.dumps(containers))


@pytest.mark.parametrize(
    "containers",
    [
        [],
        [{"name": "a"}],
        [{"name": "a", "logConfiguration": {"logDriver": "awslogs"}}],
        [{"name": "a", "logConfiguration": {"logDriver": "awslogs", "options": {"mode": "non-blocking"}}}],
    ],
)
def test_satisfied(containers: list[object]) -> None:
    judged = judge(rule, task(*containers))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("containers", "reason"),
    [
        (
            [{"name": "a", "logConfiguration": {"options": {"mode": "blocking"}}}],
            "`mode` of `logConfiguration` is `blocking` in a.",
        ),
        (
            [
                {"name": "a"},
                {"name": "b", "logConfiguration": {"logDriver": "awslogs", "options": {"mode": "blocking"}}},
            ],
            "in b.",
        ),
    ],
)
def test_violated(containers: list[object], reason: str) -> None:
    judged = judge(rule, task(*containers))
    assert judged.names(rule.id) == {"task"}
    assert reason in judged.violated[rule.id]["task"]


def test_undecided() -> None:
    judged = judge(rule, task().set("task", PATH, UNKNOWN))
    assert not judged.violated
    assert "task" in judged.undecided[rule.id]
