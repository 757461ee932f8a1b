from __future__ import annotations

import pytest

from policies.routing.failover_pairs import failover_pairs as rule
from tests.policies.harness import judge
from tests.policies.mutants.mutant import View, mutant
from tests.policies.routing.records import RECORD, alias, check, records

SECONDARY_CHECK = "edge-routing-checkout-eu-secondary-a"


MUTANTS = (
    mutant(
        "the EU's API without its last resort",
        "global",
        lambda d: d.remove("edge-routing-api-eu-secondary-a", type_=RECORD),
        "edge-routing-api-eu-primary-a",
        related=("edge-accelerator-regions",),
    ),
    mutant(
        "the EU's checkout with its last resort alone",
        "global",
        lambda d: d.remove("edge-routing-checkout-eu-primary-a", type_=RECORD),
        SECONDARY_CHECK,
        related=("edge-accelerator-regions",),
    ),
    mutant(
        "a last resort by another name",
        "global",
        lambda d: d.set(SECONDARY_CHECK, "name", "checkout-eu-2.securecart.example", type_=RECORD),
        SECONDARY_CHECK,
        "edge-routing-checkout-eu-primary-a",
        related=("edge-accelerator-regions",),
    ),
    mutant(
        "both records with one check",
        "global",
        lambda d: d.set(
            SECONDARY_CHECK,
            "healthCheckId",
            d.inputs("edge-routing-checkout-eu-primary-a", type_=RECORD)["healthCheckId"],
            type_=RECORD,
        ),
        SECONDARY_CHECK,
        view=View.DEPLOYED,
    ),
    mutant(
        "anonymous pages with a standby alone",
        "global",
        lambda d: d.remove("edge-routing-origin-primary-a", type_=RECORD),
        "edge-routing-origin-secondary-a",
    ),
)
PRIMARY = "setIdentifier: p, failoverRoutingPolicies: [{type: PRIMARY}]"
SECONDARY = "setIdentifier: s, failoverRoutingPolicies: [{type: SECONDARY}]"
CHECKS = check("a", "type: HTTPS") + "\n" + check("b", "type: HTTPS")


@pytest.mark.parametrize(
    "declared",
    [
        (PRIMARY, SECONDARY),
        (f"{PRIMARY}, name: SHOP.example.", SECONDARY),
        (f'{PRIMARY}, healthCheckId: "${{a.id}}"', SECONDARY),
        (f'{PRIMARY}, healthCheckId: "${{a.id}}"', f'{SECONDARY}, healthCheckId: "${{b.id}}"'),
        (f"{PRIMARY}, healthCheckId: x", f"{SECONDARY}, healthCheckId: y"),
        (f"{PRIMARY}, healthCheckId: x", f'{SECONDARY}, healthCheckId: ""'),
        ("latencyRoutingPolicies: [{region: us-east-1}]",),
        ("records: [192.0.2.1]",),
    ],
)
def test_satisfied(declared: tuple[str, ...]) -> None:
    judged = judge(rule, records(*declared, also=CHECKS))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("declared", "reported"),
    [
        ((PRIMARY,), {"r0"}),
        ((SECONDARY,), {"r0"}),
        ((PRIMARY, f"{SECONDARY}, zoneId: Z2"), {"r0", "r1"}),
        ((PRIMARY, f"{SECONDARY}, type: AAAA"), {"r0", "r1"}),
        ((PRIMARY, f"{SECONDARY}, name: api.shop.example"), {"r0", "r1"}),
        ((PRIMARY, f"{SECONDARY}, type: AAAA, name: unknown!"), {"r0"}),
        ((f"{PRIMARY}, healthCheckId: x", f"{SECONDARY}, healthCheckId: x"), {"r1"}),
        ((f'{PRIMARY}, healthCheckId: "${{a.id}}"', f'{SECONDARY}, healthCheckId: "${{a.id}}"'), {"r1"}),
    ],
)
def test_violated(declared: tuple[str, ...], reported: set[str]) -> None:
    assert judge(rule, records(*declared, also=CHECKS)).names(rule.id) == reported


@pytest.mark.parametrize(
    "declared",
    [
        (PRIMARY, "failoverRoutingPolicies: [{type: unknown!}]"),
        (PRIMARY, "failoverRoutingPolicies: unknown!"),
        (PRIMARY, f"{SECONDARY}, name: unknown!"),
        (PRIMARY, f"{SECONDARY}, type: unknown!"),
        (PRIMARY, f"{SECONDARY}, zoneId: unknown!"),
        (f"{PRIMARY}, name: unknown!",),
        (f"{PRIMARY}, aliases: unknown!",),
        (f"{PRIMARY}, healthCheckId: unknown!", f"{SECONDARY}, healthCheckId: x"),
    ],
)
def test_undecided(declared: tuple[str, ...]) -> None:
    judged = judge(rule, records(*declared, also=CHECKS))
    assert not judged.violated
    assert rule.id in judged.undecided


LATENCY = "name: a.shop.example, latencyRoutingPolicies: [{region: us-east-1}]"


def test_a_primary_may_be_alone_before_a_group_that_chooses() -> None:
    lone = f"{PRIMARY}, {alias('a.shop.example')}"
    assert not judge(rule, records(lone, LATENCY, LATENCY)).violated
    assert judge(rule, records(lone, LATENCY)).names(rule.id) == {"r0"}
    assert judge(rule, records(lone)).names(rule.id) == {"r0"}


def test_a_group_that_may_choose_is_undecided() -> None:
    judged = judge(rule, records(f"{PRIMARY}, {alias('a.shop.example')}", LATENCY, f"{LATENCY}, zoneId: unknown!"))
    assert not judged.violated
    assert "aliases" in judged.undecided[rule.id]


def test_another_stack_may_declare_the_other() -> None:
    assert not judge(rule, records(PRIMARY), {rule.id: {"sharedNames": ["Shop.Example."]}}).violated


def test_a_name_is_completed_by_that_of_its_zone() -> None:
    zone = "zone: {type: 'aws:route53:Zone', properties: {name: shop.example}}"
    by_zone = 'zoneId: "${zone.id}"'
    declared = (f"{PRIMARY}, {by_zone}, name: api", f"{SECONDARY}, {by_zone}, name: api.shop.example")
    assert not judge(rule, records(*declared, also=zone)).violated
    declared = (f'{PRIMARY}, {by_zone}, name: ""', f"{SECONDARY}, {by_zone}, name: shop.example")
    assert not judge(rule, records(*declared, also=zone)).violated
