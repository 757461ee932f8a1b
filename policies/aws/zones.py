"""In which Availability Zones the subnets are that a resource names."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.aws import arn, vpc
from policies.aws.types import SUBNET
from policies.framework.values import UNKNOWN, Unknown

if TYPE_CHECKING:
    from policies.framework.resources import Resource, Stack


@dataclass(frozen=True, slots=True)
class Spread:
    """How far the subnets of a resource are spread.

    Attributes:
        zones: the zones that subnets certainly are in.
        elsewhere: subnets that this stack does not declare: each may be in a zone of its own.
        doubtful: how many more zones there may be, as far as only the deployment knows.
        single_place: whether a subnet is on an Outpost, in a Local Zone or in a Wavelength Zone: there is one of it.
    """

    zones: frozenset[str]
    elsewhere: int
    doubtful: float
    single_place: bool | Unknown

    @property
    def fewest(self) -> int:
        """How many zones there are at least; 0 only if there may be no subnet."""
        return max(len(self.zones), 1 if self.elsewhere or 0 < self.doubtful < math.inf else 0)

    @property
    def most(self) -> float:
        """How many zones there are at most."""
        return len(self.zones) + self.elsewhere + self.doubtful


class Subnets:
    """The subnets of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._by_urn = {subnet.urn: subnet for subnet in stack.of_type(SUBNET)}
        self._by_id = {id_: subnet for subnet in self._by_urn.values() for id_ in _ids(subnet)}

    def spread(self, resource: Resource, path: str, ids: Sequence[str | Unknown] | Unknown) -> Spread:
        """How far the subnets are spread that a resource names.

        Args:
            resource: what names them.
            path: the property in which it does.
            ids: the ids that it names.
        """
        if isinstance(ids, Unknown):
            return Spread(frozenset(), 0, math.inf, UNKNOWN)
        known = {id_ for id_ in ids if not isinstance(id_, Unknown)}
        named = [self._by_id[id_] for id_ in sorted(known) if id_ in self._by_id]
        elsewhere = len(known) - len(named)
        unknown = sum(isinstance(id_, Unknown) for id_ in ids)
        sources = resource.sources(path) if unknown else ()
        candidates = [self._by_urn[urn] for urn in sources if urn in self._by_urn and self._by_urn[urn] not in named]
        if len(candidates) == unknown:
            return _spread([*named, *candidates], elsewhere, 0)
        if len(candidates) < unknown:
            return _spread(named, elsewhere, unknown)
        return _spread(named, elsewhere, min(unknown, _spread(candidates, 0, 0).most), doubted=candidates)


def _spread(subnets: Sequence[Resource], elsewhere: int, doubtful: float, doubted: Sequence[Resource] = ()) -> Spread:
    zones = [_zone(subnet) for subnet in subnets]
    regular = [vpc.in_availability_zone(subnet) for subnet in subnets]
    doubts = UNKNOWN in regular or any(vpc.in_availability_zone(subnet) is not True for subnet in doubted)
    return Spread(
        frozenset(zone for zone in zones if not isinstance(zone, Unknown)),
        elsewhere,
        doubtful + sum(isinstance(zone, Unknown) for zone in zones),
        True if False in regular else UNKNOWN if doubts else False,
    )


def _ids(subnet: Resource) -> Iterable[str]:
    """A subnet's id, which is also the last part of its ARN."""
    id_, name = subnet.text("id"), subnet.text("arn")
    if isinstance(id_, str):
        yield id_
    if isinstance(name, str) and (parsed := arn.parse(name)):
        yield parsed.resource.removeprefix("subnet/")


def _zone(subnet: Resource) -> str | Unknown:
    name, id_ = vpc.zone(subnet)
    zone = id_ if name is None else name
    return UNKNOWN if zone is None else zone
