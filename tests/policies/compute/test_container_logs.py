from __future__ import annotations

import json

import pytest

from policies.compute.container_logs import container_logs as rule
from tests.policies.harness import UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:ecs/taskDefinition:TaskDefinition"
PATH = "containerDefinitions"


def silence(deployment: Deployment, name: str, container: int) -> Deployment:
    return deployment.edit_json(name, PATH, lambda all_: all_[container].pop("logConfiguration"), type_=TYPE)


MUTANTS = (
    mutant(
        "a service without a log",
        "us-east-1",
        lambda d: silence(d, "shop-blue-storefront", 0),
        "shop-blue-storefront",
        view=View.DEPLOYED,
    ),
    mutant(
        "a collector without a log",
        "ap-southeast-1",
        lambda d: silence(d, "shop-blue-checkout", 1),
        "shop-blue-checkout",
        view=View.DEPLOYED,
    ),
    mutant(
        "a store's service that logs nowhere",
        "us-east-1",
        lambda d: d.edit_json(
            "shop-new-york-inventory",
            PATH,
            lambda all_: all_[0]["logConfiguration"].update(logDriver="none"),
            type_=TYPE,
        ),
        "shop-new-york-inventory",
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
        [
            {"name": "a", "logConfiguration": {"logDriver": "awslogs"}},
            {"name": "router", "firelensConfiguration": {"type": "fluentbit"}},
        ],
        [{"name": "a", "logConfiguration": {"logDriver": "awsfirelens"}}],
    ],
)
def test_satisfied(containers: list[object]) -> None:
    judged = judge(rule, task(*containers))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("containers", "reason"),
    [
        ([{"name": "a"}], "`logConfiguration` is missing, or its driver is `none`, in a."),
        (
            [{"name": "a", "logConfiguration": {"logDriver": "awslogs"}}, {"name": "b"}],
            "in b.",
        ),
        ([{"name": "a", "logConfiguration": {"logDriver": "none"}}], "in a."),
        ([{"name": "a", "logConfiguration": None}], "in a."),
        ([{"name": "a", "logConfiguration": {}}], "in a."),
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
