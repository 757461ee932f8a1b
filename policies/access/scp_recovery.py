"""A guardrail lets those through who repair."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Final

from policies.aws.organizations import REQUESTED_REGION, content, is_service_control_policy
from policies.aws.policy_document import DENY, Condition, Document, Statement, matches
from policies.aws.types import ORGANIZATIONS_POLICY
from policies.framework.resources import Resource
from policies.framework.rule import Parameter, Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

ROLES = Parameter(
    name="exemptRoleNames",
    description=(
        "The names of the roles that every such statement has to leave out, with `*` for any letters: break-glass and "
        "deployment; where none is given, one role at least has to be left out"
    ),
    default=(),
    schema={"items": {"type": "string"}},
)
_REPAIR: Final = (
    "backup:StartRestoreJob",
    "backup:UpdateBackupPlan",
    "cloudfront:UpdateDistribution",
    "dynamodb:RestoreTableToPointInTime",
    "dynamodb:UpdateContinuousBackups",
    "ec2:CreateVpc",
    "ecs:UpdateService",
    "elasticloadbalancing:ModifyListener",
    "globalaccelerator:UpdateEndpointGroup",
    "rds:ModifyDBInstance",
    "rds:PromoteReadReplica",
    "rds:RestoreDBInstanceToPointInTime",
    "route53:ChangeResourceRecordSets",
    "s3:PutReplicationConfiguration",
    "wafv2:DisassociateWebACL",
    "wafv2:UpdateWebACL",
)
"""What a repair does: restore, promote, redirect, let through.

Deletions are none: a guardrail may well keep backups, logs, keys and databases from everybody.
"""

_ABOUT_PRINCIPALS: Final = ("aws:principal", "aws:userid", "aws:username")
_SOME_ROLE: Final = "arn:aws:iam::123456789012:role/some"


@resource_rule(
    title="Guardrails leave repair alone",
    what=(
        "A service control policy that denies what a repair needs, or a Region, leaves out the break-glass and the "
        "deployment roles by their ARN."
    ),
    why=(
        "An SCP binds everybody in the account, whatever their permissions. In an outage, a Deny without an exception "
        "refuses the very change that would end it: the promotion, the move into another Region, the removal of a rule "
        "that blocks customers. Only the organization's management account can lift it then."
    ),
    fix=(
        "Add to the statement the condition `ArnNotLike` on `aws:PrincipalArn` with the roles' ARNs, such as "
        "`arn:aws:iam::*:role/break-glass`."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "AWS Organizations user guide",
            "Service control policy examples",
            "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples.html",
        ),
        Source(
            "AWS Well-Architected",
            "SEC03-BP03",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/sec_permissions_emergency_process.html",
        ),
    ),
    types=(ORGANIZATIONS_POLICY,),
    parameters=(ROLES,),
    passing="""
        resources:
          keep-names:
            type: aws:organizations:Policy
            properties:
              type: SERVICE_CONTROL_POLICY
              content: >-
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "route53:ChangeResourceRecordSets",
                "Resource": "*", "Condition": {"ArnNotLike": {"aws:PrincipalArn":
                ["arn:aws:iam::*:role/break-glass"]}}}]}
    """,
    failing="""
        resources:
          keep-names:
            type: aws:organizations:Policy
            properties:
              type: SERVICE_CONTROL_POLICY
              content: >-
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "route53:ChangeResourceRecordSets",
                "Resource": "*"}]}
    """,
)
def scp_recovery(policy: Resource) -> Iterator[Verdict]:
    """Judge a service control policy; one that AWS would not take binds nobody."""
    concerned = is_service_control_policy(policy)
    if concerned is False:
        return
    document = content(policy)
    fault = _fault(document, policy.parameter(ROLES)) if isinstance(document, Document) else ""
    unknown = [name for name, value in (("type", concerned), ("content", document)) if value is UNKNOWN]
    if unknown and (fault or document is UNKNOWN):
        yield undecided(policy, *unknown)
    else:
        yield violated(policy, fault) if fault else satisfied(policy)


def _fault(document: Document, roles: tuple[str, ...]) -> str:
    for name, statement in document.numbered():
        hit = next((action for action in _REPAIR if statement.concerns(action)), None)
        if statement.effect != DENY or hit is None or not all(map(_binds_all, statement.conditions)):
            continue
        left_out = _left_out(statement)
        if not left_out:
            return f"{name} in `content` denies {hit} and leaves nobody out."
        for role in roles:
            if not any(_stands_for(pattern, role) for pattern in left_out):
                return f"{name} in `content` denies {hit} and does not leave out {role}."
    return ""


def _binds_all(condition: Condition) -> bool:
    """Whether whoever repairs is bound in spite of it: it asks for nothing that they could fulfil.

    The Region is what a repair changes; a condition on principals that names only some of them binds nobody else.
    """
    if condition.key in (REQUESTED_REGION, "aws:principalisawsservice"):
        return True
    if not condition.key.startswith(_ABOUT_PRINCIPALS):
        return False
    return condition.negates or any(matches(value, _SOME_ROLE) for value in condition.values)


def _left_out(statement: Statement) -> list[str]:
    """Whom the statement leaves out: patterns of ARNs, or of whatever else the condition asks of a principal."""
    return [
        value
        for condition in statement.conditions
        if condition.negates and condition.key.startswith(_ABOUT_PRINCIPALS)
        for value in condition.values
    ]


def _stands_for(pattern: str, role: str) -> bool:
    """Whether a pattern of ARNs leaves out every role of a name; a tag or an id says nothing of names."""
    if ":role/" not in pattern:
        return pattern == "*"
    return fnmatchcase(role, pattern.split(":role/", 1)[1]) or fnmatchcase(role, pattern.rsplit("/", 1)[1])
