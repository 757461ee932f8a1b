from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_network

import pytest

from securecart.routing.clients.selection import select
from securecart.routing.errors import RoutingError
from securecart.routing.geography.coordinates import Coordinates
from securecart.routing.route53.health_checks import Health
from securecart.routing.route53.preferences import biased_distance, preference
from securecart.routing.route53.records import Geolocation, Geoproximity, IpBased, Latency
from securecart.routing.route53.resolver import Resolver
from securecart.routing.rules import Rule
from tests.routing.zones import ask, full, record, shares, zone

# https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-geoproximity.html


def test_a_bias_of_50_halves_the_distance() -> None:
    assert biased_distance(150, 50) == 75


def test_a_negative_bias_lengthens_it() -> None:
    assert biased_distance(75, -50) == 150
    assert biased_distance(75, 0) == 75


def test_a_bias_wins_clients_who_are_nearer_to_another() -> None:
    frankfurt = select("frankfurt").coordinates
    north, south = (Coordinates(frankfurt.latitude + degrees, frankfurt.longitude) for degrees in (1.35, -0.9))
    near = record("", "B", Geoproximity(coordinates=south))
    assert shares(ask(zone(record("", "A", Geoproximity(coordinates=north)), near), client="frankfurt")) == {"B": 1}
    biased = record("", "A", Geoproximity(coordinates=north, bias=50))
    answer = ask(zone(biased, near), client="frankfurt")
    assert shares(answer) == {"A": 1}
    assert answer.outcomes[0].hops[0].rule is Rule.SHORTEST_BIASED_DISTANCE


def test_regions_are_at_their_cities() -> None:
    both = zone(
        *(record("", region, Geoproximity(region=region), check=region) for region in ("eu-west-3", "ap-northeast-1"))
    )
    assert shares(ask(both, client="GB")) == {"eu-west-3": 1}
    assert shares(ask(both, client="GB", failing=("eu-west-3",))) == {"ap-northeast-1": 1}


@pytest.mark.parametrize(
    "policy", [Geoproximity(region="us-nowhere-1"), Geoproximity(local_zone_group="us-east-1-bos-1")]
)
def test_a_place_that_is_not_known_is_refused(policy: Geoproximity) -> None:
    with pytest.raises(
        RoutingError, match=r"example\.com A: us-.*: where it is, is not known; allowed: coordinates, or"
    ):
        ask(zone(record("", "one", policy)))


# https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-ipbased.html


COLLECTION = {
    "v6": (ip_network("2001:db8::/32"),),
    "wide": (ip_network("203.0.0.0/16"),),
    "narrow": (ip_network("198.51.100.0/24"), ip_network("203.0.113.0/24")),
    "deep": (ip_network("2001:db9:0:1234::/64"),),
}
BY_ADDRESS = zone(
    *(record("", place, IpBased(collection="c", location=place), check=place) for place in (*COLLECTION, "*")),
    cidr_collections={"c": COLLECTION},
)


@pytest.mark.parametrize(
    ("subnet", "expected"),
    [
        ("2001:db8:0:1234::/48", "v6"),  # longer than the block: it matches the shorter one
        ("2001:db9::/32", "*"),  # shorter than the block: the default
        ("203.0.113.0/25", "narrow"),
        ("203.0.5.0/24", "wide"),
        ("192.0.2.0/24", "*"),
    ],
)
def test_the_longest_block_around_the_client(subnet: str, expected: str) -> None:
    answer = _ask_from(subnet)
    assert shares(answer) == {expected: 1}
    assert answer.outcomes[0].hops[0].rule is (Rule.CIDR_DEFAULT if expected == "*" else Rule.CIDR_LOCATION)


def test_what_follows_an_unhealthy_location_is_noted() -> None:
    answer = _ask_from("203.0.113.0/24", failing=frozenset({"narrow"}))
    assert shares(answer) == {"*": 1}
    assert [note.rule for note in answer.notes] == [Rule.CIDR_FALLBACK]


def test_without_a_default_location_there_is_no_answer() -> None:
    only = zone(record("", "one", IpBased(collection="c", location="wide")), cidr_collections={"c": COLLECTION})
    resolver = Resolver(only)
    client = replace(select("DE"), subnet=ip_network("192.0.2.0/24"))
    assert resolver.answer(full(""), client, resolver.state(Health())).unanswered is Rule.NO_CIDR_DEFAULT


def test_what_an_answer_by_address_needs() -> None:
    with pytest.raises(RoutingError, match="DE has none; allowed: a client with a subnet"):
        ask(BY_ADDRESS)
    unread = zone(record("", "one", IpBased(collection="c", location="wide")))
    with pytest.raises(RoutingError, match="CIDR collection c: was not read"):
        preference(unread.record_sets, replace(select("DE"), subnet=ip_network("192.0.2.0/24")), {})


def test_records_by_address_ask_only_those_whom_they_answer_for_an_address() -> None:
    by_address = [record("eu", each, IpBased(collection="c", location=each)) for each in ("wide", "*")]
    branches = zone(
        record("", "eu", Geolocation(continent="EU"), to="eu"),
        record("", "else", Geolocation(country="*"), to="world"),
        record("world"),
        *by_address,
        cidr_collections={"c": COLLECTION},
    )
    assert shares(ask(branches, client="ashburn")) == {"world.example.com": 1}
    with pytest.raises(RoutingError, match=r"eu\.example\.com A: answers by address, and frankfurt has none"):
        ask(branches, client="frankfurt")


def test_a_region_of_unknown_latency_is_the_farthest() -> None:
    both = zone(record("", "new", Latency("aa-north-1")), record("", "far", Latency("ap-southeast-2")))
    answer = ask(both)
    assert shares(answer) == {"far": 1}
    assert [(note.rule, note.about) for note in answer.notes] == [(Rule.LATENCY_UNKNOWN, "aa-north-1")]


# https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-latency.html


@pytest.mark.parametrize(("client", "expected"), [("CN", "cn-north-1"), ("HK", "ap-east-1")])
def test_beijing_answers_everybody_in_china(client: str, expected: str) -> None:
    both = zone(*(record("", region, Latency(region)) for region in ("ap-east-1", "cn-north-1")))
    answer = ask(both, client=client)
    assert shares(answer) == {expected: 1}
    assert bool(answer.notes) is (client == "HK")


def _ask_from(subnet: str, failing: frozenset[str] = frozenset()):  # type: ignore[no-untyped-def]  # noqa: ANN202
    resolver = Resolver(BY_ADDRESS)
    client = replace(select("DE"), subnet=ip_network(subnet, strict=False))
    return resolver.answer(full(""), client, resolver.state(Health(failing_checks=failing)))
