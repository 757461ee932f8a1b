from __future__ import annotations

import pytest

from policies.routing.check_regions import check_regions as rule
from tests.policies.harness import judge
from tests.policies.mutants.mutant import mutant
from tests.policies.routing.records import HEALTH_CHECK, check, records

MUTANTS = (
    mutant(
        "checkers in one place",
        "us-east-1",
        lambda d: d.set("shop-records-blue-api", "regions", ["us-east-1"], type_=HEALTH_CHECK),
        "shop-records-blue-api",
    ),
    mutant(
        "checkers in two places, one of them twice",
        "eu-central-1",
        lambda d: d.set(
            "shop-records-region-api", "regions", ["eu-west-1", "us-east-1", "eu-west-1"], type_=HEALTH_CHECK
        ),
        "shop-records-region-api",
    ),
    mutant(
        "checkers in two places",
        "us-west-2",
        lambda d: d.set("shop-records-green-origin", "regions", ["us-west-2", "us-east-1"], type_=HEALTH_CHECK),
        "shop-records-green-origin",
    ),
)


@pytest.mark.parametrize(
    "regions",
    ["", ", regions: []", ", regions: [a, b, c]", ", regions: [a, b, c, unknown!]", ", regions: [a, b, c, d]"],
)
def test_satisfied(regions: str) -> None:
    judged = judge(rule, records(also=check("check", f"type: HTTPS{regions}")))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize("regions", ["[a]", "[a, b]", "[a, b, b]", "[a, unknown!]", "[unknown!]"])
def test_violated(regions: str) -> None:
    assert judge(rule, records(also=check("check", f"type: HTTPS, regions: {regions}"))).names(rule.id) == {"check"}


@pytest.mark.parametrize("regions", ["unknown!", "[a, b, unknown!]", "[a, unknown!, unknown!]"])
def test_undecided(regions: str) -> None:
    judged = judge(rule, records(also=check("check", f"type: HTTPS, regions: {regions}")))
    assert not judged.violated
    assert "check (" in judged.undecided[rule.id]


def test_a_company_may_ask_for_more() -> None:
    deployed = records(also=check("check", "type: HTTPS, regions: [a, b, c]"))
    assert judge(rule, deployed, {rule.id: {"fewestRegions": 4}}).names(rule.id) == {"check"}
