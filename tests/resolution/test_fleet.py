"""The real fleet."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from securecart.proof.estate.read import read
from securecart.resolution.fleet import resolve
from securecart.resolution.model import Question
from securecart.resolution.text import render
from securecart.routing.clients.selection import select
from securecart.routing.errors import ZoneError
from securecart.settings import load_project
from tests.fleet import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from securecart.plan.model import Plan
    from securecart.resolution.model import Resolution

    Ask = Callable[..., Resolution]


@pytest.fixture(scope="module")
def ask(fleet: Plan) -> Ask:
    estate, edge = read(fleet), load_project(ROOT).fleet.edge

    def asked(name: str, client: str, down: tuple[str, ...] = (), unhealthy: tuple[str, ...] = ()) -> Resolution:
        return resolve(estate, edge, Question(name=name, client=select(client), down=down, unhealthy=unhealthy))

    return asked


def ends(found: Resolution) -> dict[str, Fraction]:
    return {found.named(way.end): way.share for way in found.ways}


@pytest.mark.parametrize(
    ("name", "client", "down", "expected"),
    [
        ("api", "DE", (), "blue load balancer, eu-central-1"),
        ("api", "DE", ("eu-central-1",), "page that answers 503, eu-west-1"),
        ("api", "CY@AS", (), "blue load balancer, eu-central-1"),
        ("api", "US-CA", (), "blue load balancer, us-west-2"),
        ("api", "US-CA", ("us-west-2",), "blue load balancer, us-east-1"),
        ("checkout", "US-CA", ("us-west-2",), "blue load balancer, us-east-1"),
        ("checkout", "DE", (), "blue load balancer, eu-central-1"),
        ("checkout", "DE", ("eu-central-1",), "page that answers 503, eu-west-1"),
        ("origin", "DE", ("eu-central-1",), "blue load balancer, us-east-1"),
    ],
)
def test_who_answers(ask: Ask, name: str, client: str, down: tuple[str, ...], expected: str) -> None:
    found = ask(name, client, down)
    assert ends(found) == {expected: 1}
    assert found.notes == ()
    assert max(map(len, render(found).splitlines())) <= 80


def test_the_path_goes_on_behind_an_accelerator(ask: Ask) -> None:
    (way,) = ask("checkout", "US-CA").ways
    assert [hop.rule.name for hop in way.hops] == ["SMALLEST_AREA", "NEAREST_GROUP", "ENDPOINT_WEIGHT"]


def test_the_eus_residents_are_seen_to_stay(ask: Ask) -> None:
    text = " ".join(render(ask("api", "DE", ("eu-central-1",))).split())
    assert "its target's health is not evaluated: it counts as healthy" in text
    assert "eu-central-1/shop-records-blue" in text


def test_what_is_not_there(ask: Ask) -> None:
    with pytest.raises(ZoneError, match="--down sa-east-1: nothing of the fleet is there; allowed: ap-southeast-1"):
        ask("api", "DE", ("sa-east-1",))
    with pytest.raises(ZoneError, match=r"--unhealthy nope: the fleet has no such health check; allowed: .*/"):
        ask("api", "DE", unhealthy=("nope",))


def test_a_check_is_stuck(ask: Ask) -> None:
    assert ends(ask("api", "US-CA", unhealthy=("us-west-2/shop-records-blue-api",))) == {
        "blue load balancer, us-east-1": 1
    }
