"""CloudFront distributions: their behaviors, and the origins that these lead to.

A multi-tenant distribution has the same blocks under other names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from policies.aws.route53 import alias
from policies.aws.types import BUCKETS, CLOUDFRONT_DISTRIBUTIONS
from policies.framework.values import UNKNOWN, Block, Unknown

if TYPE_CHECKING:
    from policies.framework.resources import Resource, Stack

CERTIFICATE_REGION: Final = "us-east-1"
"""Where CloudFront takes certificates from ("Requirements for using SSL/TLS certificates with CloudFront")."""
ALIAS_ZONE: Final = "Z2FDTNDATAQYW2"
"""The hosted zone of every distribution, by which an alias leads to one (Route 53 API reference, `AliasTarget`)."""

_REGION: Final = re.compile(r"(?:^|[.-])([a-z]{2}(?:-[a-z]+)+-\d)(?=\.)")
_DOMAIN: Final = ".cloudfront.net"
"""What the name of every distribution ends with."""
_EVERYWHERE: Final = ".s3-global.amazonaws.com"
"""What the name of an S3 Multi-Region Access Point ends with: it finds the nearest bucket by itself."""


@dataclass(frozen=True, slots=True)
class Origin:
    """An origin of a distribution.

    Attributes:
        id: the name by which behaviors and origin groups lead to it.
        domain_name: where it is.
        bucket: whether it is an S3 bucket, asked by S3's own protocol; a bucket's website is a custom origin.
        properties: all that is said of it.
    """

    id: str | Unknown | None
    domain_name: str | Unknown | None
    bucket: bool | Unknown
    properties: Block

    @property
    def region(self) -> str | Unknown | None:
        """The Region that its domain name tells; None where a known name tells none."""
        if self.domain_name is None or isinstance(self.domain_name, Unknown):
            return self.domain_name
        found = _REGION.findall(self.domain_name)
        return found[-1] if found else None  # what stands before it is the bucket's name, which may look like one

    @property
    def in_every_region(self) -> bool:
        """Whether it leads to several Regions by itself."""
        return isinstance(self.domain_name, str) and self.domain_name.endswith(_EVERYWHERE)


@dataclass(frozen=True, slots=True)
class OriginGroup:
    """An origin group of a distribution.

    Attributes:
        id: the name by which behaviors lead to it.
        members: the ids of its origins, the primary first.
        statuses: the HTTP status codes of the primary that make CloudFront ask the secondary.
    """

    id: str | Unknown | None
    members: Sequence[str | Unknown | None] | Unknown
    statuses: Sequence[str | Unknown] | Unknown


@dataclass(frozen=True, slots=True)
class Behavior:
    """A cache behavior of a distribution.

    Attributes:
        path: the property that holds it.
        pattern: which paths it is about, as a reader says it.
        properties: all that is said of it.
    """

    path: str
    pattern: str
    properties: Block | Unknown


def origins(distribution: Resource) -> Sequence[Origin | Unknown] | Unknown:
    """The origins of a distribution."""
    blocks = distribution.blocks("origins")
    if isinstance(blocks, Unknown):
        return blocks
    return [block if isinstance(block, Unknown) else _origin(block) for block in blocks]


def origin_groups(distribution: Resource) -> Sequence[OriginGroup | Unknown] | Unknown:
    """The origin groups of a distribution."""
    blocks = distribution.blocks("originGroups")
    if isinstance(blocks, Unknown):
        return blocks
    return [block if isinstance(block, Unknown) else _origin_group(block) for block in blocks]


def behaviors(distribution: Resource) -> Sequence[Behavior]:
    """The cache behaviors of a distribution, the default one first."""
    found: list[Behavior] = []
    for path in ("defaultCacheBehavior", "orderedCacheBehaviors", "cacheBehaviors"):
        blocks = distribution.blocks(path)
        listed = [UNKNOWN] if isinstance(blocks, Unknown) else blocks
        found.extend(Behavior(path, _pattern(block), block) for block in listed)
    return found


def allowed_methods(behavior: Block) -> Sequence[str | Unknown] | Unknown:
    """The HTTP methods that a behavior lets through; those of a multi-tenant distribution stand one level deeper."""
    deeper = isinstance(behavior.value("allowedMethods"), Mapping)
    return behavior.texts("allowedMethods.items" if deeper else "allowedMethods")


def answers_for(
    record: Resource, path: str, targets: Sequence[str | Unknown | None] | Unknown, distributions: Sequence[Resource]
) -> bool | Unknown:
    """Whether one of a record's targets is a distribution.

    Args:
        record: the Route 53 record.
        path: the property that holds the targets.
        targets: the domain names that it holds.
        distributions: those that the stack declares.
    """
    listed = [UNKNOWN] if isinstance(targets, Unknown) else targets
    known = {target.rstrip(".").lower() for target in listed if isinstance(target, str)}
    own = {name.lower() for found in distributions if isinstance(name := found.text("domainName"), str)}
    if known & own or any(target.endswith(_DOMAIN) for target in known):
        return True
    if UNKNOWN not in listed:
        return False
    sources = record.sources(path)
    return any(found.urn in sources for found in distributions) if sources else UNKNOWN


def leads_to_distribution(record: Resource, stack: Stack) -> bool | Unknown:
    """Whether an alias record leads to a distribution: by the hosted zone, or by the dependency if that is unknown."""
    target = alias(record)
    if target is None:
        return False
    zone = UNKNOWN if isinstance(target, Unknown) else target.text("zoneId")
    if not isinstance(zone, Unknown):
        return zone == ALIAS_ZONE
    sources = set(record.sources("aliases"))
    if any(distribution.urn in sources for distribution in stack.of_type(*CLOUDFRONT_DISTRIBUTIONS)):
        return True
    return False if any("::aws:" in source or "$aws:" in source for source in sources) else UNKNOWN


def shared_region(distribution: Resource, members: Sequence[Origin], stack: Stack) -> str | Unknown | None:
    """The one Region that all of a distribution's given buckets are in; None if they are in several.

    A bucket whose name does not tell its Region, and that the stack does not declare, counts as one of its own.
    """
    declared = list(stack.of_type(*BUCKETS))
    found = {_region(member, declared) for member in members}
    known = {region for region in found if isinstance(region, str)}
    if None in found or len(known) > 1:
        return None
    if UNKNOWN not in found:
        return known.pop() if known else None
    sources = [bucket.region for bucket in declared if bucket.urn in distribution.sources("origins")]
    candidates = {region for region in sources if isinstance(region, str)}
    if not candidates or len(sources) > len([region for region in sources if isinstance(region, str)]):
        return UNKNOWN
    if len(candidates | known) == 1:
        return candidates.pop()
    listed = origins(distribution)
    unnamed = [one for one in (() if isinstance(listed, Unknown) else listed) if _unnamed(one)]
    several = sum(_unnamed(member) for member in members) > 1
    each_its_own = len(unnamed) == len(sources) == len(candidates)
    return None if each_its_own and (several or not known & candidates) else UNKNOWN


def custom_origin(origin: Block) -> Block | Unknown | None:
    """How a custom origin is reached; None for any other."""
    found = origin.block("customOriginConfig")
    return origin.block("customOriginConfigs") if found is None else found


def _region(origin: Origin, declared: Sequence[Resource]) -> str | Unknown | None:
    """The Region of a bucket, by its domain name or by the bucket that has it."""
    for bucket in declared if isinstance(origin.domain_name, str) else ():
        if origin.domain_name in (bucket.value("bucketRegionalDomainName"), bucket.value("bucketDomainName")):
            return bucket.region
    return origin.region


def _unnamed(origin: Origin | Unknown) -> bool:
    """Whether an origin is a bucket, or may be one, whose name is not known."""
    return isinstance(origin, Unknown) or (origin.bucket is not False and origin.domain_name is UNKNOWN)


def _origin(block: Block) -> Origin:
    others = (custom_origin(block), block.block("vpcOriginConfig"), block.block("vpcOriginConfigs"))
    known = any(isinstance(other, Block) for other in others)
    return Origin(
        _id(block),
        block.text("domainName"),
        UNKNOWN if UNKNOWN in others and not known else not known,
        block,
    )


def _origin_group(block: Block) -> OriginGroup:
    members, statuses = block.blocks("members"), block.texts("failoverCriteria.statusCodes")
    if not isinstance(statuses, Unknown):
        statuses = [status if isinstance(status, Unknown) else status.removesuffix(".0") for status in statuses]
    if isinstance(members, Unknown):
        return OriginGroup(_id(block), members, statuses)
    ids = [member if isinstance(member, Unknown) else member.text("originId") for member in members]
    return OriginGroup(_id(block), ids, statuses)


def _id(block: Block) -> str | Unknown | None:
    found = block.text("originId")
    return block.text("id") if found is None else found


def _pattern(block: Block | Unknown) -> str:
    pattern = None if isinstance(block, Unknown) else block.text("pathPattern")
    return f"the behavior for `{pattern}`" if isinstance(pattern, str) else "the default behavior"
