"""An identity provider lets in the ones that are meant, and not whoever it knows."""

import re
from collections.abc import Iterator
from typing import Final

from policies.aws.iam import TRUST_POLICY
from policies.aws.policy_document import ALLOW, Condition, Document, Statement, read
from policies.aws.types import IAM_ROLE
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_PROVIDER: Final = ":oidc-provider/"
_NOT_WHO: Final = (":aud", ":azp", ":iss")
"""Claims that everybody has alike whom a provider lets in for AWS."""

_GITHUB: Final = "token.actions.githubusercontent.com"
_OF_AN_OWNER: Final = (":sub", ":job_workflow_ref", ":repository")
"""Claims of GitHub that begin with who owns the repository: `repo:company/shop:...`, `company/shop/...`."""

_WILDCARD: Final = re.compile(r"[*?]")


@resource_rule(
    title="Web identities are named",
    what=(
        "A role that identities of an OpenID Connect provider may assume says which ones by their subject, at GitHub "
        "by who owns the repository."
    ),
    why=(
        "A provider such as GitHub knows everybody's pipelines: without a condition on the subject, or with one that "
        "takes them all, such as `repo:*`, any of them can assume the role, and deploy or delete the fleet."
    ),
    fix=(
        "Add a condition on the provider's `:sub` key to `assume_role_policy`, such as "
        "`token.actions.githubusercontent.com:sub` with `repo:company/shop:ref:refs/heads/main`."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "AWS IAM user guide",
            "Create a role for OpenID Connect federation",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
        ),
    ),
    types=(IAM_ROLE,),
    passing="""
        resources:
          deployment:
            type: aws:iam:Role
            properties:
              assumeRolePolicy: >-
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
                "Principal": {"Federated":
                "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
                "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                "token.actions.githubusercontent.com:sub": "repo:company/shop:ref:refs/heads/main"}}}]}
    """,
    failing="""
        resources:
          deployment:
            type: aws:iam:Role
            properties:
              assumeRolePolicy: >-
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
                "Principal": {"Federated":
                "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
                "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}}]}
    """,
)
def web_identity_subject(role: Resource) -> Iterator[Verdict]:
    """Judge a role by its trust policy; what is no document lets nobody in."""
    document = read(role, TRUST_POLICY)
    if document is UNKNOWN:
        yield undecided(role, TRUST_POLICY)
        return
    statements = document.statements if isinstance(document, Document) else ()
    open_to = next((provider for statement in statements for provider in _open_to(statement)), None)
    if open_to:
        yield violated(role, f"`{TRUST_POLICY}` lets in everybody whom {open_to} knows.")
    else:
        yield satisfied(role)


def _open_to(statement: Statement) -> Iterator[str]:
    """The providers whose identities a statement lets in, whoever they are."""
    if statement.effect != ALLOW:
        return
    for principal in statement.principals.get("Federated", ()):
        provider = principal.partition(_PROVIDER)[2]
        if provider and not any(_names(condition, provider.lower()) for condition in statement.conditions):
            yield provider


def _names(condition: Condition, provider: str) -> bool:
    return (
        condition.key.startswith(f"{provider}:")
        and not condition.key.endswith(_NOT_WHO)
        and not (condition.negates or condition.every or condition.if_exists)
        and all(_is_somebody(value, condition, provider) for value in condition.values)
    )


def _is_somebody(value: str, condition: Condition, provider: str) -> bool:
    """Whether a pattern stands for some of a provider's identities; at GitHub, for those of one owner."""
    if "like" not in condition.operator or not (
        provider.startswith(_GITHUB) and condition.key.endswith(_OF_AN_OWNER) and _WILDCARD.search(value)
    ):
        return bool(value.strip("*?"))
    literal = _WILDCARD.split(value, maxsplit=1)[0]
    # A company may have subjects of its own, such as `repository_owner_id:1234:*`.
    return "/" in literal or literal.count(":") > 1
