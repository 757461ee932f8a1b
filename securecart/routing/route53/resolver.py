"""Answers the names of a hosted zone as Route 53 does, for any client and whatever is unhealthy.

Whether a record is healthy is the same for all clients; which healthy record answers is not. Both are worked out once
for the bits of health that they depend on and then looked up, so that hundreds of failures, each for dozens of clients
and names, take a fraction of a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import Final

from securecart.routing.clients.client import Client
from securecart.routing.errors import ZoneError
from securecart.routing.hops import Hop, Note, PassedOver
from securecart.routing.route53.answers import Answer, Outcome
from securecart.routing.route53.groups import Group, Member, compiled
from securecart.routing.route53.health_checks import Health
from securecart.routing.route53.hosted_zone import HostedZone
from securecart.routing.route53.preferences import Preference, preference
from securecart.routing.route53.records import MultivalueAnswer, Weighted, normal
from securecart.routing.route53.selection import Selection, by_weight, in_order, together
from securecart.routing.route53.statuses import CheckStatus, statuses
from securecart.routing.rules import Rule

MOST_CNAMES: Final = 8
"""Names that a resolver follows one after the other before it gives up; the DNS sets no number (RFC 1034)."""
WILDCARD: Final = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A zone's health at a moment, for `Resolver.answer`.

    Attributes:
        statuses: the status of every check.
        unhealthy: the bits of the checks and targets that are unhealthy.
    """

    statuses: Mapping[str, CheckStatus]
    unhealthy: int


@dataclass(frozen=True, slots=True)
class _Resolved:
    outcomes: tuple[Outcome, ...]
    unanswered: Rule | None
    notes: tuple[Note, ...]


