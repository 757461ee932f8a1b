from __future__ import annotations

import pytest

from policies.routing.detection_time import detection_time as rule
from tests.policies.harness import ABSENT, judge
from tests.policies.mutants.mutant import View, mutant
from tests.policies.routing.records import HEALTH_CHECK, RECORD, alias, check, records

SHARE = "shop-records-blue-share"
MUTANTS = (
    mutant(
        "a share with a check at the standard interval",
        "us-east-1",
        lambda d: d.set("shop-records-blue-checkout", "requestInterval", 30, type_=HEALTH_CHECK),
        SHARE,
        related=("routing-check-interval",),
    ),
    mutant(
        "a share with a patient check",
        "ap-southeast-1",
        lambda d: d.set("shop-records-blue-origin", "failureThreshold", 4, type_=HEALTH_CHECK),
        SHARE,
        view=View.DEPLOYED,
        related=("routing-check-interval",),
    ),
    mutant(
        "a share that resolvers keep for five minutes",
        "eu-central-1",
        lambda d: (
            d.set(SHARE, "aliases", ABSENT, type_=RECORD)
            .set(SHARE, "records", ["192.0.2.1"], type_=RECORD)
            .set(SHARE, "ttl", 300, type_=RECORD)
        ),
        SHARE,
        related=("load-balancing-deletion-protection",),
    ),
)
CARRIED = 'healthCheckId: "${a.id}"'
VALUE = "ttl: 60, records: [192.0.2.1]"
FAST = "type: HTTPS, requestInterval: 10"


@pytest.mark.parametrize(
    ("properties", "checked"),
    [
        (f"{CARRIED}, {VALUE}", FAST),
        (f"{CARRIED}, {alias('alb.elb.amazonaws.com', zone='Z9')}", f"{FAST}, failureThreshold: 3"),
        (f"{CARRIED}, ttl: 50, records: [192.0.2.1]", "type: TCP, requestInterval: 10"),
        (f"{CARRIED}, ttl: 110, records: [192.0.2.1]", "type: CLOUDWATCH_METRIC"),
        ("ttl: 300, records: [192.0.2.1]", FAST),
        ('healthCheckId: "", ttl: 300, records: [192.0.2.1]', FAST),
        (f"healthCheckId: elsewhere, {VALUE}", "type: HTTPS"),
        (f"{CARRIED}, {alias('elsewhere.shop.example')}", FAST),
    ],
    ids=range(8),
)
def test_satisfied(properties: str, checked: str) -> None:
    judged = judge(rule, records(properties, also=check("a", checked)))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "checked", "said"),
    [
        (f"{CARRIED}, {VALUE}", "type: HTTPS", "102 seconds, and resolvers keep the answer for 60"),
        (f"{CARRIED}, {VALUE}", f"{FAST}, failureThreshold: 4", "56 seconds"),
        (f"{CARRIED}, {VALUE}", "type: TCP, requestInterval: 10", "60 seconds"),
        (f"{CARRIED}, ttl: 300, records: [192.0.2.1]", "type: CLOUDWATCH_METRIC", "0 seconds"),
        ("healthCheckId: elsewhere, ttl: 300, records: [192.0.2.1]", FAST, "300"),
        (f"{CARRIED}, {alias('alb.elb.amazonaws.com', zone='Z9')}", "type: HTTPS", "60 more"),
    ],
    ids=range(6),
)
def test_violated(properties: str, checked: str, said: str) -> None:
    judged = judge(rule, records(properties, also=check("a", checked)))
    assert said in judged.violated[rule.id]["r0"]


@pytest.mark.parametrize(
    ("properties", "checked"),
    [
        (f"{CARRIED}, ttl: unknown!, records: [192.0.2.1]", FAST),
        (f"{CARRIED}, aliases: unknown!", FAST),
        (f"{CARRIED}, {VALUE}", "type: HTTPS, requestInterval: unknown!"),
        (f"{CARRIED}, {VALUE}", f"{FAST}, failureThreshold: unknown!"),
        (f"{CARRIED}, {VALUE}", "type: unknown!, requestInterval: 10"),
        (f"healthCheckId: unknown!, {VALUE}", FAST),
        ("healthCheckId: unknown!, ttl: 300, records: [192.0.2.1]", FAST),
    ],
    ids=range(7),
)
def test_undecided(properties: str, checked: str) -> None:
    judged = judge(rule, records(properties, also=check("a", checked)))
    assert not judged.violated
    assert "r0 (" in judged.undecided[rule.id]


def test_the_slowest_check_behind_a_calculated_one_decides() -> None:
    checks = [
        check("a", 'type: CALCULATED, childHealthThreshold: 1, childHealthchecks: ["${b.id}", "${c.id}"]'),
        check("b", FAST),
        check("c", "type: HTTPS, requestInterval: 30"),
    ]
    assert judge(rule, records(f"{CARRIED}, {VALUE}", also="\n".join(checks))).names(rule.id) == {"r0"}


def test_an_alias_to_records_is_kept_as_long_as_these() -> None:
    upper = f"{CARRIED}, {alias('a.shop.example')}"
    lower = "name: a.shop.example, ttl: 300, records: [192.0.2.1]"
    assert judge(rule, records(upper, lower, also=check("a", FAST))).names(rule.id) == {"r0"}
    unknown = "name: a.shop.example, zoneId: unknown!, ttl: 300, records: [192.0.2.1]"
    assert "r0" in judge(rule, records(upper, unknown, also=check("a", FAST))).undecided[rule.id]
    assert not judge(rule, records(f"{CARRIED}, {alias('shop.example')}", also=check("a", FAST))).violated


def test_a_company_has_its_own_time() -> None:
    deployed = records(f"{CARRIED}, {VALUE}", also=check("a", FAST))
    assert judge(rule, deployed, {rule.id: {"longestSeconds": 100}}).names(rule.id) == {"r0"}
