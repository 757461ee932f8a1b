"""A worker that hangs is replaced, although no load balancer asks it."""

from collections.abc import Iterator, Mapping

from policies.aws.ecs import containers, is_balanced
from policies.aws.types import ECS_SERVICE, ECS_TASK_DEFINITION
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Outcome, Verdict, satisfied, undecided, violated


@stack_rule(
    title="Workers are checked",
    what="An ECS service without a load balancer has an essential container with a health check.",
    why=(
        "ECS replaces a task that ends, or that a check calls unhealthy. A worker that nobody asks stays in service "
        "when it hangs: orders pile up while every task is shown as running."
    ),
    fix=(
        "Give the essential container in `container_definitions` a `healthCheck` with a `command` that fails when it "
        "hangs."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon ECS developer guide",
            "Determine Amazon ECS task health using container health checks",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html",
        ),
        Source(
            "AWS Well-Architected",
            "REL11-BP01",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
            "rel_withstand_component_failures_monitoring_health.html",
        ),
    ),
    types=(ECS_SERVICE,),
    passing="""
        resources:
          orders:
            type: aws:ecs:TaskDefinition
            properties:
              family: orders
              containerDefinitions: '[{"name": "orders", "healthCheck": {"command": ["CMD", "/alive"]}}]'
          worker:
            type: aws:ecs:Service
            properties: {taskDefinition: "${orders.arn}", desiredCount: 3}
    """,
    failing="""
        resources:
          orders:
            type: aws:ecs:TaskDefinition
            properties: {family: orders, containerDefinitions: '[{"name": "orders"}]'}
          worker:
            type: aws:ecs:Service
            properties: {taskDefinition: "${orders.arn}", desiredCount: 3}
    """,
)
def worker_health(stack: Stack) -> Iterator[Verdict]:
    """Judge every service without a load balancer whose task definition this stack declares."""
    checked = {task.urn: _is_checked(task) for task in stack.of_type(ECS_TASK_DEFINITION)}
    for service in stack.of_type(ECS_SERVICE):
        balanced = is_balanced(service)
        if balanced is True:
            continue
        verdict = _judge(service, checked, stack)
        if balanced is UNKNOWN and verdict.outcome is Outcome.VIOLATED:
            verdict = undecided(service, "loadBalancers")
        yield verdict


def _judge(service: Resource, checked: Mapping[str, bool | Unknown], stack: Stack) -> Verdict:
    tasks = stack.referents(service, "taskDefinition", ECS_TASK_DEFINITION)
    found = {checked[task.urn] for task in tasks}
    if found == {True} or (not tasks and service.text("taskDefinition") is not UNKNOWN):
        return satisfied(service)
    if len(tasks) != 1:
        return undecided(service, "taskDefinition")
    if UNKNOWN in found:
        return undecided(service, f"containerDefinitions of {tasks[0]}")
    return violated(service, f"No essential container of {tasks[0].name} has a `healthCheck`.")


def _is_checked(task_definition: Resource) -> bool | Unknown:
    """Whether ECS asks an essential container, as all are by default, for its health."""
    found = containers(task_definition)
    if isinstance(found, Unknown):
        return UNKNOWN
    checks = [container.block("healthCheck") for container in found if container.flag("essential") is not False]
    commands = [check.texts("command") for check in checks if check is not None and check is not UNKNOWN]
    return any(command is not UNKNOWN and command and command[0] != "NONE" for command in commands)
