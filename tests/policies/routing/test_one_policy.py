from __future__ import annotations

import pytest

from policies.routing.one_policy import one_policy as rule
from tests.policies.harness import ABSENT, judge
from tests.policies.mutants.mutant import mutant
from tests.policies.routing.records import RECORD, records

MUTANTS = (
    mutant(
        "two primaries",
        "global",
        lambda d: d.set("edge-routing-origin-secondary-a", "failoverRoutingPolicies[0].type", "PRIMARY", type_=RECORD),
        "edge-routing-origin-secondary-a",
    ),
    mutant(
        "one Region twice",
        "global",
        lambda d: d.set(
            "edge-routing-api-world-us-west-2-a", "latencyRoutingPolicies[0].region", "us-east-1", type_=RECORD
        ),
        "edge-routing-api-world-us-west-2-a",
    ),
    mutant(
        "one set identifier twice",
        "global",
        lambda d: d.set("edge-routing-origin-active-us-west-2-a", "setIdentifier", "us-east-1", type_=RECORD),
        "edge-routing-origin-active-us-west-2-a",
    ),
    mutant(
        "one country twice",
        "global",
        lambda d: d.set("edge-routing-api-country-PE-a", "geolocationRoutingPolicies[0].country", "MX", type_=RECORD),
        "edge-routing-api-country-PE-a",
    ),
    mutant(
        "weighted beside latency",
        "global",
        lambda d: d.set("edge-routing-origin-active-us-west-2-a", "latencyRoutingPolicies", ABSENT, type_=RECORD).set(
            "edge-routing-origin-active-us-west-2-a", "weightedRoutingPolicies", [{"weight": 1}], type_=RECORD
        ),
        "edge-routing-origin-active-us-west-2-a",
    ),
    mutant(
        "a leaf by the name of the Region",
        "eu-central-1",
        lambda d: d.set("shop-records-green-leaf", "name", "eu-central-1.origin.securecart.example", type_=RECORD),
        "shop-records-blue-share",
        related=("load-balancing-deletion-protection",),
    ),
)


def latency(region: str, identifier: str = "", more: str = "") -> str:
    return f"setIdentifier: {identifier or region}, latencyRoutingPolicies: [{{region: {region}}}]{more}"


WEIGHTED = "setIdentifier: w, weightedRoutingPolicies: [{weight: 1}]"


@pytest.mark.parametrize(
    "declared",
    [
        (latency("a"), latency("b")),
        (latency("a"), f"{latency('a')}, type: AAAA"),
        (latency("a"), f"{latency('a')}, zoneId: Z2"),
        (latency("a"), f"{latency('a')}, name: api.shop.example"),
        (WEIGHTED, "setIdentifier: v, weightedRoutingPolicies: [{weight: 1}]"),
        (
            "setIdentifier: a, geolocationRoutingPolicies: [{country: US}]",
            "setIdentifier: b, geolocationRoutingPolicies: [{country: US, subdivision: WA}]",
        ),
        ("records: [192.0.2.1]", "records: [192.0.2.1], allowOverwrite: true"),
        ("records: [192.0.2.1]",),
    ],
)
def test_satisfied(declared: tuple[str, ...]) -> None:
    judged = judge(rule, records(*declared))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ((latency("a"), WEIGHTED), "weighted, and that of r0"),
        ((latency("a"), "records: [192.0.2.1]"), "simple, and that of r0"),
        (("records: [192.0.2.1]", "records: [192.0.2.2]"), "neither has a routing policy"),
        ((latency("a"), latency("a", "c")), "latency Region (a)"),
        ((latency("a", "x"), latency("b", "x")), "`setIdentifier` (x)"),
        (
            (
                "setIdentifier: a, failoverRoutingPolicies: [{type: SECONDARY}]",
                "setIdentifier: b, failoverRoutingPolicies: [{type: SECONDARY}]",
            ),
            "failover role (SECONDARY)",
        ),
        (
            (
                'setIdentifier: a, geolocationRoutingPolicies: [{country: "*"}]',
                'setIdentifier: b, geolocationRoutingPolicies: [{country: "*"}]',
            ),
            "location (the default location)",
        ),
    ],
)
def test_violated(declared: tuple[str, ...], said: str) -> None:
    judged = judge(rule, records(*declared))
    assert judged.names(rule.id) == {"r1"}
    assert said in judged.violated[rule.id]["r1"]


@pytest.mark.parametrize(
    "declared",
    [
        (latency("a"), "setIdentifier: b, latencyRoutingPolicies: [{region: unknown!}]"),
        (latency("a"), "setIdentifier: unknown!, latencyRoutingPolicies: [{region: b}]"),
        (latency("a"), "setIdentifier: b, latencyRoutingPolicies: unknown!"),
        ("setIdentifier: b, latencyRoutingPolicies: unknown!", latency("a")),
        (latency("a"), "multivalueAnswerRoutingPolicy: unknown!"),
    ],
)
def test_undecided(declared: tuple[str, ...]) -> None:
    judged = judge(rule, records(*declared))
    assert not judged.violated
    assert rule.id in judged.undecided


def test_an_undecided_record_does_not_hide_a_twin() -> None:
    judged = judge(rule, records("latencyRoutingPolicies: unknown!", latency("a"), latency("a", "c")))
    assert judged.names(rule.id) == {"r2"}
