from __future__ import annotations

import pytest

from policies.compute.separate_roles import separate_roles as rule
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:ecs/taskDefinition:TaskDefinition"


def one_role(deployment: Deployment, name: str) -> Deployment:
    return deployment.set(name, "taskRoleArn", deployment.inputs(name, type_=TYPE)["executionRoleArn"], type_=TYPE)


MUTANTS = (
    mutant(
        "a service that works with the role that starts it",
        "us-east-1",
        lambda d: one_role(d, "shop-blue-checkout"),
        "shop-blue-checkout",
        view=View.DEPLOYED,
    ),
    mutant(
        "one role, which is not made yet",
        "eu-central-1",
        lambda d: d.sources("shop-blue-account", "taskRoleArn", "shop-account-eu-central-1-execution", type_=TYPE),
        "shop-blue-account",
    ),
    mutant(
        "a store's service that works with the role that starts it",
        "us-east-1",
        lambda d: one_role(d, "shop-new-york-inventory"),
        "shop-new-york-inventory",
        view=View.DEPLOYED,
    ),
)


def task(properties: str) -> Deployment:
    return program(f"""
        resources:
          start: {{type: "aws:iam:Role", properties: {{name: start}}}}
          work: {{type: "aws:iam:Role", properties: {{name: work}}}}
          task: {{type: "aws:ecs:TaskDefinition", properties: {{{properties}}}}}
    """)


ROLE = "arn:aws:iam::123456789012:role/start"


@pytest.mark.parametrize(
    "properties",
    [
        "family: shop",
        'executionRoleArn: "${start.arn}"',
        'taskRoleArn: "${work.arn}"',
        'executionRoleArn: "${start.arn}", taskRoleArn: "${work.arn}"',
        f'executionRoleArn: "{ROLE}", taskRoleArn: "{ROLE}-work"',
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, task(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "properties",
    [
        'executionRoleArn: "${start.arn}", taskRoleArn: "${start.arn}"',
        f'executionRoleArn: "{ROLE}", taskRoleArn: "{ROLE}"',
    ],
)
def test_violated(properties: str) -> None:
    judged = judge(rule, task(properties))
    assert judged.names(rule.id) == {"task"}
    assert "name the same role" in judged.violated[rule.id]["task"]


@pytest.mark.parametrize(
    "properties",
    [
        'executionRoleArn: unknown!, taskRoleArn: "${start.arn}"',
        f'executionRoleArn: "{ROLE}", taskRoleArn: unknown!',
        "executionRoleArn: unknown!, taskRoleArn: unknown!",
    ],
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, task(properties))
    assert not judged.violated
    assert "task" in judged.undecided[rule.id]
