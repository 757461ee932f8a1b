"""Route 53 health checks: what they ask, and which ones a property names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from policies.aws import arn
from policies.aws.types import HEALTH_CHECK
from policies.framework.values import UNKNOWN, Unknown, leaves

if TYPE_CHECKING:
    from policies.framework.resources import Resource, Stack

CALCULATED: Final = "CALCULATED"
CLOUDWATCH_METRIC: Final = "CLOUDWATCH_METRIC"
TCP: Final = "TCP"
ENDPOINT_TYPES: Final = frozenset({"HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", TCP})
"""The types that ask an endpoint (Route 53 API reference, `HealthCheckConfig`); the others read what is known."""
REQUEST_INTERVAL: Final = 30
"""Seconds between two requests, where none are set."""
FAILURE_THRESHOLD: Final = 3
"""Requests in a row that change the status, where none are set."""


@dataclass(frozen=True, slots=True)
class Named:
    """The health checks that a property names.

    Attributes:
        checks: those of this stack that it certainly names.
        doubtful: those that it may name.
        unresolved: whether it names others besides, by ids that are not known.
    """

    checks: tuple[Resource, ...] = ()
    doubtful: tuple[Resource, ...] = ()
    unresolved: bool = False


class Checks:
    """The health checks of a stack.

    Args:
        stack: the stack.
    """

    def __init__(self, stack: Stack) -> None:
        self._checks = {check.urn: check for check in stack.of_type(HEALTH_CHECK)}
        self._by_id = {id_: check for check in self._checks.values() for id_ in _ids(check)}
        self._without_id = self._checks.keys() - {check.urn for check in self._by_id.values()}
        self._children: dict[str, Named] = {}

    def __iter__(self) -> Iterator[Resource]:
        return iter(self._checks.values())

    def named(self, resource: Resource, path: str) -> Named:
        """The health checks that a property names, by id or, where an id is not known, by the dependency."""
        value = resource.value(path)
        values = list(leaves(value))
        known = [self._by_id[id_] for id_ in values if isinstance(id_, str) and id_ in self._by_id]
        unknown = sum(id_ is UNKNOWN for id_ in values)
        unmatched = len(values) - len(known)
        sources = resource.sources(path)
        candidates = [
            check
            for urn, check in self._checks.items()
            if urn in sources and check not in known and (unknown or urn in self._without_id)
        ]
        if len(candidates) <= unmatched and (value is not UNKNOWN or len(sources) == 1):
            return Named((*dict.fromkeys(known), *candidates), unresolved=unknown > len(candidates))
        return Named(tuple(dict.fromkeys(known)), tuple(candidates), unresolved=unknown > 0)

    def children(self, check: Resource) -> Named:
        """The checks that a calculated check counts."""
        if check.urn not in self._children:
            self._children[check.urn] = self.named(check, "childHealthchecks")
        return self._children[check.urn]

    def behind(self, record: Resource) -> Named:
        """The checks that decide whether a record is healthy: the one that it carries, and what that one counts."""
        carried = self.named(record, "healthCheckId")
        counted = [self.children(check) for check in (*carried.checks, *carried.doubtful)]
        certain = [self.children(check) for check in carried.checks]
        checks = dict.fromkeys((*carried.checks, *(child for named in certain for child in named.checks)))
        everything = dict.fromkeys(
            (*carried.doubtful, *(child for named in counted for child in (*named.checks, *named.doubtful)))
        )
        return Named(
            tuple(checks),
            tuple(check for check in everything if check not in checks),
            carried.unresolved or any(named.unresolved for named in counted),
        )


def is_endpoint_check(check: Resource) -> bool | Unknown:
    """Whether a check asks an endpoint: it does unless it says another type, which every check has to say."""
    type_ = check.text("type")
    return UNKNOWN if isinstance(type_, Unknown) else type_ is None or type_ in ENDPOINT_TYPES


def _ids(check: Resource) -> Iterator[str]:
    """A check's id, which is also the last part of its ARN."""
    id_, name = check.text("id"), check.text("arn")
    if isinstance(id_, str):
        yield id_
    if isinstance(name, str) and (parsed := arn.parse(name)):
        yield parsed.resource.rsplit("/", 1)[-1]
