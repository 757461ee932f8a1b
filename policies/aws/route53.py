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

    None at all for an alias to anything else; `UNKNOWN` where it may be this record or that.
    """
    target = alias(record)
    if target is None:
        return ()
    others = [other for other in stack.of_type(RECORD) if other is not record]
    names = _target_names(record, target, others)
    if names is UNKNOWN:
        return UNKNOWN
    members = []
    for other in others:
        name = other.text("name")
        belongs = (
            UNKNOWN if isinstance(name, Unknown) else _normal(name) in names,
            _equal(record, other, "type"),
            _equal(record, other, "zoneId"),
        )
        if False in belongs:
            continue
        if UNKNOWN in belongs:
            return UNKNOWN
        members.append(other)
    return members


def _target_names(record: Resource, target: Block | Unknown, others: Sequence[Resource]) -> set[str] | Unknown:
    """The names that an alias may point to; of an unknown one, those of the records that it comes from."""
    name = target if isinstance(target, Unknown) else target.text("name")
    if name is not UNKNOWN:
        return {_normal(name)}
    if not record.sources("aliases"):
        return UNKNOWN
    found = [other.text("name") for other in others if other.urn in record.sources("aliases")]
    return UNKNOWN if UNKNOWN in found else {_normal(name) for name in found if not isinstance(name, Unknown)}


def _normal(name: str | None) -> str:
    """Names compare without case and without the final dot (RFC 4343)."""
    return (name or "").rstrip(".").lower()


def _equal(one: Resource, other: Resource, path: str) -> bool | Unknown:
    """Whether two records agree in a property; values that are not known agree if they have the same sources."""
    values = (one.text(path), other.text(path))
    if UNKNOWN not in values:
        return values[0] == values[1]
    sources = set(one.sources(path))
    return True if values[0] is values[1] and sources and sources == set(other.sources(path)) else UNKNOWN