class Resolver:
    """Answers the names of a zone.

    Args:
        zone: the zone.
    """

    def __init__(self, zone: HostedZone) -> None:
        self.zone = zone
        self._compiled = compiled(zone)
        self._names = {zone.name, *chain.from_iterable(_with_parents(name, zone) for name, _ in zone.groups)}
        self._failures: dict[tuple[Member, int], PassedOver | None] = {}
        self._preferences: dict[tuple[Group, Client], Preference] = {}
        self._resolved: dict[tuple[Group, Client, int], _Resolved] = {}

    def state(self, health: Health) -> State:
        """The zone's health at a moment."""
        found = statuses(self.zone.health_checks, health)
        unhealthy = 0
        for check, bit in self._compiled.check_bits.items():
            unread = health.set_checks.get(check, check not in health.failing_checks)
            unhealthy |= 0 if (found[check].healthy if check in found else unread) else bit
        targets = {normal(target) for target in health.unhealthy_targets}
        for target, bit in self._compiled.target_bits.items():
            unhealthy |= bit if target in targets else 0
        return State(statuses=found, unhealthy=unhealthy)

    def answer(self, name: str, client: Client, state: State, *, type_: str = "A") -> Answer:
        """What a client is answered.

        Args:
            name: the name that it asks for.
            client: who asks.
            state: the zone's health, from `state`.
            type_: the type of record that it asks for.

        Raises:
            RoutingError: what the answer depends on is not known, or the zone does not hold the name.
        """
        name = normal(name)
        if not self.zone.holds(name):
            raise ZoneError(f"{name}: is not in the zone {self.zone.name}; allowed: a name that is")
        resolved = self._ask(name, type_, client, state.unhealthy, MOST_CNAMES)
        applied = (
            Note(rule=hop.rule, about=hop.chosen.place)
            for hop in chain.from_iterable(outcome.hops for outcome in resolved.outcomes)
            if not hop.rule.documented
        )
        return Answer(
            name=name,
            type=type_,
            outcomes=resolved.outcomes,
            unanswered=resolved.unanswered,
            notes=tuple(dict.fromkeys((*resolved.notes, *applied))),
        )

    def why_unhealthy(self, name: str, state: State, *, type_: str = "A") -> tuple[PassedOver, ...]:
        """The records of a name that are unhealthy, and why."""
        group = self._compiled.groups[normal(name), type_]
        failures = (self._failure(member, state.unhealthy) for member in group.members)
        return tuple(failure for failure in failures if failure)

    # From a name to its records.

    def _ask(self, name: str, type_: str, client: Client, unhealthy: int, left: int) -> _Resolved:
        """What a name is answered, and the name that its CNAME gives, and so on."""
        group = self._group(name, type_)
        if group is None:
            return _Resolved((), Rule.NO_SUCH_NAME, ())
        resolved = self._resolve(group, client, unhealthy)
        if group.records[0].type == type_:
            return resolved
        if not left:
            raise ZoneError(f"{name}: CNAME after CNAME, {MOST_CNAMES} of them; allowed: a name with an end")
        return _joined(self._beyond(outcome, type_, client, unhealthy, left - 1) for outcome in resolved.outcomes)

    def _beyond(self, outcome: Outcome, type_: str, client: Client, unhealthy: int, left: int) -> _Resolved:
        """What is answered for the name that a CNAME gives; a name that is not the zone's is the end."""
        name = normal(outcome.values[0]) if outcome.values else ""
        if not self.zone.holds(name):
            return _Resolved((outcome,), None, ())
        found = self._ask(name, type_, client, unhealthy, left)
        outcomes = tuple(_prefixed(outcome.hops, outcome.share, after, outcome.ttl) for after in found.outcomes)
        return _Resolved(outcomes, found.unanswered, found.notes)

    def _group(self, name: str, type_: str) -> Group | None:
        """The records of a name, or of the wildcard that stands for it (RFC 4592)."""
        if name not in self._names:
            parent = name.partition(".")[2]
            while parent not in self._names:
                parent = parent.partition(".")[2]
            name = f"{WILDCARD}.{parent}"
        return self._compiled.groups.get((name, type_)) or self._compiled.groups.get((name, "CNAME"))

    # From the records of a name to those that answer.

    def _resolve(self, group: Group, client: Client, unhealthy: int) -> _Resolved:
        key = (group, client, unhealthy & group.reads)
        found = self._resolved.get(key)
        if found is None:
            found = self._resolved[key] = self._resolve_anew(group, client, unhealthy)
        return found

    def _resolve_anew(self, group: Group, client: Client, unhealthy: int) -> _Resolved:
        failures = [self._failure(member, unhealthy) for member in group.members]
        notes = group.notes
        match group.records[0].policy:
            case Weighted():
                selection = by_weight(group.records, failures)
            case MultivalueAnswer():
                selection = together(failures)
            case _:
                order = self._preference(group, client)
                selection = in_order(order, failures)
                notes = (*notes, *order.notes)
        return _joined(self._followed(group, selection, client, unhealthy), selection.unanswered, notes)

    def _followed(self, group: Group, selection: Selection, client: Client, unhealthy: int) -> Iterator[_Resolved]:
        """Where each record that answers leads."""
        for pick in selection.picks:
            member = group.members[pick.at]
            record = member.record
            hop = Hop(chosen=record, rule=pick.rule, share=pick.share, passed_over=selection.passed_over)
            if member.group is None:
                target = record.alias_target.dns_name if record.alias_target else None
                ttl = self.zone.kind_of(target).ttl if target else record.ttl
                outcome = Outcome(share=pick.share, record=record, target=target, ttl=ttl, hops=(hop,))
                yield _Resolved((outcome,), None, ())
                continue
            below = self._resolve(member.group, client, unhealthy)
            outcomes = tuple(_prefixed((hop,), pick.share, outcome) for outcome in below.outcomes)
            unanswered = (Note(rule=Rule.AREA_WITHOUT_ANSWER, about=member.group.place),) if below.unanswered else ()
            yield _Resolved(outcomes, below.unanswered, (*below.notes, *unanswered))

    def _preference(self, group: Group, client: Client) -> Preference:
        key = (group, client)
        found = self._preferences.get(key)
        if found is None:
            found = self._preferences[key] = preference(group.records, client, self.zone.cidr_collections)
        return found

    # Health.

    def _failure(self, member: Member, unhealthy: int) -> PassedOver | None:
        """Why a record is unhealthy; None where it is healthy."""
        bits = unhealthy & member.reads
        if not bits:
            return None
        key = (member, bits)
        if key not in self._failures:
            self._failures[key] = self._failure_anew(member, bits)
        return self._failures[key]

    def _failure_anew(self, member: Member, unhealthy: int) -> PassedOver | None:
        record, alias = member.record, member.record.alias_target
        if unhealthy & member.check:
            return PassedOver(choice=record, rule=Rule.CHECK_UNHEALTHY, because=record.health_check_id)
        if alias and unhealthy & member.target:
            return PassedOver(choice=record, rule=Rule.TARGET_UNHEALTHY, because=alias.dns_name)
        if alias and member.group and member.takes_health_of_group:
            below = [self._failure(lower, unhealthy) for lower in member.group.members]
            failures = tuple(failure for failure in below if failure)
            if len(failures) == len(below):
                return PassedOver(choice=record, rule=Rule.NO_HEALTHY_TARGET, because=alias.dns_name, below=failures)
        return None


def _with_parents(name: str, zone: HostedZone) -> Iterator[str]:
    """A name and all above it in the zone, which exist because it does."""
    while name != zone.name and zone.holds(name):
        yield name
        name = name.partition(".")[2]


def _prefixed(hops: tuple[Hop, ...], share: Fraction, outcome: Outcome, ttl: int | None = None) -> Outcome:
    """An outcome of those who come by some hops; of two times to live the longer one holds a client."""
    kept = outcome.ttl if ttl is None or outcome.ttl is None else max(ttl, outcome.ttl)
    return Outcome(
        share=share * outcome.share if share != 1 else outcome.share,
        record=outcome.record,
        target=outcome.target,
        ttl=kept,
        hops=hops + outcome.hops,
    )


def _joined(parts: Iterator[_Resolved], unanswered: Rule | None = None, notes: tuple[Note, ...] = ()) -> _Resolved:
    found = list(parts)
    return _Resolved(
        tuple(chain.from_iterable(part.outcomes for part in found)),
        next((part.unanswered for part in found if part.unanswered), unanswered),
        tuple(dict.fromkeys(chain(notes, *(part.notes for part in found)))),
    )
