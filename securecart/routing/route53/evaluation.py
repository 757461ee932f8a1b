"""From the records of a name down to those that answer.

Clients to whom the records of a tree come in the same order are answered alike: what is worked out for one of them, and
for the bits of health that the tree depends on, is looked up for the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from securecart.routing.clients.client import Client
from securecart.routing.errors import RoutingError
from securecart.routing.hops import Hop, Note
from securecart.routing.route53.answers import Outcome
from securecart.routing.route53.failures import Failures
from securecart.routing.route53.groups import Group
from securecart.routing.route53.hosted_zone import HostedZone
from securecart.routing.route53.preferences import Preference, preference
from securecart.routing.route53.records import Weighted
from securecart.routing.route53.selection import Pick, Selection, by_weight, in_order, together
from securecart.routing.rules import Rule


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What the records of a name come to.

    Attributes:
        outcomes: where each share is sent.
        unanswered: why there is no answer, where there is none for some or all.
        notes: what AWS does not document of it.
    """

    outcomes: tuple[Outcome, ...]
    unanswered: Rule | None
    notes: tuple[Note, ...]


class Evaluation:
    """Evaluates the groups of a zone.

    Args:
        zone: the zone.
    """

    def __init__(self, zone: HostedZone) -> None:
        self._zone = zone
        self._failures = Failures()
        self._preferences: dict[tuple[Group, Client], Preference] = {}
        self._alike: dict[tuple[Preference | None, ...], int] = {}
        self._crowds: dict[tuple[Group, Client], int] = {}
        self._evaluated: dict[tuple[Group, int, int], Evaluated] = {}

    def crowd(self, group: Group, client: Client) -> int:
        """The number of those to whom all records below a group come in the same order as to a client."""
        key = (group, client)
        found = self._crowds.get(key)
        if found is None:
            tree = (group, *group.below)
            orders = tuple(self._known_preference(each, client) for each in tree if each.is_ordered)
            found = self._crowds[key] = self._alike.setdefault(orders, len(self._alike))
        return found

    def evaluate(self, group: Group, client: Client, unhealthy: int) -> Evaluated:
        """What a client is answered by the records of a group.

        Args:
            group: the records.
            client: who asks.
            unhealthy: the bits of the checks and targets that are unhealthy.

        Raises:
            RoutingError: what the answer depends on is not known.
        """
        key = (group, self.crowd(group, client), unhealthy & group.reads)
        found = self._evaluated.get(key)
        if found is None:
            found = self._evaluated[key] = self._anew(group, client, unhealthy)
        return found

    def _anew(self, group: Group, client: Client, unhealthy: int) -> Evaluated:
        failures = [self._failures.of(member, unhealthy) for member in group.members]
        notes = group.notes
        if group.is_ordered:
            order = self._preference(group, client)
            selection = in_order(order, failures)
            notes = (*notes, *order.notes)
        elif isinstance(group.records[0].policy, Weighted):
            selection = by_weight(group.records, failures)
        else:
            selection = together(failures)
        parts = [self._followed(group, pick, selection, client, unhealthy) for pick in selection.picks]
        return joined(parts, unanswered=selection.unanswered, notes=notes)

    def _followed(self, group: Group, pick: Pick, selection: Selection, client: Client, unhealthy: int) -> Evaluated:
        """Where a record that answers leads."""
        member = group.members[pick.at]
        record = member.record
        hop = Hop(chosen=record, rule=pick.rule, share=pick.share, passed_over=selection.passed_over)
        notes = () if pick.rule.documented else (Note(rule=pick.rule, about=record.place),)
        if member.group is None:
            target = record.alias_target.dns_name if record.alias_target else None
            ttl = self._zone.kind_of(target).ttl if target else record.ttl
            outcome = Outcome(share=pick.share, record=record, target=target, ttl=ttl, hops=(hop,))
            return Evaluated((outcome,), None, notes)
        below = self.evaluate(member.group, client, unhealthy)
        if below.unanswered:
            notes = (*notes, Note(rule=Rule.AREA_WITHOUT_ANSWER, about=member.group.place))
        outcomes = tuple(behind((hop,), pick.share, outcome, outcome.ttl) for outcome in below.outcomes)
        return Evaluated(outcomes, below.unanswered, (*below.notes, *notes))

    def _known_preference(self, group: Group, client: Client) -> Preference | None:
        """The order of a group's records; None where it is not known, which is no matter unless the group answers."""
        try:
            return self._preference(group, client)
        except RoutingError:
            return None

    def _preference(self, group: Group, client: Client) -> Preference:
        key = (group, client)
        found = self._preferences.get(key)
        if found is None:
            found = self._preferences[key] = preference(group.records, client, self._zone.cidr_collections)
        return found


def behind(hops: tuple[Hop, ...], share: Fraction, outcome: Outcome, ttl: int | None) -> Outcome:
    """An outcome, as one of those who come by some hops."""
    return Outcome(
        share=share * outcome.share if share != 1 else outcome.share,
        record=outcome.record,
        target=outcome.target,
        ttl=ttl,
        hops=hops + outcome.hops,
    )


def joined(parts: Iterable[Evaluated], *, unanswered: Rule | None = None, notes: tuple[Note, ...] = ()) -> Evaluated:
    """What several parts come to together."""
    found = tuple(parts)
    if len(found) == 1 and not notes and unanswered is None:
        return found[0]
    return Evaluated(
        tuple(chain.from_iterable(part.outcomes for part in found)),
        next(_unanswered(found), unanswered),
        tuple(dict.fromkeys(chain(notes, *(part.notes for part in found)))),
    )


def _unanswered(parts: Iterable[Evaluated]) -> Iterator[Rule]:
    return (part.unanswered for part in parts if part.unanswered)
