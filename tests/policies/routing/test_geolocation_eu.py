from __future__ import annotations

import pytest

from policies.aws.geography import EU_MEMBERS, EU_OUTSIDE_EUROPE, EU_TERRITORIES
from policies.routing.geolocation_eu import geolocation_eu as rule
from tests.policies.harness import judge
from tests.policies.mutants.mutant import mutant
from tests.policies.routing.records import RECORD, alias, records

API, CHECKOUT = "edge-routing-api-continent-EU-a", "edge-routing-checkout-continent-EU-a"
MUTANTS = (
    mutant(
        "the API of Cyprus left to the default",
        "global",
        lambda d: d.remove("edge-routing-api-country-CY-a", type_=RECORD),
        API,
    ),
    mutant(
        "the checkout of French Guiana left to the default",
        "global",
        lambda d: d.remove("edge-routing-checkout-country-GF-a", type_=RECORD),
        CHECKOUT,
    ),
    mutant(
        "Réunion sent to the world",
        "global",
        lambda d: d.set(
            "edge-routing-api-country-RE-a", "aliases[0].name", "api-world.securecart.example", type_=RECORD
        ),
        "edge-routing-api-country-RE-a",
        related=("routing-eu-residency",),
    ),
    mutant(
        "a record for a country outside the EU in place of Martinique's",
        "global",
        lambda d: d.set("edge-routing-api-country-MQ-a", "geolocationRoutingPolicies[0].country", "MZ", type_=RECORD),
        API,
    ),
)
EVERYBODY = sorted(EU_MEMBERS | EU_TERRITORIES)
TO_EU = alias("eu.shop.example", evaluates=False)


def located(place: str, target: str = TO_EU) -> str:
    return f"setIdentifier: '{place}', geolocationRoutingPolicies: [{{{place}}}], {target}"


def countries(codes: list[str], target: str = TO_EU) -> list[str]:
    return [located(f'country: "{code}"', target) for code in codes]


EUROPE = located("continent: EU")
OVERSEAS = countries(sorted(EU_OUTSIDE_EUROPE))


@pytest.mark.parametrize(
    "declared",
    [
        [EUROPE, *OVERSEAS],
        [EUROPE, *OVERSEAS, located("country: DE")],
        [EUROPE, *OVERSEAS, located("country: IE", alias("eu-west-1.shop.example"))],
        [EUROPE, *OVERSEAS, located("country: US", alias("us.shop.example"))],
        countries(EVERYBODY),
        [located("country: DE"), located("country: FR", alias("fr.shop.example"))],
        [located("country: US")],
        [located("continent: EU", "records: [b, a]"), *countries(sorted(EU_OUTSIDE_EUROPE), "records: [a, b]")],
        ["latencyRoutingPolicies: [{region: eu-west-1}]"],
    ],
    ids=range(9),
)
def test_satisfied(declared: list[str]) -> None:
    judged = judge(rule, records(*declared))
    assert not judged.violated
    assert not judged.undecided


def test_europe_is_not_the_union() -> None:
    judged = judge(rule, records(located("country: US"), EUROPE))
    assert judged.names(rule.id) == {"r1"}
    assert "CY, GF, GP, MF, MQ, RE, YT" in judged.violated[rule.id]["r1"]


def test_most_members_one_by_one_stand_for_the_union() -> None:
    judged = judge(rule, records(*countries([code for code in EVERYBODY if code != "HR"])))
    assert judged.names(rule.id) == {"r0"}
    assert "No record sends HR where" in judged.violated[rule.id]["r0"]


def test_the_target_of_most_of_them_is_the_union_s() -> None:
    judged = judge(rule, records(located("country: AT", alias("x.shop.example")), *countries(EVERYBODY[1:])))
    assert judged.names(rule.id) == {"r0"}


@pytest.mark.parametrize("target", [alias("us.shop.example"), alias("us-east-1.shop.example"), "records: [192.0.2.1]"])
@pytest.mark.parametrize("country", ["CY", "DE"])
def test_a_member_with_another_target_is_reported(country: str, target: str) -> None:
    declared = [EUROPE, *countries(sorted({*EU_OUTSIDE_EUROPE} - {country})), located(f"country: {country}", target)]
    judged = judge(rule, records(*declared))
    assert judged.names(rule.id) == {f"r{len(declared) - 1}"}
    assert f"country {country}" in judged.violated[rule.id][f"r{len(declared) - 1}"]


@pytest.mark.parametrize(
    "declared",
    [
        [EUROPE, *OVERSEAS[1:], located("country: unknown!")],
        [EUROPE, *OVERSEAS[1:], "geolocationRoutingPolicies: unknown!"],
        [EUROPE, *OVERSEAS[1:], f"{OVERSEAS[0]}, name: unknown!"],
        [EUROPE, *OVERSEAS[1:], f"{OVERSEAS[0]}, zoneId: unknown!"],
        [EUROPE, *OVERSEAS, located("country: DE", "aliases: unknown!")],
        [EUROPE, *OVERSEAS, located("country: DE", "records: unknown!")],
        [EUROPE, *OVERSEAS, located("country: DE", "records: [unknown!]")],
        ["geolocationRoutingPolicies: [{continent: unknown!}]"],
    ],
    ids=range(8),
)
def test_undecided(declared: list[str]) -> None:
    judged = judge(rule, records(*declared))
    assert not judged.violated
    assert rule.id in judged.undecided


def test_targets_that_are_not_known_are_one_if_they_come_from_one_resource() -> None:
    balancer = "balancer: {type: 'aws:lb:LoadBalancer'}\nother: {type: 'aws:lb:LoadBalancer'}"
    to_it, to_other = alias("${balancer.dnsName}"), alias("${other.dnsName}")
    overseas = countries(sorted(EU_OUTSIDE_EUROPE), to_it)
    judged = judge(rule, records(located("continent: EU", to_it), *overseas, also=balancer))
    assert not judged.violated
    assert not judged.undecided
    judged = judge(rule, records(located("continent: EU", to_other), *overseas, also=balancer))
    assert not judged.violated
    assert "point to" in judged.undecided[rule.id]


def test_another_stack_may_declare_countries() -> None:
    assert not judge(rule, records(EUROPE), {rule.id: {"sharedNames": ["shop.example"]}}).violated
