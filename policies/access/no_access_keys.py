"""Whoever works with AWS does so as a role."""

from collections.abc import Iterator

from policies.aws.types import IAM_ACCESS_KEY, IAM_ROLE
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="Identities are roles",
    what="Programs work with AWS as roles: no access key of an IAM user is active.",
    why=(
        "An access key is valid until somebody deletes it. One that leaks, from a repository, a log or a laptop, lets "
        "a stranger take down whatever its user may touch, long after; and it stands in the stack's state."
    ),
    fix=(
        "Give the program a role: ECS tasks, instances and pipelines get credentials that expire by themselves. Set "
        "`status` to Inactive until the `iam.AccessKey` can be removed."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Well-Architected",
            "SEC02-BP02",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/sec_identities_unique.html",
        ),
        Source(
            "AWS IAM user guide",
            "Security best practices in IAM",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
        ),
    ),
    types=(IAM_ACCESS_KEY, IAM_ROLE),
    passing="""
        resources:
          checkout: {type: "aws:iam:Role", properties: {name: checkout, assumeRolePolicy: "{}"}}
    """,
    failing="""
        resources:
          checkout: {type: "aws:iam:AccessKey", properties: {user: checkout}}
    """,
)
def no_access_keys(identity: Resource) -> Iterator[Verdict]:
    """Judge an access key, which is active unless it says otherwise; a role needs none."""
    if identity.type == IAM_ROLE:
        yield satisfied(identity)
        return
    status = identity.text("status")
    if status is UNKNOWN:
        yield undecided(identity, "status")
    elif status == "Inactive":
        yield satisfied(identity)
    else:
        yield violated(identity, f"`status` is {status or 'absent, which means Active'}.")
