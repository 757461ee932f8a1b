from __future__ import annotations

import pytest

from policies.compute.worker_health import worker_health as rule
from policies.framework.own_policies import STACK_RULES_COMPLETE
from policies.framework.pack import Policies
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:ecs/service:Service"
TASK = "aws:ecs/taskDefinition:TaskDefinition"


def unchecked(deployment: Deployment, name: str) -> Deployment:
    return deployment.edit_json(name, "containerDefinitions", lambda all_: all_[0].pop("healthCheck"), type_=TASK)


def check_switched_off(deployment: Deployment) -> Deployment:
    return deployment.edit_json(
        "shop-blue-fulfilment",
        "containerDefinitions",
        lambda all_: all_[0]["healthCheck"].update(command=["NONE"]),
        type_=TASK,
    )


MUTANTS = (
    mutant(
        "a worker that nobody asks",
        "us-east-1",
        lambda d: unchecked(d, "shop-blue-fulfilment"),
        "shop-blue-fulfilment",
        view=View.DEPLOYED,
    ),
    mutant(
        "a check that is switched off",
        "ap-southeast-1",
        check_switched_off,
        "shop-blue-fulfilment",
        view=View.DEPLOYED,
    ),
    mutant(
        "a store's service that nobody asks",
        "eu-central-1",
        lambda d: unchecked(d, "shop-berlin-inventory"),
        "shop-berlin-inventory",
        view=View.DEPLOYED,
    ),
)
CHECK = '"healthCheck": {"command": ["CMD", "/alive"]}'


def worker(containers: str, properties: str = "desiredCount: 1") -> Deployment:
    return program(f"""
        resources:
          task: {{type: "aws:ecs:TaskDefinition", properties: {{containerDefinitions: {containers}}}}}
          worker: {{type: "aws:ecs:Service", properties: {{taskDefinition: "${{task.arn}}", {properties}}}}}
    """)


@pytest.mark.parametrize(
    "deployment",
    [
        worker(f"'[{{{CHECK}}}]'"),
        worker(f"""'[{{"essential": false}}, {{"essential": true, {CHECK}}}]'"""),
        worker("'[{}]'", "loadBalancers: [{containerPort: 80}]"),
        worker("'[{}]'").set("worker", "taskDefinition", "orders:3"),
        worker(f"'[{{{CHECK}}}]'", "loadBalancers: unknown!"),
    ],
)
def test_satisfied(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "containers",
    [
        "'[{}]'",
        "'[]'",
        f"""'[{{"essential": false, {CHECK}}}, {{}}]'""",
        """'[{"healthCheck": {"command": ["NONE"]}}]'""",
        """'[{"healthCheck": {"interval": 5}}]'""",
        """'[{"healthCheck": null}]'""",
    ],
)
def test_violated(containers: str) -> None:
    judged = judge(rule, worker(containers))
    assert judged.names(rule.id) == {"worker"}
    assert "No essential container of task has a `healthCheck`" in judged.violated[rule.id]["worker"]


@pytest.mark.parametrize(
    "deployment",
    [
        worker("unknown!"),
        worker("'[{}]'", "loadBalancers: unknown!"),
        worker("'[{}]'").sources("worker", "taskDefinition"),
    ],
)
def test_undecided(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert "worker" in judged.undecided[rule.id]


@pytest.mark.parametrize("document", ["not JSON", "{}", "[1]"])
def test_a_document_that_lists_no_containers_is_a_visible_failure(document: str) -> None:
    judged = judge(Policies([rule]), worker(f"'{document}'"))
    assert judged.violated.keys() == {STACK_RULES_COMPLETE}
    (message,) = judged.violated[STACK_RULES_COMPLETE].values()
    assert "containerDefinitions is not a JSON list of container definitions" in message
    assert "not JSON" not in message
