from __future__ import annotations

import pytest

from policies.hybrid.virtual_interface_redundancy import virtual_interface_redundancy as rule
from tests.policies.harness import Deployment, judge
from tests.policies.hybrid.direct_connect import ASHBURN, INTERFACE, NEWARK, lines, on
from tests.policies.mutants.mutant import View, mutant

MUTANTS = (
    mutant(
        "a connection without a virtual interface",
        "global",
        lambda d: d.remove(NEWARK, type_=INTERFACE),
        "edge-warehouse",
    ),
    mutant(
        "the other connection without a virtual interface, deployed",
        "global",
        lambda d: d.remove(ASHBURN, type_=INTERFACE),
        "edge-warehouse",
        view=View.DEPLOYED,
    ),
    mutant(
        "both virtual interfaces on one connection",
        "global",
        lambda d: d.sources(NEWARK, "connectionId", ASHBURN, type_=INTERFACE),
        "edge-warehouse",
        related=("hybrid-direct-connect-locations",),
    ),
)


@pytest.mark.parametrize(
    "deployment",
    [
        lines("EqDC2", "165HS"),
        lines("EqDC2", "165HS", a=on("${one.id}"), b=on("${two.id}")),
        lines("EqDC2", "165HS", a=on("${one.id}"), b=on("dxcon-1")),
        lines("EqDC2", "165HS", a=on("dxcon-1"), b=on("dxcon-2")),
        lines("EqDC2", "165HS", a=on("${one.id}", "dx-1")),
    ],
)
def test_satisfied(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "deployment",
    [
        lines("EqDC2", "165HS", a=on("${one.id}")),
        lines("EqDC2", "165HS", a=on("${one.id}"), b=on("${one.id}")),
        lines("EqDC2", "165HS", a=on("dxcon-1"), b=on("dxcon-1")),
    ],
)
def test_violated(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert judged.levels == {rule.id: "advisory"}
    assert "a (aws:directconnect" in judged.violated[rule.id]["gateway"]


@pytest.mark.parametrize(
    "deployment",
    [
        lines("EqDC2", "165HS", a=on("unknown!")),
        lines("EqDC2", "165HS", a=on("${one.id}"), b=on("${two.id}", "unknown!")),
    ],
)
def test_undecided(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert "gateway" in judged.undecided[rule.id]
