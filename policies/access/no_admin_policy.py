"""No role has one of AWS's policies that allow everything."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Final

from policies.aws.types import (
    IAM_GROUP_POLICY_ATTACHMENT,
    IAM_POLICY_ATTACHMENT,
    IAM_ROLE,
    IAM_ROLE_POLICY_ATTACHMENT,
    IAM_USER_POLICY_ATTACHMENT,
)
from policies.framework.resources import Resource
from policies.framework.rule import Parameter, Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_ATTACHMENTS: Final = (
    IAM_GROUP_POLICY_ATTACHMENT,
    IAM_POLICY_ATTACHMENT,
    IAM_ROLE_POLICY_ATTACHMENT,
    IAM_USER_POLICY_ATTACHMENT,
)
POLICIES = Parameter(
    name="policyNames",
    description="The names of the AWS managed policies that nobody may have, with `*` for any letters",
    default=(
        "AdministratorAccess",
        "AdministratorAccess-*",
        "PowerUserAccess",
        "*FullAccess",
        "*FullAccess_v*",
        "*FullAccessV*",
    ),
    schema={"items": {"type": "string"}},
)
_AWS: Final = ":iam::aws:policy/"


@resource_rule(
    title="No administrator policies",
    what="No role, group or user has an AWS managed policy that allows everything, or everything of a service.",
    why=(
        "These policies allow deletion wherever they allow work: a fault in a program, or a stranger who takes over "
        "its role, then reaches every resource of the account, the backups among them."
    ),
    fix=(
        "Write an `iam.RolePolicy` that allows what the role calls, on the resources that it touches, in place of the "
        "attachment. People who administer come through IAM Identity Center or a break-glass role, by another stack."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Well-Architected",
            "SEC03-BP02",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/sec_permissions_least_privileges.html",
        ),
        Source(
            "AWS IAM user guide",
            "Security best practices in IAM",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
        ),
    ),
    types=(*_ATTACHMENTS, IAM_ROLE),
    parameters=(POLICIES,),
    passing="""
        resources:
          monitoring:
            type: aws:iam:RolePolicyAttachment
            properties:
              role: monitoring
              policyArn: arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole
    """,
    failing="""
        resources:
          checkout:
            type: aws:iam:RolePolicyAttachment
            properties: {role: checkout, policyArn: "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess"}
    """,
)
def no_admin_policy(resource: Resource) -> Iterator[Verdict]:
    """Judge an attachment, or a role by the policies that it names itself; a company's own are judged as documents."""
    path = "managedPolicyArns" if resource.type == IAM_ROLE else "policyArn"
    attached = resource.texts(path) if resource.type == IAM_ROLE else [resource.text(path)]
    if attached is UNKNOWN:
        yield undecided(resource, path)
        return
    forbidden = resource.parameter(POLICIES)
    names = [_aws_name(value) for value in attached if isinstance(value, str)]
    refused = [name for name in names if any(fnmatchcase(name, pattern) for pattern in forbidden)]
    if refused:
        yield violated(resource, f"`{path}` names AWS's policy {refused[0]}.")
    else:
        yield undecided(resource, path) if UNKNOWN in attached else satisfied(resource)


def _aws_name(policy: str) -> str:
    """The name of an AWS managed policy; empty for another."""
    return policy.rsplit("/", 1)[-1] if _AWS in policy else ""
