"""No resource is open to whoever asks."""

import ipaddress
from collections.abc import Iterator
from typing import Final

from policies.aws import arn
from policies.aws.iam import RESOURCE_POLICIES, documents
from policies.aws.policy_document import ALLOW, Condition, Document, Statement
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_NARROWING: Final = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalisawsservice",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:principalservicename",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceip",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:userid",
        "aws:vpcsourceip",
        "elasticfilesystem:accessedviamounttarget",
        "elasticfilesystem:accesspointarn",
        "kms:calleraccount",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
    }
)
"""Keys that say who asks, or from where, in small letters ("The meaning of public"; each service's condition keys)."""

_SHORTEST_PREFIX: Final = {4: 8, 6: 32}
"""By version of IP: a network with a shorter prefix is as good as everybody ("The meaning of public")."""
_OPERATORS: Final = (
    "stringequals",
    "stringequalsignorecase",
    "stringlike",
    "arnequals",
    "arnlike",
    "ipaddress",
    "bool",
)


@resource_rule(
    title="No resource is open to everybody",
    what="No policy of a resource or of a role's trust allows everybody, unless a condition says who or from where.",
    why=(
        "A resource whose policy allows `*` can be used from any AWS account, or without one: a stranger reads "
        "its data, fills its queue, or takes on the role and deletes what it may delete."
    ),
    fix=(
        "Name the accounts, roles or services in `Principal`, or add a condition that narrows it: `aws:SourceArn`, "
        "`aws:SourceAccount`, `aws:PrincipalOrgID`, or `kms:CallerAccount` beside `kms:ViaService`."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "AWS IAM user guide",
            "AWS JSON policy elements: Principal",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
        ),
        Source(
            "AWS Well-Architected",
            "SEC03-BP07",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/sec_permissions_analyze_cross_account.html",
        ),
        Source(
            "Amazon S3 user guide",
            "The meaning of public",
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
        ),
    ),
    types=tuple(RESOURCE_POLICIES),
    passing="""
        resources:
          tables:
            type: aws:kms:Key
            properties:
              policy: >-
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"},
                "Action": "kms:Decrypt", "Resource": "*", "Condition": {"StringEquals": {
                "kms:CallerAccount": "123456789012", "kms:ViaService": "dynamodb.us-east-1.amazonaws.com"}}}]}
    """,
    failing="""
        resources:
          tables:
            type: aws:kms:Key
            properties:
              policy: >-
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"},
                "Action": "kms:Decrypt", "Resource": "*", "Condition": {"StringEquals": {
                "kms:ViaService": "dynamodb.us-east-1.amazonaws.com"}}}]}
    """,
)
def no_wildcard_principals(resource: Resource) -> Iterator[Verdict]:
    """Judge the document of a resource; one that AWS would not take grants nothing."""
    for where, document in documents(resource, RESOURCE_POLICIES[resource.type]):
        if document is UNKNOWN:
            yield undecided(resource, where)
            continue
        fault = _fault(document) if isinstance(document, Document) else ""
        yield violated(resource, f"`{where}`: {fault}") if fault else satisfied(resource)


def _fault(document: Document) -> str:
    for name, statement in document.numbered():
        if _is_open(statement):
            what = ", ".join(statement.actions) or "everything but what stands in NotAction"
            return f"{name} allows everybody {what}."
    return ""


def _is_open(statement: Statement) -> bool:
    """Whether it allows everybody; whoever is not listed is also everybody."""
    return (
        statement.effect == ALLOW
        and (statement.everyone or bool(statement.not_principals))
        and not any(_narrows(condition) for condition in statement.conditions)
    )


def _narrows(condition: Condition) -> bool:
    return (
        condition.key in _NARROWING
        and condition.operator in _OPERATORS
        and not condition.every
        and not condition.if_exists
        and bool(condition.values)
        and all(_is_narrow(value, condition) for value in condition.values)
    )


def _is_narrow(value: str, condition: Condition) -> bool:
    """Whether a value stands for some that ask, and not for all."""
    if condition.operator == "bool":
        return value == "true"
    if condition.operator == "ipaddress":
        return _is_narrow_network(value)
    parsed = arn.parse(value)
    if parsed is None:
        return not value.startswith(("*", "?"))
    if parsed.account:
        return "*" not in parsed.account and "?" not in parsed.account
    return not parsed.resource.startswith(("*", "?"))


def _is_narrow_network(value: str) -> bool:
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False
    return network.is_private or network.prefixlen >= _SHORTEST_PREFIX[network.version]
