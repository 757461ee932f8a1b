"""Regions: where they stand with the European Union, and the one that a property leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policies.aws import arn
from policies.framework.values import UNKNOWN, Unknown

if TYPE_CHECKING:
    from policies.framework.resources import Resource, Stack

EU_REGIONS: Final = frozenset({"eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3"})
"""The Regions in the EU (AWS Regions and Availability Zones User Guide, "AWS Regions").

London (eu-west-2) and Zurich (eu-central-2) are not, whatever their names begin with.
"""


def may_be_copied(source: str, destination: str) -> bool:
    """Whether data of one Region may be copied to another: what is in the EU stays in the EU."""
    return source not in EU_REGIONS or destination in EU_REGIONS


def same_residency(one: str, other: str) -> bool:
    """Whether two Regions are on the same side of the EU's border, so that either may stand in for the other."""
    return (one in EU_REGIONS) == (other in EU_REGIONS)


def same_region(one: Resource, other: Resource) -> bool | Unknown:
    """Whether two resources are made in one Region; one that is not stated may be any."""
    regions = (one.region, other.region)
    return UNKNOWN if UNKNOWN in regions or None in regions else regions[0] == regions[1]


def named_region(resource: Resource, path: str, stack: Stack, *types: str) -> str | Unknown | None:
    """The Region of what a property names, by a resource of the given types or by ARN; None where it says none."""
    value = resource.text(path)
    if value is None or value == "":
        return None
    found = {other.region for other in stack.referents(resource, path, *types)}
    if found:
        return found.pop() if len(found) == 1 else UNKNOWN
    if value is UNKNOWN:
        return UNKNOWN
    parsed = arn.parse(value)
    return parsed.region or None if parsed else None
