"""A container does not wait for its log."""

from collections.abc import Iterator

from policies.aws.ecs import containers
from policies.aws.types import ECS_TASK_DEFINITION
from policies.framework.resources import Resource
from policies.framework.rule import Level, Severity, Source, resource_rule
from policies.framework.values import Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="Containers do not wait for logs",
    what="No container of an ECS task definition writes its log in blocking mode.",
    why=(
        "In blocking mode a container stops at its next log line when CloudWatch Logs is out of reach: an outage of "
        "logging becomes one of the service, in all zones at once."
    ),
    fix=(
        "Set `mode` to `non-blocking`, the default since June 2025, and a `max-buffer-size` in the options of "
        "`logConfiguration`. Where no line of an audit log may be lost, exempt the service and say why."
    ),
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    sources=(
        Source(
            "Amazon ECS API reference",
            "LogConfiguration",
            "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html",
        ),
        Source(
            "Amazon ECS developer guide",
            "Send Amazon ECS logs to CloudWatch",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
        ),
    ),
    types=(ECS_TASK_DEFINITION,),
    passing="""
        resources:
          checkout:
            type: aws:ecs:TaskDefinition
            properties:
              containerDefinitions: |
                [{"name": "checkout",
                  "logConfiguration": {"logDriver": "awslogs", "options": {"mode": "non-blocking"}}}]
    """,
    failing="""
        resources:
          checkout:
            type: aws:ecs:TaskDefinition
            properties:
              containerDefinitions: |
                [{"name": "checkout",
                  "logConfiguration": {"logDriver": "awslogs", "options": {"mode": "blocking"}}}]
    """,
)
def non_blocking_logs(task_definition: Resource) -> Iterator[Verdict]:
    """Judge a task definition by each of its containers."""
    found = containers(task_definition)
    if isinstance(found, Unknown):
        yield undecided(task_definition, "containerDefinitions")
        return
    waiting = [str(container.text("name")) for container in found if _mode(container) == "blocking"]
    if waiting:
        yield violated(task_definition, f"`mode` of `logConfiguration` is `blocking` in {', '.join(waiting)}.")
    else:
        yield satisfied(task_definition)


def _mode(container: Block) -> str | Unknown | None:
    configuration = container.block("logConfiguration")
    return configuration.text("options.mode") if isinstance(configuration, Block) else None
