"""What any stack declares on the internet is protected by the fleet's one subscription to Shield Advanced."""

from __future__ import annotations

from collections.abc import Iterator

from policies.aws import arn
from policies.aws.shield import PROTECTED, exposed
from policies.aws.types import (
    ACCELERATOR,
    CLOUDFRONT_DISTRIBUTIONS,
    HOSTED_ZONE,
    LOAD_BALANCERS,
    SHIELD_PROTECTION,
    SHIELD_SUBSCRIPTION,
)
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, fleet_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_STACK_REFERENCE = "pulumi:pulumi:StackReference::"
_SERVICES = {
    ACCELERATOR: "globalaccelerator",
    HOSTED_ZONE: "route53",
    **dict.fromkeys(CLOUDFRONT_DISTRIBUTIONS, "cloudfront"),
    **dict.fromkeys(LOAD_BALANCERS, "elasticloadbalancing"),
}
"""The service in the ARN of what can be protected."""


@fleet_rule(
    title="Shield Advanced protects the whole fleet",
    what=(
        "Where a stack of the fleet subscribes to Shield Advanced, the distributions, accelerators, public hosted "
        "zones and internet-facing Application Load Balancers of all other stacks have a protection."
    ),
    why=(
        "The subscription is one for all Regions and protects nothing by itself: a Region that was added after it is "
        "attacked without AWS's response team and without a credit for the cost of scaling, although both are paid for."
    ),
    fix=(
        "Declare a `shield.Protection` with the resource's ARN as `resource_arn`, beside the subscription or in the "
        "resource's own stack."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Shield Advanced developer guide",
            "List of AWS resources that AWS Shield Advanced protects",
            "https://docs.aws.amazon.com/waf/latest/developerguide/ddos-advanced-summary-protected-resources.html",
        ),
        Source(
            "AWS Shield API reference",
            "CreateProtection",
            "https://docs.aws.amazon.com/waf/latest/DDOSAPIReference/API_CreateProtection.html",
        ),
    ),
    types=PROTECTED,
    passing="""
        name: global
        resources:
          subscription:
            type: aws:shield:Subscription
        ---
        name: us-east-1
        resources:
          public:
            type: aws:lb:LoadBalancer
            properties: {loadBalancerType: application, internal: false}
          protection:
            type: aws:shield:Protection
            properties: {name: public, resourceArn: "${public.arn}"}
    """,
    failing="""
        name: global
        resources:
          subscription:
            type: aws:shield:Subscription
        ---
        name: us-east-1
        resources:
          public:
            type: aws:lb:LoadBalancer
            properties: {loadBalancerType: application, internal: false}
    """,
)
def shield_coverage(stack: Stack) -> Iterator[Verdict]:
    """Judge what stacks without the subscription declare; of the others each shows both itself."""
    subscribed = {subscription.stack for subscription in stack.of_type(SHIELD_SUBSCRIPTION)}
    if not subscribed:
        return
    protections = _Protections(stack)
    for resource, faces in exposed(stack):
        if resource.stack not in subscribed:
            yield _judge(resource, faces, protections)


def _judge(resource: Resource, faces: bool | Unknown, protections: _Protections) -> Verdict:  # noqa: FBT001 (an answer)
    if resource.urn in protections.protected:
        return satisfied(resource)
    if doubtful := protections.doubtful(resource):
        return undecided(resource, *(f"resourceArn of {protection}" for protection in doubtful[:3]))
    if isinstance(faces, Unknown):
        return undecided(resource, "whether it is public")
    return violated(resource, "No protection names it.")


class _Protections:
    """What the fleet's protections name.

    Attributes:
        protected: the URNs of what they certainly name.
    """

    def __init__(self, stack: Stack) -> None:
        self.protected: set[str] = set()
        self._unknown: list[tuple[Resource, set[str]]] = []
        self._unmatched: list[Resource] = []
        for protection in stack.of_type(SHIELD_PROTECTION):
            named = stack.referents(protection, "resourceArn", *PROTECTED)
            if len(named) == 1:
                self.protected.add(named[0].urn)
            elif protection.text("resourceArn") is UNKNOWN:
                self._unknown.append((protection, _stacks(protection)))
            else:
                self._unmatched.append(protection)

    def doubtful(self, resource: Resource) -> list[Resource]:
        """The protections that may name a resource: by an unknown ARN, or by one that may be its own."""
        found = [protection for protection, stacks in self._unknown if not stacks or resource.stack in stacks]
        if resource.text("arn") not in (None, UNKNOWN):
            return found
        return found + [protection for protection in self._unmatched if _may_be_of(protection, resource)]


def _may_be_of(protection: Resource, resource: Resource) -> bool:
    """Whether a known ARN is of a resource's service."""
    parsed = arn.parse(str(protection.text("resourceArn")))
    return parsed is not None and parsed.service == _SERVICES[resource.type]


def _stacks(protection: Resource) -> set[str]:
    """The stacks that an unknown ARN comes from, by the stack references behind it; none where it may be any."""
    sources = protection.sources("resourceArn")
    if not all(_STACK_REFERENCE in source for source in sources):
        return set()
    return {source.rsplit("/", 1)[-1] for source in sources}
