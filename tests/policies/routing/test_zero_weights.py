from __future__ import annotations

import pytest

from policies.routing.zero_weights import zero_weights as rule
from tests.policies.harness import judge
from tests.policies.mutants.mutant import mutant
from tests.policies.routing.records import RECORD, records

PATH = "weightedRoutingPolicies[0].weight"
MUTANTS = (
    mutant(
        "the only release at weight 0",
        "us-east-1",
        lambda d: d.set("shop-records-blue-share", PATH, 0, type_=RECORD),
        "shop-records-blue-share",
        related=("load-balancing-deletion-protection",),
    ),
    mutant(
        "a release at weight 0, in a string",
        "eu-central-1",
        lambda d: d.set("shop-records-blue-share", PATH, "0", type_=RECORD),
        "shop-records-blue-share",
        related=("load-balancing-deletion-protection",),
    ),
    mutant(
        "an idle release with a record",
        "ap-southeast-1",
        lambda d: (
            d.duplicate("shop-records-blue-share", "shop-records-green-share", type_=RECORD)
            .set("shop-records-green-share", PATH, 0, type_=RECORD)
            .set("shop-records-green-share", "setIdentifier", "green", type_=RECORD)
        ),
        "shop-records-green-share",
    ),
)


@pytest.mark.parametrize(
    "properties",
    ["weightedRoutingPolicies: [{weight: 1}]", "latencyRoutingPolicies: [{region: us-east-1}]", "records: [192.0.2.1]"],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, records(properties))
    assert not judged.violated
    assert not judged.undecided


def test_violated() -> None:
    judged = judge(rule, records("weightedRoutingPolicies: [{weight: 0}]", "weightedRoutingPolicies: [{weight: 9}]"))
    assert judged.names(rule.id) == {"r0"}


@pytest.mark.parametrize("policy", ["unknown!", "[unknown!]", "[{weight: unknown!}]"])
def test_undecided(policy: str) -> None:
    judged = judge(rule, records(f"weightedRoutingPolicies: {policy}"))
    assert not judged.violated
    assert "r0 (" in judged.undecided[rule.id]
