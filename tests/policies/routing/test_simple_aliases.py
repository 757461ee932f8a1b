from __future__ import annotations

import pytest

from policies.routing.simple_aliases import simple_aliases as rule
from tests.policies.harness import ABSENT, judge
from tests.policies.mutants.mutant import mutant
from tests.policies.routing.records import RECORD, alias, records

MUTANTS = (
    mutant(
        "the standbys' name without a policy",
        "global",
        lambda d: d.set("edge-routing-origin-standby-ap-southeast-1-a", "latencyRoutingPolicies", ABSENT, type_=RECORD),
        "edge-routing-origin-standby-ap-southeast-1-a",
    ),
    mutant(
        "a share that leads to the leaf",
        "us-east-1",
        lambda d: d.set(
            "shop-records-blue-share",
            "aliases",
            [
                {
                    "name": "blue.us-east-1.origin.securecart.example",
                    "zoneId": "Z0123456789SECURECART",
                    "evaluateTargetHealth": True,
                }
            ],
            type_=RECORD,
        ),
        "shop-records-blue-leaf",
    ),
    mutant(
        "an API that leads to the shop",
        "global",
        lambda d: d.set("edge-routing-api-default-a", "aliases[0].name", "shop.securecart.example", type_=RECORD),
        "edge-routing-shop-a",
        related=("edge-distribution-location-routing",),
    ),
)
LATENCY = "latencyRoutingPolicies: [{region: us-east-1}]"
UPPER = f"{LATENCY}, {alias('a.shop.example')}"
BALANCER = alias("alb.elb.amazonaws.com", zone="Z9")


@pytest.mark.parametrize(
    "declared",
    [
        [UPPER, f"name: a.shop.example, weightedRoutingPolicies: [{{weight: 1}}], {BALANCER}"],
        [UPPER, "name: a.shop.example, records: [192.0.2.1]"],
        [f"{LATENCY}, {alias('a.shop.example', evaluates=False)}", f"name: a.shop.example, {BALANCER}"],
        [alias("a.shop.example"), f"name: a.shop.example, {BALANCER}"],
        [UPPER, f"name: a.shop.example, type: AAAA, {BALANCER}"],
        [UPPER],
    ],
    ids=range(6),
)
def test_satisfied(declared: list[str]) -> None:
    judged = judge(rule, records(*declared))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize("evaluates", [True, False])
def test_violated(*, evaluates: bool) -> None:
    lower = f"name: a.shop.example, {alias('alb.elb.amazonaws.com', evaluates=evaluates, zone='Z9')}"
    judged = judge(rule, records(UPPER, lower, UPPER))
    assert judged.names(rule.id) == {"r1"}
    assert judged.levels == {rule.id: "advisory"}


@pytest.mark.parametrize(
    "declared",
    [
        [
            f"{LATENCY}, aliases: [{{name: a.shop.example, zoneId: Z1, evaluateTargetHealth: unknown!}}]",
            f"name: a.shop.example, {BALANCER}",
        ],
        [UPPER, f"name: a.shop.example, zoneId: unknown!, {BALANCER}"],
        [UPPER, "name: a.shop.example, aliases: unknown!"],
        [f"{LATENCY}, aliases: unknown!"],
    ],
    ids=range(4),
)
def test_undecided(declared: list[str]) -> None:
    judged = judge(rule, records(*declared))
    assert not judged.violated
    assert rule.id in judged.undecided
