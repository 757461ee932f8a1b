"""In which order the records of a group come for a client, by routing policy alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from math import inf
from typing import Final, TypeVar

from securecart.routing.clients.cities import region_coordinates
from securecart.routing.clients.client import Client
from securecart.routing.errors import RoutingError
from securecart.routing.geography.coordinates import Coordinates
from securecart.routing.hops import Note
from securecart.routing.route53.hosted_zone import CidrCollection
from securecart.routing.route53.records import (
    DEFAULT_LOCATION,
    Failover,
    FailoverRole,
    Geolocation,
    Geoproximity,
    IpBased,
    Latency,
    ResourceRecordSet,
    RoutingPolicy,
)
from securecart.routing.rules import Rule

CHINA: Final = "CN"
CHINA_REGION: Final = "cn-north-1"
"""Its latency record answers everybody in China, whatever the latency ("Values specific for latency records")."""
_Policy = TypeVar("_Policy", bound=RoutingPolicy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """The records of a group that may answer a client: the first of them that is healthy does.

    Attributes:
        order: positions in the group, the preferred first; records that are not for the client are not among them.
        first: the rule by which the first answers.
        next: the rule by which another answers.
        last_resort: the rule by which the first answers when none is healthy.
        unanswered: why none answers, where there is none.
        notes: what AWS does not document of it.
    """

    order: tuple[int, ...]
    first: Rule
    next: Rule
    last_resort: Rule = Rule.LAST_RESORT
    unanswered: Rule | None = None
    notes: tuple[Note, ...] = ()


_ONLY: Final = Preference(order=(0,), first=Rule.ONLY_RECORD, next=Rule.ONLY_RECORD, last_resort=Rule.ONLY_RECORD)


def preference(
    records: Sequence[ResourceRecordSet], client: Client, collections: Mapping[str, CidrCollection]
) -> Preference:
    """The order of a group's records for a client, where neither weights nor chance decide.

    Raises:
        RoutingError: what the order depends on is not known.
    """
    place = records[0].place
    match records[0].policy:
        case Latency():
            return _by_latency(_policies(records, Latency), client)
        case Failover():
            return _by_role(_policies(records, Failover))
        case Geolocation():
            return _by_area(_policies(records, Geolocation), client)
        case Geoproximity():
            return _by_distance(place, _policies(records, Geoproximity), client)
        case IpBased():
            return _by_address(place, _policies(records, IpBased), client, collections)
    return _ONLY


def biased_distance(distance: float, bias: int) -> float:
    """The distance that Route 53 reckons with ("How Amazon Route 53 uses bias to route traffic").

    Args:
        distance: the actual distance.
        bias: -99 to 99; above 0 it draws clients from farther away.
    """
    return distance * (1 - bias / 100) if bias >= 0 else distance / (1 + bias / 100)


def _policies(records: Sequence[ResourceRecordSet], kind: type[_Policy]) -> list[_Policy]:
    return [record.policy for record in records if isinstance(record.policy, kind)]


def _by_latency(policies: Sequence[Latency], client: Client) -> Preference:
    first = CHINA_REGION if client.country == CHINA else None
    regions = [policy.region for policy in policies]

    def rank(at: int) -> tuple[bool, float, str]:
        return regions[at] != first, client.latency.get(regions[at], inf), regions[at]

    unknown = [region for region in regions if region not in client.latency and region != first]
    return Preference(
        order=tuple(sorted(range(len(regions)), key=rank)),
        first=Rule.LOWEST_LATENCY,
        next=Rule.LOWEST_LATENCY,
        notes=tuple(Note(rule=Rule.LATENCY_UNKNOWN, about=region) for region in unknown),
    )


def _by_role(policies: Sequence[Failover]) -> Preference:
    roles = [policy.role for policy in policies]
    return Preference(
        order=tuple(sorted(range(len(roles)), key=lambda at: roles[at] is FailoverRole.SECONDARY)),
        first=Rule.FAILOVER_PRIMARY if FailoverRole.PRIMARY in roles else Rule.FAILOVER_SECONDARY,
        next=Rule.FAILOVER_SECONDARY,
        last_resort=Rule.FAILOVER_BOTH_UNHEALTHY if len(roles) > 1 else Rule.LAST_RESORT,
    )


def _by_area(policies: Sequence[Geolocation], client: Client) -> Preference:
    areas = [
        Geolocation(country=client.country),
        Geolocation(continent=client.continent),
        Geolocation(country=DEFAULT_LOCATION),
    ]
    if client.subdivision:
        areas.insert(0, Geolocation(country=client.country, subdivision=client.subdivision))
    found = {policy: at for at, policy in enumerate(policies)}
    order = tuple(found[area] for area in areas if area in found)
    return Preference(
        order=order,
        first=Rule.SMALLEST_AREA,
        next=Rule.LARGER_AREA,
        last_resort=Rule.AREAS_ALL_UNHEALTHY,
        unanswered=None if order else Rule.NO_DEFAULT_LOCATION,
    )


def _by_distance(place: str, policies: Sequence[Geoproximity], client: Client) -> Preference:
    distances = [
        biased_distance(client.coordinates.distance(_coordinates(place, policy)), policy.bias) for policy in policies
    ]
    return Preference(
        order=tuple(sorted(range(len(policies)), key=distances.__getitem__)),
        first=Rule.SHORTEST_BIASED_DISTANCE,
        next=Rule.SHORTEST_BIASED_DISTANCE,
    )


def _coordinates(place: str, policy: Geoproximity) -> Coordinates:
    if policy.coordinates:
        return policy.coordinates
    where = policy.region or policy.local_zone_group or ""
    known = region_coordinates()
    if where not in known:
        raise RoutingError(
            f"{place}: {where}: where it is, is not known; allowed: coordinates, or one of {', '.join(sorted(known))}"
        )
    return known[where]


def _by_address(
    place: str, policies: Sequence[IpBased], client: Client, collections: Mapping[str, CidrCollection]
) -> Preference:
    if client.subnet is None:
        raise RoutingError(f"{place}: answers by address, and {client.name} has none; allowed: a client with a subnet")
    lengths = {at: _longest_prefix(place, policy, client.subnet, collections) for at, policy in enumerate(policies)}
    matched = sorted((at for at, length in lengths.items() if length > 0), key=lambda at: -lengths[at])[:1]
    default = [at for at, policy in enumerate(policies) if policy.location == DEFAULT_LOCATION]
    order = (*matched, *default)
    return Preference(
        order=order,
        first=Rule.CIDR_LOCATION if matched else Rule.CIDR_DEFAULT,
        next=Rule.CIDR_FALLBACK,
        unanswered=None if order else Rule.NO_CIDR_DEFAULT,
    )


def _longest_prefix(
    place: str, policy: IpBased, subnet: IPv4Network | IPv6Network, collections: Mapping[str, CidrCollection]
) -> int:
    """The length of the longest block of a record's location that holds a subnet; 0 where none does."""
    if policy.location == DEFAULT_LOCATION:
        return 0
    if policy.collection not in collections:
        raise RoutingError(f"{place}: CIDR collection {policy.collection}: was not read; allowed: one that was")
    blocks = collections[policy.collection].get(policy.location, ())
    return max((block.prefixlen for block in blocks if _holds(block, subnet)), default=0)


def _holds(block: IPv4Network | IPv6Network, subnet: IPv4Network | IPv6Network) -> bool:
    if isinstance(block, IPv4Network):
        return isinstance(subnet, IPv4Network) and subnet.subnet_of(block)
    return isinstance(subnet, IPv6Network) and subnet.subnet_of(block)
