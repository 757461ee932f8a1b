"""Which records of a group answer, once it is known which are healthy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from securecart.routing.hops import PassedOver
from securecart.routing.route53.preferences import Preference
from securecart.routing.route53.records import ResourceRecordSet, Weighted
from securecart.routing.rules import Rule

Failures = Sequence[PassedOver | None]
"""For each record of a group why it is unhealthy; None where it is healthy."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A record that answers.

    Attributes:
        at: its position in the group.
        share: of those who are answered, its share.
        rule: by which rule.
    """

    at: int
    share: Fraction
    rule: Rule


@dataclass(frozen=True, slots=True)
class Selection:
    """The records that answer.

    Attributes:
        picks: the records; none where there is no answer.
        passed_over: those that would have answered before, and why they do not. When none is healthy all are here.
        unanswered: why there is no answer, where there is none.
    """

    picks: tuple[Pick, ...]
    passed_over: tuple[PassedOver, ...] = ()
    unanswered: Rule | None = None


def in_order(preference: Preference, failures: Failures) -> Selection:
    """The first healthy record in a client's order; with none healthy the first, as if all were."""
    passed_over: list[PassedOver] = []
    for at in preference.order:
        failure = None if preference.first is Rule.ONLY_RECORD else failures[at]
        if failure is None:
            rule = preference.next if passed_over else preference.first
            return Selection((Pick(at, Fraction(1), rule),), tuple(passed_over))
        passed_over.append(failure)
    if not preference.order:
        return Selection((), unanswered=preference.unanswered)
    return Selection((Pick(preference.order[0], Fraction(1), preference.last_resort),), tuple(passed_over))


def by_weight(records: Sequence[ResourceRecordSet], failures: Failures) -> Selection:
    """Records by their share of the weight of the healthy ones; those of weight 0 only where no other is healthy."""
    weights = [record.policy.weight if isinstance(record.policy, Weighted) else 0 for record in records]
    positions = range(len(records))
    healthy = [at for at in positions if failures[at] is None]
    pool = [at for at in healthy if weights[at]]
    rule = Rule.WEIGHT
    if not pool:
        pool = healthy or [at for at in positions if weights[at]] or list(positions)
        rule = (Rule.ZERO_WEIGHTS if any(weights) else Rule.ALL_WEIGHTS_ZERO) if healthy else Rule.LAST_RESORT
    total = sum(weights[at] for at in pool)
    picks = (Pick(at, Fraction(weights[at] or 1, total or len(pool)), rule) for at in pool)
    passed_over = (
        failures[at] or PassedOver(choice=records[at], rule=Rule.WEIGHT_ZERO)
        for at in positions
        if failures[at] or at not in pool
    )
    return Selection(tuple(picks), tuple(passed_over))


def together(failures: Failures) -> Selection:
    """All healthy records alike, or all records where none is healthy.

    An answer has eight of them at most, picked by chance, and a client takes any of these: all have equal shares.
    """
    healthy = [at for at, failure in enumerate(failures) if failure is None]
    pool = healthy or range(len(failures))
    rule = Rule.MULTIVALUE if healthy else Rule.LAST_RESORT
    picks = (Pick(at, Fraction(1, len(pool)), rule) for at in pool)
    return Selection(tuple(picks), tuple(failure for failure in failures if failure))
