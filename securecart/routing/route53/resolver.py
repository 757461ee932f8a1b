"""Answers the names of a hosted zone as Route 53 does, for any client and whatever is unhealthy.

A zone is compiled once; hundreds of failures, each for dozens of clients and names, then take a fraction of a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

from securecart.routing.clients.client import Client
from securecart.routing.errors import ZoneError
from securecart.routing.route53.answers import Answer, Outcome
from securecart.routing.route53.evaluation import Evaluated, Evaluation, behind, joined
from securecart.routing.route53.groups import Group, compiled
from securecart.routing.route53.health_checks import Health
from securecart.routing.route53.hosted_zone import HostedZone
from securecart.routing.route53.records import CNAME, normal, target_name
from securecart.routing.route53.statuses import CheckStatus, statuses
from securecart.routing.rules import Rule

MOST_CNAMES: Final = 8
"""Names that a resolver follows one after the other before it gives up; the DNS sets no number (RFC 1034)."""
_WILDCARD: Final = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A zone's health at a moment, for `Resolver.answer`.

    Attributes:
        statuses: the status of every check.
        unhealthy: the bits of the checks and targets that are unhealthy.
    """

    statuses: Mapping[str, CheckStatus]
    unhealthy: int


class Resolver:
    """Answers the names of a zone.

    Args:
        zone: the zone.
    """

    def __init__(self, zone: HostedZone) -> None:
        self.zone = zone
        self._compiled = compiled(zone)
        self._evaluation = Evaluation(zone)
        self._names = {zone.name, *chain.from_iterable(_with_parents(name, zone) for name, _ in zone.groups)}
        self._groups: dict[tuple[str, str], Group | None] = {}
        self._answers: dict[tuple[str, str, int, int], Answer] = {}

    def state(self, health: Health) -> State:
        """The zone's health at a moment."""
        found = statuses(self.zone.health_checks, health)
        unhealthy = 0
        for check, bit in self._compiled.check_bits.items():
            unread = health.set_checks.get(check, check not in health.failing_checks)
            unhealthy |= 0 if (found[check].healthy if check in found else unread) else bit
        targets = {target_name(target) for target in health.unhealthy_targets}
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
        group = self._group(name, type_)
        if group is None:
            return Answer(name=normal(name), type=type_, outcomes=(), unanswered=Rule.NO_SUCH_NAME)
        if group.records[0].type != type_:
            return _answer(name, type_, self._by_cname(name, type_, client, state.unhealthy, MOST_CNAMES))
        key = (name, type_, self._evaluation.crowd(group, client), state.unhealthy & group.reads)
        found = self._answers.get(key)
        if found is None:
            evaluated = self._evaluation.evaluate(group, client, state.unhealthy)
            found = self._answers[key] = _answer(name, type_, evaluated)
        return found

    def depends_on(self, name: str, *, type_: str = "A") -> int:
        """The bits of `State.unhealthy` that the answers to a name depend on, its CNAMEs' left out."""
        group = self._group(name, type_)
        return group.reads if group else 0

    def _group(self, name: str, type_: str) -> Group | None:
        """The records that answer for a name, or its CNAME; None where the zone has none."""
        key = (name, type_)
        if key not in self._groups:
            self._groups[key] = self._found(normal(name), type_)
        return self._groups[key]

    def _found(self, name: str, type_: str) -> Group | None:
        """The records of a name, or of the wildcard that stands for it (RFC 4592)."""
        if not self.zone.holds(name):
            raise ZoneError(f"{name}: is not in the zone {self.zone.name}; allowed: a name that is")
        if name not in self._names:
            parent = name.partition(".")[2]
            while parent not in self._names:
                parent = parent.partition(".")[2]
            name = f"{_WILDCARD}.{parent}"
        return self._compiled.groups.get((name, type_)) or self._compiled.groups.get((name, CNAME))

    def _by_cname(self, name: str, type_: str, client: Client, unhealthy: int, left: int) -> Evaluated:
        """What a resolver finds that goes after the name of a CNAME, and so on."""
        group = self._group(name, type_)
        if group is None:
            return Evaluated((), Rule.NO_SUCH_NAME, ())
        evaluated = self._evaluation.evaluate(group, client, unhealthy)
        if group.records[0].type == type_:
            return evaluated
        if not left:
            raise ZoneError(f"{name}: CNAME after CNAME, {MOST_CNAMES} of them; allowed: a name with an end")
        parts = [self._beyond(outcome, type_, client, unhealthy, left - 1) for outcome in evaluated.outcomes]
        return joined(parts, unanswered=evaluated.unanswered, notes=evaluated.notes)

    def _beyond(self, outcome: Outcome, type_: str, client: Client, unhealthy: int, left: int) -> Evaluated:
        """What is answered for the name that a CNAME gives; a name that is not the zone's is the end."""
        name = normal(outcome.values[0]) if outcome.values else ""
        if not self.zone.holds(name):
            return Evaluated((outcome,), None, ())
        found = self._by_cname(name, type_, client, unhealthy, left)
        outcomes = tuple(
            behind(outcome.hops, outcome.share, after, _longer(outcome.ttl, after.ttl)) for after in found.outcomes
        )
        return Evaluated(outcomes, found.unanswered, found.notes)


def _answer(name: str, type_: str, evaluated: Evaluated) -> Answer:
    return Answer(
        name=normal(name),
        type=type_,
        outcomes=evaluated.outcomes,
        unanswered=evaluated.unanswered,
        notes=evaluated.notes,
    )


def _longer(one: int | None, other: int | None) -> int | None:
    """Of two times to live the one that holds a client longer; None where one is not known."""
    return None if one is None or other is None else max(one, other)


def _with_parents(name: str, zone: HostedZone) -> Iterator[str]:
    """A name and all above it in the zone, which exist because it does."""
    while name != zone.name and zone.holds(name):
        yield name
        name = name.partition(".")[2]
