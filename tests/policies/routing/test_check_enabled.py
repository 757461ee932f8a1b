from __future__ import annotations

import pytest

from policies.routing.check_enabled import check_enabled as rule
from tests.policies.harness import judge
from tests.policies.mutants.mutant import mutant
from tests.policies.routing.records import HEALTH_CHECK, check, records

MUTANTS = (
    mutant(
        "a release's check disabled",
        "us-east-1",
        lambda d: d.set("shop-records-blue-api", "disabled", True, type_=HEALTH_CHECK),
        "shop-records-blue-api",
    ),
    mutant(
        "a Region's calculated check disabled",
        "eu-central-1",
        lambda d: d.set("shop-records-blue", "disabled", True, type_=HEALTH_CHECK),
        "shop-records-blue",
    ),
    mutant(
        "the standby's check disabled",
        "global",
        lambda d: d.set("edge-routing-world-too-few-healthy", "disabled", "true", type_=HEALTH_CHECK),
        "edge-routing-world-too-few-healthy",
    ),
)


@pytest.mark.parametrize("properties", ["type: HTTPS", "type: HTTPS, disabled: false", "type: CALCULATED"])
def test_satisfied(properties: str) -> None:
    judged = judge(rule, records(also=check("check", properties)))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize("type_", ["HTTPS", "TCP", "CALCULATED", "CLOUDWATCH_METRIC", "unknown!"])
def test_violated(type_: str) -> None:
    assert judge(rule, records(also=check("check", f"type: {type_}, disabled: true"))).names(rule.id) == {"check"}


def test_undecided() -> None:
    judged = judge(rule, records(also=check("check", "type: HTTPS, disabled: unknown!")))
    assert not judged.violated
    assert "disabled" in judged.undecided[rule.id]
