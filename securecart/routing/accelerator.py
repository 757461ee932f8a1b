"""How Global Accelerator chooses an endpoint for a client.

Which group is nearest is told by the client's latency to its Region: an assumption, since AWS does not say what is
measured. DNS caches have no part in it: a change of health is acted upon within about half a minute.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import Final

from securecart.routing.clients.client import Client
from securecart.routing.hops import Hop, PassedOver
from securecart.routing.rules import Rule

GROUPS_TRIED: Final = 3
"""The closest endpoint groups, which are tried before it fails open ("How failover works for unhealthy endpoints"; an
example there speaks of three additional ones: the smaller number promises less)."""
FULL_DIAL: Final = 100
DEFAULT_WEIGHT: Final = 128
"""The weight of an endpoint that states none ("Endpoint weights")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An endpoint of a group.

    Attributes:
        id: its ARN, or another name that `unhealthy` may hold.
        region: the Region of its group.
        weight: 0 to 255; with 0 it takes no traffic.
    """

    id: str
    region: str
    weight: int = DEFAULT_WEIGHT

    @property
    def place(self) -> str:
        """The Region of its group."""
        return self.region

    @property
    def label(self) -> str:
        """Its id."""
        return self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointGroup:
    """The endpoints of one Region.

    Attributes:
        accelerator: the name of the accelerator.
        region: the Region.
        endpoints: its endpoints.
        traffic_dial: the percentage taken of the traffic that is nearest to it, 0 to 100.
    """

    accelerator: str
    region: str
    endpoints: tuple[Endpoint, ...]
    traffic_dial: Fraction = Fraction(100)

    @property
    def place(self) -> str:
        """The accelerator."""
        return self.accelerator

    @property
    def label(self) -> str:
        """The Region."""
        return self.region


@dataclass(frozen=True, slots=True, kw_only=True)
class Accelerator:
    """A standard accelerator with one listener.

    Attributes:
        name: its name.
        endpoint_groups: one a Region.
    """

    name: str
    endpoint_groups: tuple[EndpointGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointOutcome:
    """Where a share of connections goes.

    Attributes:
        share: the share.
        endpoint: the endpoint.
        hops: the decisions: the group, then the endpoint.
    """

    share: Fraction
    endpoint: Endpoint
    hops: tuple[Hop, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A group that a share of a client's traffic is directed to, before health counts."""

    group: EndpointGroup
    share: Fraction
    rule: Rule
    passed_over: tuple[PassedOver, ...] = ()


def route(accelerator: Accelerator, client: Client, unhealthy: Collection[str]) -> tuple[EndpointOutcome, ...]:
    """Where a client's connections go.

    Args:
        accelerator: the accelerator.
        client: who connects.
        unhealthy: ids of the endpoints that are unhealthy; a load balancer's health is its own.

    Returns:
        One outcome an endpoint and way; none where no group has an endpoint.
    """
    nearest_first = sorted(
        (group for group in accelerator.endpoint_groups if group.endpoints),
        key=lambda group: (client.latency.get(group.region, inf), group.region),
    )
    return tuple(
        outcome
        for entry in _entries(nearest_first)
        for outcome in _outcomes(entry, nearest_first, frozenset(unhealthy))
    )


def _entries(nearest_first: Sequence[EndpointGroup]) -> Iterator[_Entry]:
    """The groups that traffic is directed to: each takes what its dial lets through, the last one all that is left."""
    takers = [group for group in nearest_first if group.traffic_dial]
    if nearest_first and not takers:
        yield _Entry(group=nearest_first[0], share=Fraction(1), rule=Rule.ALL_DIALS_ZERO)
    left = Fraction(1)
    turned_down: tuple[PassedOver, ...] = ()
    for group in nearest_first if takers else ():
        share = left if group is takers[-1] else left * group.traffic_dial / FULL_DIAL
        if share:
            rule = Rule.BEYOND_DIAL if turned_down else Rule.NEAREST_GROUP
            yield _Entry(group=group, share=share, rule=rule, passed_over=turned_down)
        left -= share
        if not left:
            return
        turned_down = (*turned_down, PassedOver(choice=group, rule=Rule.DIAL_TURNED_DOWN))


def _outcomes(
    entry: _Entry, nearest_first: Sequence[EndpointGroup], unhealthy: frozenset[str]
) -> Iterator[EndpointOutcome]:
    """The endpoints that traffic directed to a group reaches: the group's, another's, or any of the nearest."""
    others = [group for group in nearest_first if group is not entry.group]
    passed_over = list(entry.passed_over)
    for group in (entry.group, *others)[:GROUPS_TRIED]:
        failures = _failures(group, unhealthy)
        rule = entry.rule if group is entry.group else Rule.NEXT_GROUP
        if len(failures) < len(group.endpoints):
            hop = Hop(chosen=group, rule=rule, share=entry.share, passed_over=tuple(passed_over))
            yield from _by_weight(hop, group, failures)
            return
        passed_over.append(PassedOver(choice=group, rule=Rule.GROUP_UNHEALTHY, below=tuple(failures.values())))
    nearest = nearest_first[0]
    hop = Hop(chosen=nearest, rule=Rule.FAIL_OPEN, share=entry.share, passed_over=tuple(passed_over))
    share = Fraction(1, len(nearest.endpoints))
    for endpoint in nearest.endpoints:
        last = Hop(chosen=endpoint, rule=Rule.FAIL_OPEN, share=share)
        yield EndpointOutcome(share=entry.share * share, endpoint=endpoint, hops=(hop, last))


def _by_weight(hop: Hop, group: EndpointGroup, failures: Mapping[str, PassedOver]) -> Iterator[EndpointOutcome]:
    healthy = [endpoint for endpoint in group.endpoints if endpoint.id not in failures]
    total = sum(endpoint.weight for endpoint in healthy)
    for endpoint in healthy:
        share = Fraction(endpoint.weight, total)
        passed_over = tuple(failures.values())
        last = Hop(chosen=endpoint, rule=Rule.ENDPOINT_WEIGHT, share=share, passed_over=passed_over)
        yield EndpointOutcome(share=hop.share * share, endpoint=endpoint, hops=(hop, last))


def _failures(group: EndpointGroup, unhealthy: frozenset[str]) -> dict[str, PassedOver]:
    """The endpoints of a group that take no traffic, by id, and why."""
    return {
        endpoint.id: PassedOver(
            choice=endpoint, rule=Rule.ENDPOINT_WEIGHT_ZERO if not endpoint.weight else Rule.ENDPOINT_UNHEALTHY
        )
        for endpoint in group.endpoints
        if not endpoint.weight or endpoint.id in unhealthy
    }
