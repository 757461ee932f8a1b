from __future__ import annotations

import pytest

from policies.routing.chain_depth import chain_depth as rule
from tests.policies.harness import judge
from tests.policies.mutants.mutant import mutant
from tests.policies.routing.records import RECORD, alias, records

PATH = "aliases[0].name"
CYCLE = frozenset({"edge-routing-origin-primary-a", "edge-routing-origin-active-us-east-1-a"})
MUTANTS = (
    mutant(
        "four groups for anonymous pages",
        "global",
        lambda d: d.set("edge-routing-origin-active-us-east-1-a", PATH, "api-world.securecart.example", type_=RECORD),
        "edge-routing-origin-primary-a",
    ),
    mutant(
        "four groups for pinned countries",
        "global",
        lambda d: d.set("edge-routing-api-country-MX-a", PATH, "origin.securecart.example", type_=RECORD),
        "edge-routing-api-country-MX-a",
    ),
    mutant(
        "a chain that leads back to itself",
        "global",
        lambda d: d.set("edge-routing-origin-active-us-east-1-a", PATH, "origin.securecart.example", type_=RECORD),
        *CYCLE,
    ),
    mutant(
        "a Region's share that leads to itself",
        "us-west-2",
        lambda d: d.set("shop-records-blue-share", PATH, "us-west-2.origin.securecart.example", type_=RECORD).set(
            "shop-records-blue-share", "aliases[0].zoneId", "Z0123456789SECURECART", type_=RECORD
        ),
        "shop-records-blue-share",
    ),
)


def chain(*names: str, end: str = "records: [192.0.2.1]") -> list[str]:
    """Records that each lead to the next; the last has `end`."""
    return [
        f"name: {name}.shop.example, {alias(f'{following}.shop.example') if following else end}"
        for name, following in zip(names, (*names[1:], ""), strict=True)
    ]


ELSEWHERE = alias("elsewhere.shop.example")
BALANCER = alias("alb.elb.amazonaws.com", zone="Z9")


@pytest.mark.parametrize(
    "declared",
    [
        chain("a"),
        chain("a", "b", "c"),
        chain("a", "b", "c", end=BALANCER),
        chain("a", "b", end=ELSEWHERE),
        [*chain("a", "b", "c"), *chain("b", "d")],
        [*chain("a", "b", "c"), f"type: AAAA, {chain('c', 'd')[0]}", "name: d.shop.example, records: [192.0.2.1]"],
    ],
    ids=range(6),
)
def test_satisfied(declared: list[str]) -> None:
    judged = judge(rule, records(*declared))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("declared", "reported"),
    [
        (chain("a", "b", "c", "d"), {"r0"}),
        (chain("a", "b", "c", "d", "e"), {"r0", "r1"}),
        (chain("a", "b", "c", end=ELSEWHERE), {"r0"}),
        ([*chain("a", "b"), *chain("b", "c", "d")], {"r0"}),
        (chain("a", end=alias("a.shop.example")), {"r0"}),
        (chain("a", "b", end=alias("a.shop.example")), {"r0", "r1"}),
        (chain("x", "a", "b", end=alias("a.shop.example")), {"r1", "r2"}),
    ],
    ids=range(7),
)
def test_violated(declared: list[str], reported: set[str]) -> None:
    assert judge(rule, records(*declared)).names(rule.id) == reported


def test_the_chain_is_told() -> None:
    judged = judge(rule, records(*chain("a", "b", "c", end=ELSEWHERE)))
    assert (
        "a.shop.example, b.shop.example, c.shop.example, elsewhere.shop.example (of" in judged.violated[rule.id]["r0"]
    )


@pytest.mark.parametrize(
    "declared",
    [
        ["aliases: unknown!"],
        [*chain("a", "b"), "name: b.shop.example, zoneId: unknown!, records: [192.0.2.1]"],
        [*chain("a", "b", end="aliases: unknown!")],
        [*chain("a", "b"), "name: unknown!, records: [192.0.2.1]"],
    ],
    ids=range(4),
)
def test_undecided(declared: list[str]) -> None:
    judged = judge(rule, records(*declared))
    assert not judged.violated
    assert "r0 (" in judged.undecided[rule.id]


def test_names_are_followed_by_the_dependency() -> None:
    declared = [
        "name: a.shop.example, aliases: [{name: '${r1.fqdn}', zoneId: Z1}]",
        "name: b.shop.example, aliases: [{name: '${r2.fqdn}', zoneId: Z1}]",
        *chain("c", "d"),
    ]
    assert judge(rule, records(*declared)).names(rule.id) == {"r0"}


def test_a_name_of_a_zone_that_is_not_known_yet_counts_too() -> None:
    zone = "zone: {type: 'aws:route53:Zone', properties: {name: shop.example}}"
    declared = [properties.replace("Z1", "'${zone.id}'") for properties in chain("a", "b", "c", end=ELSEWHERE)]
    judged = judge(rule, records(*(f"zoneId: '${{zone.id}}', {properties}" for properties in declared), also=zone))
    assert judged.names(rule.id) == {"r0"}


def test_a_company_may_allow_more() -> None:
    assert not judge(rule, records(*chain("a", "b", "c", "d")), {rule.id: {"mostGroups": 4}}).violated


def test_a_record_without_a_name_is_told_by_its_own() -> None:
    judged = judge(rule, records(f"name: unknown!, {alias('a.shop.example')}", *chain("a", "b", "c")))
    assert "r0 (aws:route53/record:Record), a.shop.example" in judged.violated[rule.id]["r0"]
