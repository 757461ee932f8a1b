from __future__ import annotations

import pytest

from policies.routing.calculated_checks import calculated_checks as rule
from tests.policies.harness import ABSENT, Deployment, judge
from tests.policies.mutants.mutant import View, mutant
from tests.policies.routing.records import HEALTH_CHECK, check, records

MUTANTS = (
    mutant(
        "a release that is always healthy",
        "us-east-1",
        lambda d: d.set("shop-records-blue", "childHealthThreshold", 0, type_=HEALTH_CHECK),
        "shop-records-blue",
    ),
    mutant(
        "a release that is never healthy",
        "eu-central-1",
        lambda d: d.set("shop-records-green", "childHealthThreshold", 4, type_=HEALTH_CHECK),
        "shop-records-green",
    ),
    mutant(
        "a standby that counts on nothing",
        "global",
        lambda d: d.set("edge-routing-world-too-few-healthy", "childHealthThreshold", ABSENT, type_=HEALTH_CHECK),
        "edge-routing-world-too-few-healthy",
    ),
    mutant(
        "a calculated child",
        "us-west-2",
        lambda d: d.sources(
            "shop-records-green",
            "childHealthchecks",
            "shop-records-blue",
            "shop-records-green-api",
            "shop-records-green-checkout",
            type_=HEALTH_CHECK,
        ),
        "shop-records-green",
    ),
    mutant(
        "a calculated child, known by its id",
        "global",
        lambda d: d.set("edge-check-healthy-regions", "childHealthchecks[0]", _world_check(d), type_=HEALTH_CHECK),
        "edge-check-healthy-regions",
        view=View.DEPLOYED,
    ),
)


def _world_check(deployed: Deployment) -> str:
    record = deployed.inputs("edge-routing-api-world-ap-southeast-1-a", type_="aws:route53/record:Record")
    return str(record["healthCheckId"])


OTHERS = "\n".join(
    (
        check("a", "type: HTTPS"),
        check("b", "type: HTTPS"),
        check("c", 'type: CALCULATED, childHealthThreshold: 1, childHealthchecks: ["${a.id}"]'),
    )
)


@pytest.mark.parametrize(
    "properties",
    [
        'childHealthThreshold: 1, childHealthchecks: ["${a.id}", "${b.id}"]',
        'childHealthThreshold: 2, childHealthchecks: ["${a.id}", "${b.id}"]',
        "childHealthThreshold: 1, childHealthchecks: [x]",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, records(also=f"{OTHERS}\n{check('d', f'type: CALCULATED, {properties}')}"))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "properties",
    [
        'childHealthThreshold: 0, childHealthchecks: ["${a.id}"]',
        'childHealthchecks: ["${a.id}"]',
        'childHealthThreshold: 3, childHealthchecks: ["${a.id}", "${b.id}"]',
        "childHealthThreshold: 1, childHealthchecks: []",
        "childHealthThreshold: 1",
        'childHealthThreshold: 1, childHealthchecks: ["${c.id}"]',
        'childHealthThreshold: unknown!, childHealthchecks: ["${a.id}", "${c.id}"]',
        "childHealthThreshold: 0, childHealthchecks: unknown!",
    ],
)
def test_violated(properties: str) -> None:
    judged = judge(rule, records(also=f"{OTHERS}\n{check('d', f'type: CALCULATED, {properties}')}"))
    assert judged.names(rule.id) == {"d"}


@pytest.mark.parametrize(
    "properties",
    [
        "type: unknown!, childHealthThreshold: 0",
        'type: CALCULATED, childHealthThreshold: unknown!, childHealthchecks: ["${a.id}"]',
        "type: CALCULATED, childHealthThreshold: 1, childHealthchecks: unknown!",
        "type: CALCULATED, childHealthThreshold: 1, childHealthchecks: [unknown!]",
    ],
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, records(also=f"{OTHERS}\n{check('d', properties)}"))
    assert not judged.violated
    assert "d (" in judged.undecided[rule.id]


def test_children_that_may_be_calculated_are_undecided() -> None:
    one = check("d", 'type: CALCULATED, childHealthThreshold: 1, childHealthchecks: ["${a.id}"]')
    deployed = records(also=f"{OTHERS}\n{one}").sources("d", "childHealthchecks", "a", "c")
    judged = judge(rule, deployed)
    assert not judged.violated
    assert "d (" in judged.undecided[rule.id]
    child = check("d", 'type: CALCULATED, childHealthThreshold: 1, childHealthchecks: ["${e.id}"]')
    unknown = check("e", "type: unknown!")
    assert "d (" in judge(rule, records(also=f"{child}\n{unknown}")).undecided[rule.id]


def test_other_checks_are_of_no_concern() -> None:
    judged = judge(rule, records(also=check("a", "type: HTTPS, childHealthThreshold: 0")))
    assert not judged.violated
    assert not judged.undecided
