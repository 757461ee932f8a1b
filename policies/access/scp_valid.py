"""A service control policy is one that AWS takes."""

from collections.abc import Iterator
from typing import Final

from policies.aws.organizations import MAXIMUM_CHARACTERS, content, is_service_control_policy
from policies.aws.policy_document import ALLOW, DENY, OPERATORS, STATEMENT_ELEMENTS, VERSION, Document, Statement
from policies.aws.types import ORGANIZATIONS_POLICY
from policies.framework.resources import Resource
from policies.framework.rule import Parameter, Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

SIZE = Parameter(
    name="characters",
    description="How long a service control policy may be, in characters; the organization's own quota",
    default=MAXIMUM_CHARACTERS,
    schema={"minimum": 1},
)
_PAIRS: Final = (("Action", "NotAction"), ("Resource", "NotResource"))


@resource_rule(
    title="Guardrails are valid",
    what=(
        "A service control policy is JSON of version 2012-10-17 within the organization's quota, and each of its "
        "statements has an effect, actions, resources, no principal, and conditions with operators that exist."
    ),
    why=(
        "A malformed guardrail is refused only when it is deployed, beside changes that counted on it; one with a "
        "misspelled condition key or without a version denies more, or less, than it reads like, in every account."
    ),
    fix="Correct `content`; write it with `json.dumps`, without blanks, since they count against the quota.",
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Organizations user guide",
            "SCP syntax",
            "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html",
        ),
        Source(
            "AWS Organizations user guide",
            "Quotas and service limits for AWS Organizations",
            "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html",
        ),
    ),
    types=(ORGANIZATIONS_POLICY,),
    parameters=(SIZE,),
    passing="""
        resources:
          stay:
            type: aws:organizations:Policy
            properties:
              content: >-
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "organizations:LeaveOrganization",
                "Resource": "*"}]}
    """,
    failing="""
        resources:
          stay:
            type: aws:organizations:Policy
            properties:
              content: >-
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "organizations:LeaveOrganization",
                "Principal": "*", "Resource": "*"}]}
    """,
)
def scp_valid(policy: Resource) -> Iterator[Verdict]:
    """Judge a service control policy; other policies of an organization have grammars of their own."""
    concerned = is_service_control_policy(policy)
    if concerned is False:
        return
    document = content(policy)
    unknown = [name for name, value in (("type", concerned), ("content", document)) if value is UNKNOWN]
    if unknown:
        yield undecided(policy, *unknown)
    elif fault := _fault(policy, document):
        yield violated(policy, fault)
    else:
        yield satisfied(policy)


def _fault(policy: Resource, document: object) -> str:
    if not isinstance(document, Document):
        return f"`content` {getattr(document, 'reason', 'is not known')}."
    text, limit = policy.value("content"), policy.parameter(SIZE)
    if isinstance(text, str) and len(text) > limit:
        return f"`content` has {len(text)} characters; {limit} are allowed."
    if document.version != VERSION:
        return f"`Version` in `content` is {document.version or 'absent'}."
    for name, statement in document.numbered():
        for fault in (*_faults(statement), *_faults_in_conditions(statement)):
            return f"{name} in `content` {fault}."
    return ""


def _faults(statement: Statement) -> Iterator[str]:
    if statement.effect not in (ALLOW, DENY):
        yield f"has {statement.effect or 'no'} `Effect`"
    if statement.elements & {"Principal", "NotPrincipal"}:
        yield "names a principal: an SCP binds everybody in the account"
    for element in sorted(statement.elements - STATEMENT_ELEMENTS):
        yield f"has an element `{element}`, which does not exist"
    for pair in _PAIRS:
        if len(statement.elements & set(pair)) != 1:
            yield f"has not exactly one of `{pair[0]}` and `{pair[1]}`"
    for action in (*statement.actions, *statement.not_actions):
        if action != "*" and ":" not in action:
            yield f"has an action `{action}` without a service"
    for resource in (*statement.resources, *statement.not_resources):
        if not resource.startswith(("arn:", "*")):
            yield f"has a resource `{resource}`, which is no ARN"


def _faults_in_conditions(statement: Statement) -> Iterator[str]:
    for condition in statement.conditions:
        if condition.operator not in OPERATORS:
            yield f"has a condition operator `{condition.written}`, which does not exist"
        if ":" not in condition.key:
            yield f"has a condition key `{condition.key}` without a service"
