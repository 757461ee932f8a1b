"""A hosted zone, made ready to be asked often: what each record's health depends on, as bits of one number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import or_
from typing import Final

from securecart.routing.hops import Note
from securecart.routing.route53.hosted_zone import GroupKey, HostedZone
from securecart.routing.route53.records import MultivalueAnswer, ResourceRecordSet, Simple, Weighted
from securecart.routing.rules import Rule

MOST_LEVELS: Final = 3
"""Groups of records that a chain passes at most ("Managing over 100 weighted records")."""


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """A record of a group.

    Attributes:
        record: the record.
        check: the bit of the check that it carries; 0 where it carries none.
        target: the bit of the AWS resource whose health it takes; 0 where it takes none.
        group: the records of this zone that it points to.
        reads: the bits that its health depends on.
    """

    record: ResourceRecordSet
    check: int
    target: int
    group: Group | None
    reads: int


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """The records of one name and type.

    Attributes:
        members: the records.
        records: the same, plain.
        levels: groups that the longest chain from here passes, this one among them.
        reads: the bits that an answer depends on: those of the records, and of all below them.
        below: the groups that its records lead to, down to the last.
        notes: what AWS does not document of the tree below.
    """

    members: tuple[Member, ...]
    records: tuple[ResourceRecordSet, ...]
    levels: int
    reads: int
    below: tuple[Group, ...]
    notes: tuple[Note, ...]

    @property
    def place(self) -> str:
        """Its name and type."""
        return self.records[0].place

    @property
    def is_ordered(self) -> bool:
        """Whether its records come in an order, for each client one; otherwise weights or chance decide."""
        return not isinstance(self.records[0].policy, Weighted | MultivalueAnswer)


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A zone's groups.

    Attributes:
        groups: the groups by name and type.
        check_bits: the bit of each check that a record carries, by id.
        target_bits: the bit of each AWS resource whose health a record takes, by name.
    """

    groups: Mapping[GroupKey, Group]
    check_bits: Mapping[str, int]
    target_bits: Mapping[str, int]


def compiled(zone: HostedZone) -> Compiled:
    """The groups of a zone, from the bottom up."""
    checks = dict.fromkeys(record.health_check_id for record in zone.record_sets if record.health_check_id)
    targets = dict.fromkeys(
        record.alias_target.dns_name
        for record in zone.record_sets
        if record.alias_target and record.alias_target.evaluate_target_health and zone.target_of(record) is None
    )
    check_bits = {check: 1 << at for at, check in enumerate(checks)}
    target_bits = {target: 1 << at for at, target in enumerate(targets, start=len(checks))}
    groups: dict[GroupKey, Group] = {}

    def group(key: GroupKey) -> Group:
        if key not in groups:
            groups[key] = _group(tuple(member(record) for record in zone.groups[key]))
        return groups[key]

    def member(record: ResourceRecordSet) -> Member:
        alias = record.alias_target
        below = group((alias.dns_name, record.type)) if alias and zone.target_of(record) else None
        check = check_bits.get(record.health_check_id or "", 0)
        takes_health = alias is not None and alias.evaluate_target_health
        target = target_bits[alias.dns_name] if alias and takes_health and below is None else 0
        health = _bits(below.members) if below and takes_health else 0
        return Member(record=record, check=check, target=target, group=below, reads=check | target | health)

    for key in zone.groups:
        group(key)
    return Compiled(groups=groups, check_bits=check_bits, target_bits=target_bits)


def _group(members: tuple[Member, ...]) -> Group:
    below = list(dict.fromkeys(member.group for member in members if member.group))
    name = members[0].record.name
    notes = dict.fromkeys(note for group in below for note in (*group.notes, *_as_part_of_a_chain(group)))
    levels = 1 + max((group.levels for group in below), default=0)
    if levels > MOST_LEVELS:
        notes[Note(rule=Rule.TOO_DEEP, about=name)] = None
    return Group(
        members=members,
        records=tuple(member.record for member in members),
        levels=levels,
        reads=reduce(or_, (group.reads for group in below), _bits(members)),
        below=tuple(dict.fromkeys(chain(below, *(group.below for group in below)))),
        notes=tuple(notes),
    )


def _as_part_of_a_chain(group: Group) -> tuple[Note, ...]:
    record = group.records[0]
    if isinstance(record.policy, Simple) and record.alias_target:
        return (Note(rule=Rule.SIMPLE_ALIAS_IN_CHAIN, about=record.name),)
    return ()


def _bits(members: tuple[Member, ...]) -> int:
    """What the health of a group depends on: that of its records, whoever asks."""
    return reduce(or_, (member.reads for member in members), 0)
