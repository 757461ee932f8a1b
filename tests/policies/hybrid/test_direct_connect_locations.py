from __future__ import annotations

import pytest

from policies.hybrid.direct_connect_locations import direct_connect_locations as rule
from tests.policies.harness import Deployment, judge, program
from tests.policies.hybrid.direct_connect import ASHBURN, CONNECTION, INTERFACE, NEWARK, lines, on
from tests.policies.mutants.mutant import View, mutant

MUTANTS = (
    mutant(
        "both connections at one location",
        "global",
        lambda d: d.set(NEWARK, "location", "EqDC2", type_=CONNECTION),
        "edge-warehouse",
    ),
    mutant(
        "both virtual interfaces at one location, deployed",
        "global",
        lambda d: d.set(ASHBURN, "location", "165HS", type_=CONNECTION),
        "edge-warehouse",
        view=View.DEPLOYED,
    ),
    mutant(
        "a single line",
        "global",
        lambda d: d.remove(NEWARK, type_=INTERFACE).remove(NEWARK, type_=CONNECTION),
        "edge-warehouse",
        related=("hybrid-virtual-interface-redundancy",),
    ),
)


@pytest.mark.parametrize(
    "deployment",
    [
        lines("EqDC2", "165HS"),
        lines("EqDC2", "165HS", a=on("${one.id}")),
        lines("EqDC2", "165HS", a=on("${one.id}"), b=on("${two.id}")),
        lines("EqDC2", "EqDC2", a=on("dxcon-1")),
        program('resources: {gateway: {type: "aws:directconnect:Gateway"}}'),
    ],
)
def test_satisfied(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "deployment",
    [
        lines("EqDC2", "EqDC2"),
        lines("EqDC2", "EqDC2", a=on("${one.id}")),
        lines("EqDC2", "EqDC2", a=on("${one.id}"), b=on("${two.id}")),
        lines("EqDC2", "165HS", a=on("${one.id}"), b=on("${one.id}"), c=on("${two.id}", "dx-1")),
    ],
)
def test_violated(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert judged.names(rule.id) == {"gateway"}
    assert "All its connections are at EqDC2." in judged.violated[rule.id]["gateway"]


@pytest.mark.parametrize(
    "deployment",
    [
        lines("EqDC2", "unknown!"),
        lines("EqDC2", "EqDC2", a=on("${one.id}", "unknown!")),
        lines("EqDC2", "EqDC2", a=on("${one.id}"), b=on("unknown!")),
    ],
)
def test_undecided(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert "gateway" in judged.undecided[rule.id]


def test_the_number_of_locations_is_a_parameter() -> None:
    assert judge(rule, lines("EqDC2", "165HS"), {rule.id: {"locations": 3}}).names(rule.id) == {"gateway"}
