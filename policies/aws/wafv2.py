"""Web ACLs: which one a resource names, and where that one can be attached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from policies.aws import arn
from policies.aws.types import WEB_ACL
from policies.framework.values import UNKNOWN, Unknown

if TYPE_CHECKING:
    from policies.framework.resources import Resource, Stack

REGIONAL: Final = "REGIONAL"
CLOUDFRONT: Final = "CLOUDFRONT"
CLOUDFRONT_REGION: Final = "us-east-1"
"""Where web ACLs for CloudFront are made (AWS WAF API reference, `CreateWebACL`)."""

_SCOPES: Final = {"regional": REGIONAL, "global": CLOUDFRONT}


@dataclass(frozen=True, slots=True)
class NamedWebAcl:
    """A web ACL that a resource names.

    Attributes:
        scope: `REGIONAL` or `CLOUDFRONT`; None where what is named is no web ACL of AWS WAF (version 2).
        region: the Region that it is in.
    """

    scope: str | Unknown | None
    region: str | Unknown


def named_web_acl(resource: Resource, path: str, stack: Stack) -> NamedWebAcl | None:
    """The web ACL that a property names; None where it names none."""
    value = resource.text(path)
    if value is None or value == "":
        return None
    found = stack.referents(resource, path, WEB_ACL)
    if len(found) == 1:
        region = found[0].region
        return NamedWebAcl(found[0].text("scope"), UNKNOWN if region is None else region)
    if value is UNKNOWN:
        return NamedWebAcl(UNKNOWN, UNKNOWN)
    parsed = arn.parse(value)
    if parsed is None or parsed.service != "wafv2":
        return NamedWebAcl(None, UNKNOWN)
    return NamedWebAcl(_SCOPES.get(parsed.resource.split("/")[0]), parsed.region)
