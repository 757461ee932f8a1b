"""What a distribution serves from S3 is there when a Region is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from policies.aws.cloudfront import (
    Behavior,
    Origin,
    OriginGroup,
    allowed_methods,
    behaviors,
    origin_groups,
    origins,
    shared_region,
)
from policies.aws.types import CLOUDFRONT_DISTRIBUTIONS
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

if TYPE_CHECKING:
    from policies.framework.resources import Resource, Stack

_STATUSES: Final = ("500", "502", "503", "504")
"""What S3 answers when it cannot serve; without an answer CloudFront turns to the second bucket in any case."""
_METHODS: Final = ("POST", "PUT", "PATCH", "DELETE")
"""What CloudFront does not fail over, and refuses in a behavior that leads to an origin group."""


@stack_rule(
    title="S3 origins fail over to another Region",
    what=(
        "Every behavior of a CloudFront distribution that serves from S3 does so by an origin group whose buckets are "
        "in different Regions and which fails over on 500, 502, 503 and 504. No behavior of an origin group allows "
        "POST, PUT, PATCH or DELETE."
    ),
    why=(
        "A bucket is in one Region. When that fails, the shop loses its images and scripts everywhere as soon as the "
        "edge's copies expire, although all other Regions still serve pages. With an origin group CloudFront turns to "
        "the second bucket by itself, request by request, but on the status codes that the group names alone."
    ),
    fix=(
        "Declare `origin_groups` with the bucket and its replica in another Region as `members`, and set the group as "
        "the behavior's `target_origin_id`. Set its `failover_criteria` to `status_codes` of 500, 502, 503 and 504, "
        "and the behavior's `allowed_methods` to GET, HEAD and OPTIONS. Origins that Route 53 moves need none."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Security Hub",
            "CloudFront.4",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-4",
        ),
        Source(
            "Amazon CloudFront developer guide",
            "Optimize high availability with CloudFront origin failover",
            "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html",
        ),
    ),
    types=CLOUDFRONT_DISTRIBUTIONS,
    passing="""
        resources:
          shop:
            type: aws:cloudfront:Distribution
            properties:
              origins:
                - {originId: first, domainName: images.s3.us-east-1.amazonaws.com, originAccessControlId: E1}
                - {originId: second, domainName: images-copy.s3.us-west-2.amazonaws.com, originAccessControlId: E1}
              originGroups:
                - originId: images
                  failoverCriteria: {statusCodes: [500, 502, 503, 504]}
                  members: [{originId: first}, {originId: second}]
              defaultCacheBehavior: {targetOriginId: images, viewerProtocolPolicy: redirect-to-https}
    """,
    failing="""
        resources:
          shop:
            type: aws:cloudfront:Distribution
            properties:
              origins:
                - {originId: first, domainName: images.s3.us-east-1.amazonaws.com, originAccessControlId: E1}
              defaultCacheBehavior: {targetOriginId: first, viewerProtocolPolicy: redirect-to-https}
    """,
)
def distribution_origin_failover(stack: Stack) -> Iterator[Verdict]:
    """Judge every distribution by where its behaviors lead."""
    for distribution in stack.of_type(*CLOUDFRONT_DISTRIBUTIONS):
        yield _judge(distribution, stack)


@dataclass(frozen=True, slots=True)
class _Targets:
    """What behaviors may lead to, by id; incomplete where the deployment may add more."""

    origins: dict[str, Origin]
    groups: dict[str, OriginGroup]
    complete: bool


def _judge(distribution: Resource, stack: Stack) -> Verdict:
    targets = _targets(distribution)
    wrong: list[str] = []
    unknown: list[str] = []
    for behavior in behaviors(distribution):
        for fault in _faults(behavior, targets, distribution, stack):
            if isinstance(fault, Unknown):
                unknown.append(f"where {behavior.pattern} leads, and what it allows")
            elif fault:
                wrong.append(fault)
    if wrong:
        return violated(distribution, " ".join(wrong))
    return undecided(distribution, *dict.fromkeys(unknown)) if unknown else satisfied(distribution)


def _targets(distribution: Resource) -> _Targets:
    listed, groups = origins(distribution), origin_groups(distribution)
    all_origins = [UNKNOWN] if isinstance(listed, Unknown) else listed
    all_groups = [UNKNOWN] if isinstance(groups, Unknown) else groups
    known_origins = {
        found.id: found for found in all_origins if isinstance(found, Origin) and isinstance(found.id, str)
    }
    known_groups = {
        found.id: found for found in all_groups if isinstance(found, OriginGroup) and isinstance(found.id, str)
    }
    complete = len(known_origins) == len(all_origins) and len(known_groups) == len(all_groups)
    return _Targets(known_origins, known_groups, complete)


def _faults(behavior: Behavior, targets: _Targets, distribution: Resource, stack: Stack) -> Iterator[str | Unknown]:
    """What is wrong with where a behavior leads; empty texts if nothing is."""
    properties = behavior.properties
    target = UNKNOWN if isinstance(properties, Unknown) else properties.text("targetOriginId")
    if isinstance(properties, Unknown) or isinstance(target, Unknown):
        yield UNKNOWN
        return
    leads = f"`targetOriginId` of {behavior.pattern} leads to"
    if origin := targets.origins.get(target or ""):
        alone = _alone(origin)
        yield alone if isinstance(alone, Unknown) else f"{leads} the bucket of {target} alone." if alone else ""
    elif group := targets.groups.get(target or ""):
        fault = _fault_of_group(group, targets, distribution, stack)
        yield f"{leads} {fault}." if isinstance(fault, str) and fault else fault
        yield _fault_of_criteria(group, targets)
        yield _fault_of_methods(behavior, properties)
    elif not targets.complete:
        yield UNKNOWN


def _fault_of_criteria(group: OriginGroup, targets: _Targets) -> str | Unknown:
    """What is wrong with the status codes on which a group that serves from S3 fails over."""
    if isinstance(group.statuses, Unknown) or isinstance(group.members, Unknown):
        return UNKNOWN
    lacking = [status for status in _STATUSES if status not in group.statuses]
    members = [targets.origins.get(id_) if isinstance(id_, str) else None for id_ in group.members]
    serves = [UNKNOWN if member is None else member.bucket for member in members]
    if not lacking or not any(answer is not False for answer in serves):
        return ""
    if UNKNOWN in group.statuses or True not in serves:
        return UNKNOWN
    return f"`failoverCriteria` of {group.id} lacks {', '.join(lacking)}."


def _fault_of_methods(behavior: Behavior, properties: Block) -> str | Unknown:
    methods = allowed_methods(properties)
    if isinstance(methods, Unknown):
        return UNKNOWN
    if refused := [method for method in _METHODS if method in methods]:
        return f"`allowedMethods` of {behavior.pattern} holds {', '.join(refused)}, and leads to an origin group."
    return UNKNOWN if UNKNOWN in methods else ""


def _alone(origin: Origin) -> bool | Unknown:
    """Whether an origin is a bucket of one Region."""
    return False if origin.in_every_region else origin.bucket


def _fault_of_group(group: OriginGroup, targets: _Targets, distribution: Resource, stack: Stack) -> str | Unknown:
    if isinstance(group.members, Unknown):
        return group.members
    members = [targets.origins.get(id_) if isinstance(id_, str) else None for id_ in group.members]
    known = [member for member in members if member]
    alone = [_alone(member) for member in known]
    if False in alone:
        return ""
    if UNKNOWN in alone or len(known) < len(members):
        return UNKNOWN
    region = shared_region(distribution, known, stack)
    if isinstance(region, Unknown):
        return region
    return f"buckets in {region} alone" if region else ""
