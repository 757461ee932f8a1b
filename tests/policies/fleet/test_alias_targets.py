from __future__ import annotations

import pytest

from policies.fleet.alias_targets import alias_targets
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

RECORD = "aws:route53/record:Record"
DOMAIN = "securecart.example"

MUTANTS = (
    mutant(
        "an alias with a letter missing",
        "global",
        lambda d: d.set("edge-routing-api-default-a", "aliases[0].name", "api-word.securecart.example", type_=RECORD),
        "global/edge-routing-api-default-a",
        fleet=True,
        related=("fleet-routing-coverage",),
    ),
    mutant(
        "a Region that renamed its records",
        "ap-southeast-1",
        lambda d: d.set("shop-records-blue-share", "name", f"apac.origin.{DOMAIN}", type_=RECORD),
        "global/edge-routing-api-world-ap-southeast-1-a",
        "global/edge-routing-origin-standby-ap-southeast-1-a",
        fleet=True,
        related=("fleet-routing-coverage",),
    ),
    mutant(
        "a Region that takes no part any more",
        "eu-central-1",
        lambda d: d.remove("shop-records-blue-share", type_=RECORD),
        "global/edge-routing-origin-active-eu-central-1-a",
        fleet=True,
    ),
    mutant(
        "an alias of a type that its target does not have",
        "global",
        lambda d: d.set("edge-routing-checkout-continent-EU-a", "type", "AAAA", type_=RECORD),
        "global/edge-routing-checkout-continent-EU-a",
        fleet=True,
        view=View.DEPLOYED,
    ),
)


def aliases(alias: str, declared: str = "zoneId: Z1, name: origin.example, type: A") -> Deployment:
    return program(f"""
        name: region
        resources:
          origin: {{type: "aws:route53:Record", properties: {{{declared}, records: [192.0.2.1]}}}}
        ---
        name: edge
        resources:
          balancer: {{type: "aws:lb:LoadBalancer"}}
          api: {{type: "aws:route53:Record", properties: {{zoneId: Z1, name: api.example, type: A, {alias}}}}}
    """)


@pytest.mark.parametrize(
    "alias",
    [
        "records: [192.0.2.1]",
        "aliases: [{zoneId: Z1, name: origin.example}]",
        "aliases: {zoneId: Z1, name: Origin.Example.}",
        "aliases: [{zoneId: ZELB, name: other.example}]",
        "aliases: [{zoneId: ZELB, name: unknown!}]",
        'aliases: [{zoneId: "${balancer.zoneId}", name: "${balancer.dnsName}"}]',
    ],
)
def test_satisfied(alias: str) -> None:
    judged = judge(alias_targets, aliases(alias))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("alias", "declared"),
    [
        ("aliases: [{zoneId: Z1, name: orign.example}]", "zoneId: Z1, name: origin.example, type: A"),
        ("aliases: [{zoneId: Z1, name: origin.example}]", "zoneId: Z1, name: origin.example, type: AAAA"),
        ("aliases: [{zoneId: Z1, name: origin.example}]", "zoneId: Z2, name: origin.example, type: A"),
        ("aliases: [{zoneId: Z1, name: origin.example}]", "zoneId: Z1, name: unknown!, type: CNAME"),
        ("aliases: [{zoneId: Z1, name: origin.example}]", "zoneId: Z2, name: unknown!, type: A"),
        ("aliases: [{zoneId: Z1, name: origin.example}]", "zoneId: unknown!, name: other.example, type: A"),
    ],
)
def test_violated(alias: str, declared: str) -> None:
    assert judge(alias_targets, aliases(alias, declared)).names(alias_targets.id) == {"api"}


@pytest.mark.parametrize(
    ("alias", "declared"),
    [
        ("aliases: unknown!", "zoneId: Z1, name: origin.example, type: A"),
        ("aliases: [unknown!]", "zoneId: Z1, name: origin.example, type: A"),
        ("aliases: [{zoneId: unknown!, name: x.example}]", "zoneId: Z1, name: origin.example, type: A"),
        ("aliases: [{zoneId: Z1, name: unknown!}]", "zoneId: Z1, name: origin.example, type: A"),
        ("aliases: [{zoneId: Z1, name: origin.example}]", "zoneId: Z1, name: unknown!, type: A"),
        ("aliases: [{zoneId: Z1, name: origin.example}]", "zoneId: unknown!, name: origin.example, type: A"),
        ("aliases: [{zoneId: Z1, name: origin.example}]", "zoneId: Z1, name: origin.example, type: unknown!"),
        ("zoneId: unknown!, aliases: [{zoneId: Z1, name: x.example}]", "zoneId: Z1, name: origin.example, type: A"),
        ("type: unknown!, aliases: [{zoneId: Z1, name: origin.example}]", "zoneId: Z1, name: origin.example, type: A"),
    ],
)
def test_undecided(alias: str, declared: str) -> None:
    judged = judge(alias_targets, aliases(alias, declared))
    assert not judged.violated
    assert "api (aws:route53/record:Record)" in judged.undecided[alias_targets.id]


@pytest.mark.parametrize(("target", "missed"), [("origin.example", set()), ("orign.example", {"api"})])
def test_an_alias_in_a_zone_that_is_made_with_it(target: str, missed: set[str]) -> None:
    zone = '"${zone.zoneId}"'
    made = program(f"""
        name: one
        resources:
          zone: {{type: "aws:route53:Zone"}}
          origin: {{type: "aws:route53:Record", properties: {{zoneId: {zone}, name: origin.example, type: A}}}}
          api:
            type: aws:route53:Record
            properties: {{zoneId: {zone}, name: api.example, type: A, aliases: [{{zoneId: {zone}, name: {target}}}]}}
        ---
        name: two
        resources:
          vpc: {{type: "aws:ec2:Vpc"}}
    """)
    judged = judge(alias_targets, made)
    assert judged.names(alias_targets.id) == missed
    assert not judged.undecided


def test_a_reason_names_what_is_missing() -> None:
    judged = judge(alias_targets, aliases("aliases: [{zoneId: Z1, name: orign.example}]"))
    message = judged.violated[alias_targets.id]["api"]
    assert "`aliases` leads to orign.example: no stack declares a record A of that name." in message
