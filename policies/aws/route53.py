"""Route 53 records: their routing policy, and the names they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from policies.aws.types import RECORD
from policies.framework.values import UNKNOWN, Block, Unknown

if TYPE_CHECKING:
    from policies.framework.resources import Resource, Stack

ROUTING_POLICIES: Final[Mapping[str, str]] = {
    "weightedRoutingPolicies": "weighted",
    "latencyRoutingPolicies": "latency",
    "geolocationRoutingPolicies": "geolocation",
    "failoverRoutingPolicies": "failover",
    "geoproximityRoutingPolicy": "geoproximity",
    "cidrRoutingPolicy": "IP-based",
    "multivalueAnswerRoutingPolicy": "multivalue answer",
}
"""The property that gives a record a routing policy, and the policy's name in the Route 53 developer guide."""


def routing_policy(record: Resource) -> str | None:
    """The name of a record's routing policy; None for a simple record."""
    for path, name in ROUTING_POLICIES.items():
        if record.value(path) not in (None, False, [], {}):
            return name
    return None


def alias(record: Resource) -> Block | Unknown | None:
    """The alias target of a record; None where it has values of its own."""
    return record.block("aliases")


def group(record: Resource, stack: Stack) -> Sequence[Resource] | Unknown:
    """The records that an alias record points to: those of one name and type in its zone.

    None at all for an alias to anything else; `UNKNOWN` where nothing tells what it points to.
    """
    target = alias(record)
    if target is None:
        return ()
    name = UNKNOWN if target is UNKNOWN else target.text("name")
    records = [other for other in stack.of_type(RECORD) if other is not record and _may_share_zone(record, other)]
    if name is UNKNOWN:
        if not record.sources("aliases"):
            return UNKNOWN
        names = {_name(other) for other in records if other.urn in record.sources("aliases")} - {UNKNOWN}
    else:
        names = {_normal(name or "")}
    return [other for other in records if _name(other) in names and other.text("type") == record.text("type")]


def _name(record: Resource) -> str | Unknown:
    name = record.text("name")
    return UNKNOWN if name is UNKNOWN else _normal(name or "")


def _normal(name: str) -> str:
    """Names compare without case and without the final dot (RFC 4343)."""
    return name.rstrip(".").lower()


def _may_share_zone(one: Resource, other: Resource) -> bool:
    zones = (one.text("zoneId"), other.text("zoneId"))
    if UNKNOWN not in zones:
        return zones[0] == zones[1]
    return zones[0] is not zones[1] or set(one.sources("zoneId")) == set(other.sources("zoneId"))
