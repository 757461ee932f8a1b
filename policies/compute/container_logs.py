"""What a container says is kept."""

from collections.abc import Iterator

from policies.aws.ecs import containers
from policies.aws.types import ECS_TASK_DEFINITION
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="Containers keep logs",
    what="Every container of an ECS task definition sends its log somewhere; the log router itself may do without.",
    why=(
        "A task that fails is gone with everything that it wrote: without a log driver nobody learns why a release "
        "does not start, and an outage is looked for in the dark."
    ),
    fix="Give each container in `container_definitions` a `logConfiguration`, for instance with the driver `awslogs`.",
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS Security Hub",
            "ECS.9",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-9",
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
              containerDefinitions: '[{"name": "checkout", "logConfiguration": {"logDriver": "awslogs"}}]'
    """,
    failing="""
        resources:
          checkout:
            type: aws:ecs:TaskDefinition
            properties: {containerDefinitions: '[{"name": "checkout"}]'}
    """,
)
def container_logs(task_definition: Resource) -> Iterator[Verdict]:
    """Judge a task definition by each of its containers."""
    found = containers(task_definition)
    if isinstance(found, Unknown):
        yield undecided(task_definition, "containerDefinitions")
        return
    silent = [str(container.text("name")) for container in found if not _speaks(container)]
    if silent:
        yield violated(
            task_definition, f"`logConfiguration` is missing, or its driver is `none`, in {', '.join(silent)}."
        )
    else:
        yield satisfied(task_definition)


def _speaks(container: Block) -> bool:
    if container.value("firelensConfiguration"):
        return True
    configuration = container.block("logConfiguration")
    return isinstance(configuration, Block) and configuration.text("logDriver") not in (None, "none")
