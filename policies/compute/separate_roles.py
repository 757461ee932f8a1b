"""A container does not work with the role that starts its task."""

from collections.abc import Iterator

from policies.aws.types import ECS_TASK_DEFINITION, IAM_ROLE
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Task and execution roles differ",
    what="The task role of an ECS task definition is another than its execution role.",
    why=(
        "The execution role may read every secret that the task is started with, and pull images. A container that "
        "works with it hands all of that to whoever takes it over, and a permission that is added for the application "
        "decides whether tasks start at all."
    ),
    fix="Give `task_role_arn` a role of its own with what the application needs, or none if it calls no AWS service.",
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "Amazon ECS developer guide",
            "IAM roles for Amazon ECS",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-ecs-iam-role-overview.html",
        ),
        Source(
            "AWS Well-Architected",
            "SEC03-BP02",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/sec_permissions_least_privileges.html",
        ),
    ),
    types=(ECS_TASK_DEFINITION,),
    passing="""
        resources:
          start: {type: "aws:iam:Role", properties: {name: checkout-start}}
          work: {type: "aws:iam:Role", properties: {name: checkout-work}}
          checkout:
            type: aws:ecs:TaskDefinition
            properties: {family: checkout, executionRoleArn: "${start.arn}", taskRoleArn: "${work.arn}"}
    """,
    failing="""
        resources:
          role: {type: "aws:iam:Role", properties: {name: checkout}}
          checkout:
            type: aws:ecs:TaskDefinition
            properties: {family: checkout, executionRoleArn: "${role.arn}", taskRoleArn: "${role.arn}"}
    """,
)
def separate_roles(stack: Stack) -> Iterator[Verdict]:
    """Judge every task definition that has both roles."""
    for task_definition in stack.of_type(ECS_TASK_DEFINITION):
        same = _are_one(task_definition, stack)
        if same is UNKNOWN:
            yield undecided(task_definition, "taskRoleArn", "executionRoleArn")
        elif same:
            yield violated(task_definition, "`taskRoleArn` and `executionRoleArn` name the same role.")
        else:
            yield satisfied(task_definition)


def _are_one(task_definition: Resource, stack: Stack) -> bool | Unknown:
    """Whether both roles are one; by what they come from where their ARNs are not known."""
    names = [task_definition.text(path) for path in ("taskRoleArn", "executionRoleArn")]
    if None in names:
        return False
    if UNKNOWN not in names:
        return names[0] == names[1]
    roles = [stack.referents(task_definition, path, IAM_ROLE) for path in ("taskRoleArn", "executionRoleArn")]
    if any(len(found) != 1 for found in roles):
        return UNKNOWN
    return roles[0] == roles[1]
