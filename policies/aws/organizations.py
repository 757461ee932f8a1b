"""Service control policies: what nobody in the bound accounts may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from policies.aws import policy_document
from policies.aws.policy_document import Document, Malformed, Statement
from policies.framework.values import UNKNOWN, Unknown

if TYPE_CHECKING:
    from policies.framework.resources import Resource

MAXIMUM_CHARACTERS: Final = 10_240
"""How long a service control policy may be since May 2026 ("Quotas and service limits for AWS Organizations")."""

GLOBAL_SERVICES: Final[Mapping[str, str]] = {
    "account": "us-east-1",
    "cloudfront": "us-east-1",
    "globalaccelerator": "us-west-2",
    "health": "us-east-1",
    "iam": "us-east-1",
    "networkmanager": "us-west-2",
    "organizations": "us-east-1",
    "route53": "us-east-1",
    "route53-recovery-control-config": "us-west-2",
    "route53domains": "us-east-1",
    "shield": "us-east-1",
    "support": "us-east-1",
    "waf": "us-east-1",
}
"""Services that work for all Regions, and the Region that requests to them are counted in, from wherever they come.

AWS STS and AWS WAF are none: they have endpoints in every Region, and only CloudFront's web ACLs are made in us-east-1.
Sources: "AWS: Denies access to AWS based on the requested Region" (IAM user guide); each service's endpoints (AWS
General Reference).
"""

REQUESTED_REGION: Final = "aws:requestedregion"

_SERVICE_CONTROL_POLICY: Final = "SERVICE_CONTROL_POLICY"


def is_service_control_policy(policy: Resource) -> bool | Unknown:
    """Whether a policy of the organization is a service control policy, which is the default."""
    type_ = policy.text("type")
    return UNKNOWN if type_ is UNKNOWN else type_ in (None, _SERVICE_CONTROL_POLICY)


def content(policy: Resource) -> Document | Malformed | Unknown:
    """The document of a policy."""
    found = policy_document.read(policy, "content")
    return Malformed("is absent") if found is None else found


def denies_in(statement: Statement, region: str) -> bool:
    """Whether the conditions of a statement on the requested Region, if it has any, hold in a Region."""
    return all(condition.holds(region) for condition in statement.conditions if condition.key == REQUESTED_REGION)


def is_region_guard(statement: Statement) -> bool:
    """Whether a statement denies by the Region that a request goes to."""
    return statement.effect == policy_document.DENY and any(
        condition.key == REQUESTED_REGION for condition in statement.conditions
    )
