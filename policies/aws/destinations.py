"""Where Route 53 records lead in the end, and whether that is in the European Union."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.aws.geography import EUROPE, in_eu, name_in_eu
from policies.aws.globalaccelerator import endpoint_groups
from policies.aws.references import sole
from policies.aws.regions import EU_REGIONS
from policies.aws.route53 import Location, Records, alias, location, normal
from policies.aws.types import (
    ACCELERATOR,
    ACCELERATOR_LISTENER,
    API_GATEWAY_DOMAIN_NAME,
    API_GATEWAY_V2_DOMAIN_NAME,
    LOAD_BALANCERS,
)
from policies.framework.values import UNKNOWN, Answer, Unknown, every

if TYPE_CHECKING:
    from policies.framework.resources import Resource, Stack


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a chain of records ends.

    Attributes:
        record: the last record.
        place: what it leads to, in words.
        in_eu: whether that is in the EU; `UNKNOWN` where this stack does not say.
    """

    record: Resource
    place: str
    in_eu: bool | Unknown


class Destinations:
    """Where the records of a stack lead.

    Args:
        records: its records.
        stack: the stack.
    """

    def __init__(self, records: Records, stack: Stack) -> None:
        self._records = records
        self._regional = {
            resource.urn: resource
            for resource in stack.of_type(*LOAD_BALANCERS, API_GATEWAY_DOMAIN_NAME, API_GATEWAY_V2_DOMAIN_NAME)
        }
        self._accelerators = {accelerator.urn: accelerator for accelerator in stack.of_type(ACCELERATOR)}
        self._stack = stack

    def of(self, record: Resource, above: tuple[Resource, ...] = ()) -> Iterator[Destination]:
        """All ends of the chains that begin with a record, whichever of them health leads to."""
        if record in above:
            return
        target = self._records.target(record)
        if isinstance(target, Unknown):
            yield Destination(record, "the target of its alias", UNKNOWN)
        elif target is None:
            yield self._end(record)
        else:
            for member in target.members:
                if concerns_eu(location(member)):
                    yield from self.of(member, (*above, record))
            for member in target.doubtful:
                yield Destination(record, f"{member}, perhaps", UNKNOWN)

    def _end(self, record: Resource) -> Destination:
        block = alias(record)
        if block is None:
            values = record.texts("records")
            return self._named(record, [UNKNOWN] if isinstance(values, Unknown) else values)
        name = block if isinstance(block, Unknown) else block.text("name")
        if isinstance(name, Unknown):
            return self._made(record, [urn for urn in record.sources("aliases") if urn in self._known])
        for accelerator in self._accelerators.values():
            if isinstance(own := accelerator.text("dnsName"), str) and normal(own) == normal(name or ""):
                return self._made(record, [accelerator.urn])
        return self._named(record, [name or ""])

    @property
    def _known(self) -> frozenset[str]:
        return frozenset((*self._regional, *self._accelerators))

    def _named(self, record: Resource, names: Iterable[str | Unknown]) -> Destination:
        """An end that is told by the Regions in its names."""
        standing = {None if isinstance(name, Unknown) else name_in_eu(name) for name in names}
        place = ", ".join(str(name) for name in names if not isinstance(name, Unknown))
        return Destination(record, place, _joined(UNKNOWN if found is None else found for found in standing))

    def _made(self, record: Resource, urns: list[str]) -> Destination:
        """An end that is told by the resource that the alias comes from."""
        if len(urns) != 1:
            return Destination(record, "the target of its alias", UNKNOWN)
        if accelerator := self._accelerators.get(urns[0]):
            regions = self._accelerator_regions(accelerator)
            known = sorted(region for region in regions if isinstance(region, str))
            place = f"{accelerator} with endpoints in {', '.join(known) or 'no Region that this stack declares'}"
        else:
            regions = {self._regional[urns[0]].region}
            place = f"{self._regional[urns[0]]} in {', '.join(map(str, regions))}"
        standing = (UNKNOWN if region in (None, UNKNOWN) else region in EU_REGIONS for region in regions)
        return Destination(record, place, _joined(standing))

    def _accelerator_regions(self, accelerator: Resource) -> set[str | Unknown | None]:
        regions: set[str | Unknown | None] = set()
        for listener in self._stack.of_type(ACCELERATOR_LISTENER):
            named = sole(listener, "acceleratorArn", self._stack, ACCELERATOR)
            groups = endpoint_groups(listener, self._stack)
            if named is accelerator:
                regions |= groups.regions
            if named is UNKNOWN or (named is accelerator and groups.possible):
                regions.add(UNKNOWN)
        return regions


def concerns_eu(place: Location | Unknown | None) -> bool:
    """Whether a record answers residents of the EU as such: by no area, or by one that is theirs."""
    return not isinstance(place, Location) or place.continent == EUROPE or in_eu(place.country)


def _joined(standing: Iterable[Answer]) -> Answer:
    """Whether all of an end is in the EU; one of which nothing is told may be anywhere."""
    return every(list(standing) or [UNKNOWN])
