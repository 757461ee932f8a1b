"""A task's traces go somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from policies.aws.ecs import containers
from policies.aws.types import ECS_TASK_DEFINITION
from policies.framework.resources import Resource
from policies.framework.rule import Level, Severity, Source, resource_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_COLLECTOR: Final = re.compile(
    r"collector|otel|xray|x-ray|cloudwatch-agent|datadog|dynatrace|newrelic|splunk|honeycomb", re.IGNORECASE
)
"""What collectors of traces are called, their containers or their images."""
_ENDPOINT: Final = re.compile(r"OTEL_EXPORTER_OTLP_(TRACES_)?ENDPOINT|AWS_XRAY_DAEMON_ADDRESS")
_LOOPBACK: Final = re.compile(r"(\w+://)?(localhost|127\.|\[?::1)")


@resource_rule(
    title="Tasks are traced",
    what="Every Fargate task has a container that collects its traces, or sends them to a collector elsewhere.",
    why=(
        "A request of a customer passes several services, a queue and two databases. Without traces nobody sees which "
        "of them is slow or fails, and an outage lasts as long as guessing does. Fargate has no host that could "
        "collect them: what a task does not take care of itself is lost."
    ),
    fix=(
        "Add the AWS Distro for OpenTelemetry (`aws-otel-collector`) to `container_definitions`, or set "
        "`OTEL_EXPORTER_OTLP_ENDPOINT` to a collector."
    ),
    severity=Severity.LOW,
    level=Level.ADVISORY,
    sources=(
        Source(
            "AWS Well-Architected",
            "REL06-BP07",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/rel_monitor_aws_resources_end_to_end.html",
        ),
        Source(
            "Amazon ECS developer guide",
            "Identify Amazon ECS optimization opportunities using application trace data",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/trace-data.html",
        ),
    ),
    types=(ECS_TASK_DEFINITION,),
    passing="""
        resources:
          shop:
            type: aws:ecs:TaskDefinition
            properties:
              family: shop
              requiresCompatibilities: [FARGATE]
              containerDefinitions: >-
                [{"name": "shop", "image": "shop:2.1"},
                {"name": "traces", "image": "public.ecr.aws/aws-observability/aws-otel-collector:v0.45.1"}]
    """,
    failing="""
        resources:
          shop:
            type: aws:ecs:TaskDefinition
            properties:
              family: shop
              requiresCompatibilities: [FARGATE]
              containerDefinitions: '[{"name": "shop", "image": "shop:2.1"}]'
    """,
)
def task_tracing(task_definition: Resource) -> Iterator[Verdict]:
    """Judge a task definition that is for Fargate: an instance may have a collector of its own."""
    fargate = _is_for_fargate(task_definition)
    if fargate is False:
        return
    found = containers(task_definition)
    if found is UNKNOWN:
        yield undecided(task_definition, "containerDefinitions")
    elif any(_collects(container) or _sends_elsewhere(container) for container in found):
        yield satisfied(task_definition)
    elif fargate is UNKNOWN:
        yield undecided(task_definition, "requiresCompatibilities")
    else:
        names = ", ".join(str(container.text("name")) for container in found)
        yield violated(
            task_definition, f"`containerDefinitions` ({names}) has no collector of traces, nor sends them to one."
        )


def _is_for_fargate(task_definition: Resource) -> bool | Unknown:
    launch_types = task_definition.texts("requiresCompatibilities")
    if launch_types is UNKNOWN:
        return UNKNOWN
    return True if "FARGATE" in launch_types else UNKNOWN if UNKNOWN in launch_types else False


def _collects(container: Block) -> bool:
    return any(_COLLECTOR.search(str(container.text(path))) for path in ("name", "image"))


def _sends_elsewhere(container: Block) -> bool:
    variables = container.blocks("environment")
    return variables is not UNKNOWN and any(
        variable is not UNKNOWN
        and _ENDPOINT.fullmatch(str(variable.text("name"))) is not None
        and _LOOPBACK.match(str(variable.text("value"))) is None
        for variable in variables
    )
