"""No identity may do everything to everything."""

import re
from collections.abc import Iterator
from typing import Final

from policies.aws import arn
from policies.aws.iam import IDENTITY_POLICIES, documents
from policies.aws.policy_document import ALLOW, Document, Statement
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_EVERYTHING: Final = re.compile(r"\*+(:\*+)?")
_PATTERN: Final = re.compile(r"([^*?:]+):([^*?]*)[*?].*")
"""A service, and what the names of its actions begin with before the first wildcard."""

_READS: Final = (
    "batchcheck",
    "batchdescribe",
    "batchget",
    "check",
    "describe",
    "estimate",
    "filter",
    "get",
    "head",
    "list",
    "lookup",
    "query",
    "read",
    "scan",
    "search",
    "select",
    "simulate",
    "validate",
    "view",
)
"""What the names of actions begin with that change nothing."""

_VARIANTS: Final = ("kms:generatedatakey*", "kms:reencrypt*")
"""Patterns for the variants of one action, as AWS's own documentation writes them."""


@resource_rule(
    title="No wildcard actions on wildcard resources",
    what=(
        "No policy of an identity allows all actions, all of a service, or by a wildcard in their names others than "
        "reads, on all resources."
    ),
    why=(
        "What a role may do is what a fault in its program, or a stranger who takes it over, can do: with `dynamodb:*` "
        "or `dynamodb:Delete*` on `*`, one broken task deletes every table of the account, in every Region at once."
    ),
    fix=(
        "List in `Action` what the identity calls, and in `Resource` the ARNs that it touches. Actions that know no "
        "resource are named one by one."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Security Hub",
            "IAM.1",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1",
        ),
        Source(
            "AWS Security Hub",
            "IAM.21",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-21",
        ),
        Source(
            "AWS Well-Architected",
            "SEC03-BP02",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/sec_permissions_least_privileges.html",
        ),
    ),
    types=tuple(IDENTITY_POLICIES),
    passing="""
        resources:
          checkout:
            type: aws:iam:RolePolicy
            properties:
              role: checkout
              policy: >-
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["sqs:SendMessage"],
                "Resource": "arn:aws:sqs:us-east-1:123456789012:orders"}]}
    """,
    failing="""
        resources:
          checkout:
            type: aws:iam:RolePolicy
            properties:
              role: checkout
              policy: >-
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]}
    """,
)
def no_wildcards(resource: Resource) -> Iterator[Verdict]:
    """Judge every document; one that IAM would not take grants nothing."""
    for where, document in documents(resource, IDENTITY_POLICIES[resource.type]):
        if document is UNKNOWN:
            yield undecided(resource, where)
        elif isinstance(document, Document) and (fault := _fault(document)):
            yield violated(resource, f"`{where}`: {fault}")
        else:
            yield satisfied(resource)


def _fault(document: Document) -> str:
    for name, statement in document.numbered():
        if statement.effect != ALLOW or not _any_resource(statement):
            continue
        if statement.not_actions:
            return f"{name} allows all actions but those in `NotAction` on all resources."
        for action in statement.actions:
            if _EVERYTHING.fullmatch(action) or _unbounded(action, statement):
                return f"{name} allows `{action}` on all resources."
    return ""


def _any_resource(statement: Statement) -> bool:
    return bool(statement.not_resources) or any(_is_any(resource) for resource in statement.resources)


def _is_any(resource: str) -> bool:
    if not resource.strip("*"):
        return True
    parsed = arn.parse(resource)
    return parsed is not None and not f"{parsed.account}{parsed.resource}".strip("*")


def _unbounded(action: str, statement: Statement) -> bool:
    """Whether a pattern stands for more than reads, and no condition narrows it to some of a service's resources."""
    found = _PATTERN.fullmatch(action.lower())
    if found is None or found[2].startswith(_READS) or found[0] in _VARIANTS:
        return False
    service = found[1]
    return not any(
        condition.key.startswith(f"{service}:") or condition.key.startswith("aws:resourcetag/")
        for condition in statement.conditions
        if not (condition.negates or condition.every or condition.if_exists)
    )
