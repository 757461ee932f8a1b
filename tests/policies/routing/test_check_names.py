from __future__ import annotations

import pytest

from policies.routing.check_names import check_names as rule
from tests.policies.harness import judge
from tests.policies.mutants.mutant import View, mutant
from tests.policies.routing.records import HEALTH_CHECK, alias, check, records

MUTANTS = (
    mutant(
        "a release's check that asks the Region",
        "us-east-1",
        lambda d: d.set("shop-records-blue-api", "fqdn", "us-east-1.origin.securecart.example", type_=HEALTH_CHECK),
        "shop-records-blue-api",
    ),
    mutant(
        "the same, once everything is known",
        "ap-southeast-1",
        lambda d: d.set(
            "shop-records-blue-origin", "fqdn", "AP-Southeast-1.origin.securecart.example.", type_=HEALTH_CHECK
        ),
        "shop-records-blue-origin",
        view=View.DEPLOYED,
    ),
    mutant(
        "a Region's own check in place of its releases'",
        "eu-central-1",
        lambda d: d.sources(
            "shop-records-blue-share", "healthCheckId", "shop-records-region-api", type_="aws:route53/record:Record"
        ),
        "shop-records-region-api",
    ),
)
CARRIED = 'healthCheckId: "${a.id}"'
LEAF = "name: leaf.shop.example, records: [192.0.2.1]"


@pytest.mark.parametrize(
    ("declared", "checks"),
    [
        ([CARRIED, LEAF], "fqdn: leaf.shop.example"),
        ([CARRIED], "fqdn: elsewhere.example"),
        ([CARRIED], "fqdn: shop.example, ipAddress: 192.0.2.1"),
        ([CARRIED], "ipAddress: 192.0.2.1"),
        (["records: [192.0.2.1]"], "fqdn: shop.example"),
        ([f"{CARRIED}, {alias('leaf.shop.example')}", LEAF], "fqdn: leaf.shop.example"),
        (["healthCheckId: other"], "fqdn: shop.example"),
    ],
    ids=range(7),
)
def test_satisfied(declared: list[str], checks: str) -> None:
    judged = judge(rule, records(*declared, also=check("a", f"type: HTTPS, {checks}")))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "declared",
    [
        [CARRIED],
        [f"{CARRIED}, name: Shop.Example."],
        [f"{CARRIED}, name: a.shop.example", alias("a.shop.example")],
        [
            f"{CARRIED}, name: b.shop.example",
            alias("a.shop.example"),
            f"name: a.shop.example, {alias('b.shop.example')}",
        ],
        [f"{CARRIED}, {alias('shop.example')}"],
        ['healthCheckId: "${c.id}"'],
    ],
    ids=range(6),
)
def test_violated(declared: list[str]) -> None:
    also = check("a", "type: HTTPS, fqdn: shop.example") + "\n"
    also += check("c", 'type: CALCULATED, childHealthThreshold: 1, childHealthchecks: ["${a.id}"]')
    assert judge(rule, records(*declared, also=also)).names(rule.id) == {"a"}


@pytest.mark.parametrize(
    ("declared", "checks"),
    [
        ([CARRIED], "fqdn: unknown!"),
        ([CARRIED], "fqdn: shop.example, ipAddress: unknown!"),
        ([f"{CARRIED}, name: unknown!"], "fqdn: shop.example"),
        ([CARRIED], "fqdn: shop.example, type: unknown!"),
    ],
    ids=range(4),
)
def test_undecided(declared: list[str], checks: str) -> None:
    type_ = "" if "type" in checks else "type: HTTPS, "
    judged = judge(rule, records(*declared, also=check("a", type_ + checks)))
    assert not judged.violated
    assert "a (" in judged.undecided[rule.id]


def test_a_check_that_may_be_another_is_undecided() -> None:
    both = check("a", "type: HTTPS, fqdn: shop.example") + "\n" + check("b", "type: HTTPS, fqdn: b.example")
    deployed = records(CARRIED, also=both).sources("r0", "healthCheckId", "a", "b")
    judged = judge(rule, deployed)
    assert not judged.violated
    assert "a (" in judged.undecided[rule.id]
