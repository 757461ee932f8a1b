"""Route 53 record sets, whichever stacks declare them, and where aliases lead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from policies.aws.route53 import alias
from policies.aws.types import RECORD
from policies.framework.values import UNKNOWN, Block, Unknown

if TYPE_CHECKING:
    from policies.framework.resources import Resource, Stack

Zone = str | frozenset[str]
"""A hosted zone: its id, or the URNs that the id comes from while it is not known."""

_ZONE: Final = "aws:route53/zone:Zone"


@dataclass(frozen=True, slots=True)
class Name:
    """What resolvers ask for: a name and a type, in a zone. The name is without case and without its final dot."""

    zone: Zone
    name: str
    type: str


class RecordSets:
    """The records of a fleet, by what they answer for."""

    def __init__(self, stack: Stack) -> None:
        self._sets: dict[Name, list[Resource]] = defaultdict(list)
        self._nameless: list[Resource] = []
        for record in stack.of_type(RECORD):
            name = name_of(record)
            if isinstance(name, Unknown):
                self._nameless.append(record)
            else:
                self._sets[name].append(record)

    def __iter__(self) -> Iterator[tuple[Name, Sequence[Resource]]]:
        return iter(self._sets.items())

    def __contains__(self, name: Name) -> bool:
        return name in self._sets

    def of(self, name: Name) -> Sequence[Resource]:
        """The records that answer for a name."""
        return self._sets.get(name, ())

    def may_answer(self, name: Name) -> Sequence[Resource]:
        """The records of which it is not known whether they answer for a name; one that leads to it does not."""
        return [record for record in self._nameless if _may_be(record, name) and alias_name(record) != name]


def name_of(record: Resource) -> Name | Unknown:
    """What a record answers for."""
    zone, name, type_ = _zone(record), record.text("name"), record.text("type")
    if isinstance(zone, Unknown) or isinstance(name, Unknown) or isinstance(type_, Unknown):
        return UNKNOWN
    return Name(zone, _normal(name), type_ or "")


def alias_name(record: Resource) -> Name | Unknown | None:
    """What an alias leads to in its own zone; None where it leads out of the zone, or is no alias.

    Route 53 takes an alias to a record only of the same zone and type.
    """
    target = alias(record)
    if target is None:
        return None
    same_zone = _stays(record, target)
    if not isinstance(same_zone, bool):
        return UNKNOWN
    if not same_zone:
        return None
    zone, type_ = _zone(record), record.text("type")
    name = target.text("name") if isinstance(target, Block) else UNKNOWN
    if isinstance(zone, Unknown) or isinstance(name, Unknown) or isinstance(type_, Unknown):
        return UNKNOWN
    return Name(zone, _normal(name), type_ or "")


def _stays(record: Resource, target: Block | Unknown) -> bool | Unknown:
    """Whether an alias leads to a record of its own zone.

    A zone id that is not known, and comes from neither a record nor a zone, is one of AWS's own: a load balancer's, for
    instance.
    """
    own = _zone(record)
    named = target.text("zoneId") if isinstance(target, Block) else UNKNOWN
    if not isinstance(named, Unknown):
        return named == own if isinstance(own, str) else UNKNOWN
    sources = record.sources("aliases")
    if isinstance(own, frozenset) and own <= set(sources):
        return True
    if sources and not any(f"{type_}::" in source for source in sources for type_ in (RECORD, _ZONE)):
        return False
    return UNKNOWN


def _zone(record: Resource) -> Zone | Unknown:
    zone = record.text("zoneId")
    if zone is not UNKNOWN:
        return zone or ""
    return frozenset(record.sources("zoneId")) or UNKNOWN


def _may_be(record: Resource, name: Name) -> bool:
    zone, own, type_ = _zone(record), record.text("name"), record.text("type")
    return (
        (
            isinstance(zone, Unknown)
            or zone == name.zone
            or isinstance(zone, frozenset) != isinstance(name.zone, frozenset)
        )
        and (isinstance(own, Unknown) or _normal(own) == name.name)
        and type_ in (UNKNOWN, name.type)
    )


def _normal(name: str | None) -> str:
    """Names compare without case and without the final dot (RFC 4343)."""
    return (name or "").rstrip(".").lower()
