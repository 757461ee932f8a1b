from __future__ import annotations

import json
from typing import Any

import pytest

from policies.observability.task_tracing import task_tracing
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:ecs/taskDefinition:TaskDefinition"


def _without_collector(deployment: Deployment, name: str) -> Deployment:
    return deployment.edit_json(name, "containerDefinitions", lambda document: document.pop(), type_=TYPE)


MUTANTS = (
    mutant(
        "a service without a collector",
        "us-east-1",
        lambda d: _without_collector(d, "shop-blue-account"),
        "shop-blue-account",
    ),
    mutant(
        "a checkout without a collector",
        "eu-central-1",
        lambda d: _without_collector(d, "shop-blue-checkout"),
        "shop-blue-checkout",
        view=View.DEPLOYED,
    ),
    mutant(
        "a worker without a collector",
        "us-west-2",
        lambda d: _without_collector(d, "shop-blue-fulfilment"),
        "shop-blue-fulfilment",
        view=View.DEPLOYED,
    ),
)


def task(*containers: dict[str, Any], launch_types: str = "[FARGATE]") -> Deployment:
    return program(f"""
        resources:
          task:
            type: aws:ecs:TaskDefinition
            properties: {{requiresCompatibilities: {launch_types}, containerDefinitions: '{json.dumps(containers)}'}}
    """)


def sending(name: str, value: str) -> dict[str, Any]:
    return {"name": "shop", "image": "shop:2.1", "environment": [{"name": name, "value": value}]}


SHOP = {"name": "shop", "image": "shop:2.1"}


@pytest.mark.parametrize(
    "containers",
    [
        (SHOP, {"name": "traces", "image": "public.ecr.aws/aws-observability/aws-otel-collector:v0.45.1"}),
        (SHOP, {"name": "xray-daemon", "image": "mirror/daemon:3"}),
        (SHOP, {"name": "agent", "image": "datadog/agent:7"}),
        (sending("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.internal:4317"),),
        (sending("AWS_XRAY_DAEMON_ADDRESS", "10.0.0.5:2000"),),
    ],
)
def test_satisfied(containers: tuple[dict[str, Any], ...]) -> None:
    judged = judge(task_tracing, task(*containers))
    assert not judged.violated
    assert not judged.undecided


def test_a_task_on_instances_may_leave_it_to_them() -> None:
    assert not judge(task_tracing, task(SHOP, launch_types="[EC2]")).violated


@pytest.mark.parametrize(
    "containers",
    [
        (),
        (SHOP,),
        (sending("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317"),),
        (sending("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://localhost:4318/v1/traces"),),
        (sending("OTEL_SERVICE_NAME", "shop"),),
    ],
)
def test_violated(containers: tuple[dict[str, Any], ...]) -> None:
    judged = judge(task_tracing, task(*containers))
    assert "has no collector of traces, nor sends them to one" in judged.violated[task_tracing.id]["task"]
    assert judged.levels == {task_tracing.id: "advisory"}


@pytest.mark.parametrize(
    "properties",
    [
        "requiresCompatibilities: [FARGATE], containerDefinitions: unknown!",
        "requiresCompatibilities: unknown!, containerDefinitions: '[]'",
        "requiresCompatibilities: [unknown!], containerDefinitions: '[]'",
    ],
)
def test_undecided(properties: str) -> None:
    judged = judge(
        task_tracing, f'resources: {{task: {{type: "aws:ecs:TaskDefinition", properties: {{{properties}}}}}}}'
    )
    assert not judged.violated
    assert task_tracing.id in judged.undecided
