"""A service assumes a role only on behalf of its own account."""

from collections.abc import Iterator
from typing import Final

from policies.aws.iam import TRUST_POLICY
from policies.aws.policy_document import ALLOW, Document, Statement, read
from policies.aws.types import IAM_ROLE
from policies.framework.resources import Resource
from policies.framework.rule import Level, Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_SERVICES: Final = frozenset(
    {
        "autoscaling.amazonaws.com",
        "codebuild.amazonaws.com",
        "ecs-tasks.amazonaws.com",
        "fis.amazonaws.com",
        "monitoring.rds.amazonaws.com",
        "pipes.amazonaws.com",
        "scheduler.amazonaws.com",
        "ssm.amazonaws.com",
        "states.amazonaws.com",
        "vpc-flow-logs.amazonaws.com",
    }
)
"""Services whose guides say that they tell for whom they assume a role ("confused deputy" in each).

Others, EC2 and Lambda among them, do not: with the condition, they could not assume the role at all.
"""
_KEYS: Final = frozenset({"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"})


@resource_rule(
    title="Services assume roles for one account",
    what="A role that a service assumes says for which account or resource, where the service tells it.",
    why=(
        "A service works for every account. Without the condition, somebody who learns the role's ARN may have the "
        "service assume it for a resource of theirs, and use its permissions: a confused deputy."
    ),
    fix=(
        "Add `aws:SourceAccount` and `aws:SourceArn` to the condition of the statement in `assume_role_policy`, with "
        "the account and the resources that the service works for."
    ),
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    sources=(
        Source(
            "AWS IAM user guide",
            "The confused deputy problem",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
        ),
        Source(
            "Amazon ECS developer guide",
            "Amazon ECS task IAM role",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
        ),
    ),
    types=(IAM_ROLE,),
    passing="""
        resources:
          checkout:
            type: aws:iam:Role
            properties:
              assumeRolePolicy: >-
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}}}]}
    """,
    failing="""
        resources:
          checkout:
            type: aws:iam:Role
            properties:
              assumeRolePolicy: >-
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                "Principal": {"Service": "ecs-tasks.amazonaws.com"}}]}
    """,
)
def trust_conditions(role: Resource) -> Iterator[Verdict]:
    """Judge a role by its trust policy; what is no document lets nobody in."""
    document = read(role, TRUST_POLICY)
    if document is UNKNOWN:
        yield undecided(role, TRUST_POLICY)
        return
    trusted = [
        service
        for statement in (document.statements if isinstance(document, Document) else ())
        if statement.effect == ALLOW and not _says_for_whom(statement)
        for service in statement.principals.get("Service", ())
        if service in _SERVICES
    ]
    if trusted:
        yield violated(role, f"`{TRUST_POLICY}` lets {trusted[0]} assume it, whoever the service works for.")
    else:
        yield satisfied(role)


def _says_for_whom(statement: Statement) -> bool:
    return any(
        condition.key in _KEYS and not (condition.negates or condition.every or condition.if_exists)
        for condition in statement.conditions
    )
