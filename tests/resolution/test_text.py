from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from securecart.resolution.exported import resolve
from securecart.resolution.model import Question
from securecart.resolution.text import render
from securecart.routing.clients.selection import select
from securecart.routing.route53.hosted_zone import MOST_CHAINED
from securecart.routing.route53.records import Failover, FailoverRole, Geolocation, Latency, Weighted
from tests.routing.zones import record, zone

if TYPE_CHECKING:
    from securecart.resolution.model import Resolution

SHARED = zone(
    record("", "near", Latency("eu-central-1"), to="europe"),
    record("", "far", Latency("us-east-1"), values=("198.51.100.1",)),
    record("europe", "blue", Weighted(2), values=("192.0.2.1",), check="b"),
    record("europe", "green", Weighted(1), values=("192.0.2.2",)),
    record("deep", "primary", Failover(FailoverRole.PRIMARY), to="middle"),
    record("middle", to="europe"),
    record("areas", "one", Weighted(1), to="home"),
    record("areas", "two", Weighted(1), values=("192.0.2.3",)),
    record("home", "japan", Geolocation(country="JP")),
    *(record(f"n{at}", to=f"n{at + 1}") for at in range(1, MOST_CHAINED)),
    record(f"n{MOST_CHAINED}", check="b", values=("192.0.2.4",)),
)


def resolved(name: str = "example.com", client: str = "DE") -> Resolution:
    return resolve(SHARED, "zone.json", Question(name=name, client=select(client)))


def test_shares_are_shown_where_ways_part() -> None:
    text = render(resolved())
    assert "→ blue  66.7 %  by weight among the healthy records" in text
    assert "\n  66.7 %  192.0.2.1  TTL 60 s\n  33.3 %  192.0.2.2  TTL 60 s\n" in text


def test_the_longest_chain_is_shown_to_its_end() -> None:
    lines = render(resolved("n1")).splitlines()
    assert [line.strip() for line in lines if line.endswith(" A")] == [
        f"n{at}.example.com A" for at in range(1, MOST_CHAINED + 1)
    ]


def test_what_is_not_documented_is_a_note() -> None:
    assert "· middle.example.com: how a simple alias inside a chain" in render(resolved("deep"))


def test_those_who_are_not_answered_are_counted() -> None:
    text = render(resolved("areas"))
    assert "  50 %  192.0.2.3" in text
    assert "  50 %  no record is for the client's area" in text
    assert text.endswith("✗ Not everybody is answered\n")


def test_lists_that_disagree_on_a_country_are_named() -> None:
    assert "Cyprus, filed under Europe (octoDNS: Asia)" in render(resolved(client="CY"))


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal_or_80(width: int) -> None:
    for name in ("example.com", "deep", "areas", "n1"):
        assert max(map(len, render(resolved(name), width=width).splitlines())) <= min(width, 80)


def test_color_only_where_it_is_wanted() -> None:
    assert "\x1b[" in render(resolved(), color=True)
    assert "\x1b[" not in render(resolved())
