from __future__ import annotations

import pytest

from policies.routing.check_interval import check_interval as rule
from tests.policies.harness import ABSENT, judge
from tests.policies.mutants.mutant import mutant
from tests.policies.routing.records import HEALTH_CHECK, check, records

RELATED = ("routing-detection-time",)
MUTANTS = (
    mutant(
        "a check at the standard interval",
        "us-east-1",
        lambda d: d.set("shop-records-blue-api", "requestInterval", 30, type_=HEALTH_CHECK),
        "shop-records-blue-api",
        related=RELATED,
    ),
    mutant(
        "a check at the default interval",
        "eu-central-1",
        lambda d: d.set("shop-records-region-api", "requestInterval", ABSENT, type_=HEALTH_CHECK),
        "shop-records-region-api",
    ),
    mutant(
        "a patient check",
        "us-west-2",
        lambda d: d.set("shop-records-blue-origin", "failureThreshold", 4, type_=HEALTH_CHECK),
        "shop-records-blue-origin",
        related=RELATED,
    ),
)


@pytest.mark.parametrize(
    "properties",
    [
        "type: HTTPS, requestInterval: 10",
        "type: HTTPS, requestInterval: 10, failureThreshold: 3",
        "type: TCP, requestInterval: 10, failureThreshold: 1",
        "type: CALCULATED",
        "type: CLOUDWATCH_METRIC",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, records(also=check("check", properties)))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ("type: HTTPS", "not set, which means 30"),
        ("type: HTTPS, requestInterval: 30", "`requestInterval` is 30"),
        ("type: TCP, requestInterval: 10, failureThreshold: 5", "`failureThreshold` is 5"),
        ("type: HTTPS, requestInterval: unknown!, failureThreshold: 4", "`failureThreshold` is 4"),
    ],
)
def test_violated(properties: str, said: str) -> None:
    judged = judge(rule, records(also=check("check", properties)))
    assert said in judged.violated[rule.id]["check"]


@pytest.mark.parametrize(
    "properties",
    [
        "type: HTTPS, requestInterval: unknown!",
        "type: HTTPS, requestInterval: 10, failureThreshold: unknown!",
        "type: unknown!, requestInterval: 30",
    ],
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, records(also=check("check", properties)))
    assert not judged.violated
    assert "check (" in judged.undecided[rule.id]


def test_a_company_may_be_content_with_less() -> None:
    deployed = records(also=check("check", "type: HTTPS, failureThreshold: 5"))
    wanted = {rule.id: {"longestInterval": 30, "largestThreshold": 5}}
    assert not judge(rule, deployed, wanted).violated


def test_a_stricter_threshold_reaches_the_default() -> None:
    deployed = records(also=check("check", "type: HTTPS, requestInterval: 10"))
    judged = judge(rule, deployed, {rule.id: {"largestThreshold": 2}})
    assert "not set, which means 3" in judged.violated[rule.id]["check"]
