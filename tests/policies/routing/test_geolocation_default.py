from __future__ import annotations

import pytest

from policies.routing.geolocation_default import geolocation_default as rule
from tests.policies.harness import judge
from tests.policies.mutants.mutant import mutant
from tests.policies.routing.records import RECORD, records

FIRST_OF_API = "edge-routing-api-country-CO-a"
FIRST_OF_CHECKOUT = "edge-routing-checkout-default-a"
MUTANTS = (
    mutant(
        "the API without a default",
        "global",
        lambda d: d.remove("edge-routing-api-default-a", type_=RECORD),
        FIRST_OF_API,
    ),
    mutant(
        "the checkout for one country in place of all",
        "global",
        lambda d: d.set("edge-routing-checkout-default-a", "geolocationRoutingPolicies[0].country", "US", type_=RECORD),
        FIRST_OF_CHECKOUT,
    ),
    mutant(
        "the API's default by another type",
        "global",
        lambda d: d.set("edge-routing-api-default-a", "type", "AAAA", type_=RECORD),
        FIRST_OF_API,
    ),
)


def located(place: str, more: str = "") -> str:
    return f"setIdentifier: '{place}', geolocationRoutingPolicies: [{{{place}}}]{more}"


MEXICO, DEFAULT = located("country: MX"), located('country: "*"')


@pytest.mark.parametrize(
    "declared",
    [
        (MEXICO, DEFAULT),
        (DEFAULT,),
        (MEXICO, DEFAULT, located("country: unknown!")),
        ("latencyRoutingPolicies: [{region: us-east-1}]",),
    ],
)
def test_satisfied(declared: tuple[str, ...]) -> None:
    judged = judge(rule, records(*declared))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "declared",
    [
        (MEXICO,),
        (MEXICO, located("continent: EU")),
        (MEXICO, located("country: US, subdivision: WA")),
        (MEXICO, f"{located('country: PE')}, zoneId: unknown!"),
    ],
)
def test_violated(declared: tuple[str, ...]) -> None:
    assert judge(rule, records(*declared)).names(rule.id) >= {"r0"}


@pytest.mark.parametrize("more", ["type: AAAA", "zoneId: Z2", "name: api.shop.example"])
def test_a_default_of_another_name_does_not_help(more: str) -> None:
    assert judge(rule, records(MEXICO, f"{DEFAULT}, {more}")).names(rule.id) == {"r0"}


@pytest.mark.parametrize(
    "declared",
    [
        (MEXICO, located("country: unknown!")),
        (MEXICO, located("continent: unknown!")),
        (MEXICO, "geolocationRoutingPolicies: unknown!"),
        (MEXICO, f"{DEFAULT}, name: unknown!"),
        (MEXICO, f"{DEFAULT}, zoneId: unknown!"),
        (f"{MEXICO}, name: unknown!",),
    ],
)
def test_undecided(declared: tuple[str, ...]) -> None:
    judged = judge(rule, records(*declared))
    assert not judged.violated
    assert rule.id in judged.undecided


def test_another_stack_may_declare_it() -> None:
    assert not judge(rule, records(MEXICO), {rule.id: {"sharedNames": ["shop.example"]}}).violated
