from __future__ import annotations

import json

import pytest

from policies.compute.regional_images import regional_images as rule
from tests.policies.harness import UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:ecs/taskDefinition:TaskDefinition"
PATH = "containerDefinitions"


def pull_from(deployment: Deployment, name: str, container: int) -> Deployment:
    image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/securecart/any:1"
    return deployment.edit_json(name, PATH, lambda all_: all_[container].update(image=image), type_=TYPE)


MUTANTS = (
    mutant(
        "images of the home Region",
        "us-west-2",
        lambda d: pull_from(d, "shop-blue-checkout", 0),
        "shop-blue-checkout",
        view=View.DEPLOYED,
    ),
    mutant(
        "a collector of the home Region",
        "ap-southeast-1",
        lambda d: pull_from(d, "shop-blue-storefront", 1),
        "shop-blue-storefront",
    ),
    mutant(
        "a store's image of the home Region",
        "eu-central-1",
        lambda d: pull_from(d, "shop-berlin-inventory", 0),
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
        [{"name": "a", "image": "public.ecr.aws/docker/library/nginx:1"}],
        [{"name": "a", "image": "nginx"}],
        [{"name": "a", "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop:1"}],
        [{"name": "a", "image": "123456789012.dkr.ecr-fips.us-east-1.amazonaws.com/shop:1"}],
        [{"name": "a"}],
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
            [{"name": "a", "image": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop:1"}],
            "`image` comes from eu-central-1; the task runs in us-east-1",
        ),
        (
            [
                {"name": "a", "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop:1"},
                {"name": "a", "image": "123456789012.dkr.ecr.us-west-2.amazonaws.com/shop:1"},
            ],
            "comes from us-west-2",
        ),
        ([{"name": "a", "image": "123456789012.dkr.ecr-fips.us-west-2.amazonaws.com/shop:1"}], "comes from us-west-2"),
        ([{"name": "a", "image": "123456789012.dkr-ecr.us-west-2.on.aws/shop:1"}], "comes from us-west-2"),
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


def test_the_region_of_the_task_may_be_its_own_setting() -> None:
    own = task({"name": "a", "image": "123456789012.dkr.ecr.us-west-2.amazonaws.com/shop:1"})
    assert not judge(rule, own.set("task", "region", "us-west-2")).violated
    judged = judge(rule, own.set("task", "region", UNKNOWN))
    assert not judged.violated
    assert "task" in judged.undecided[rule.id]
