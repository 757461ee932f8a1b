from __future__ import annotations

from policies.recovery.region_switch_objective import region_switch_objective
from tests.policies.harness import ABSENT, UNKNOWN, judge
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:arcregionswitch/plan:Plan"
PATH = "recoveryTimeObjectiveMinutes"

MUTANTS = (
    mutant(
        "a plan without an objective",
        "global",
        lambda d: d.set("edge-switch-us-west-2", PATH, ABSENT, type_=TYPE),
        "edge-switch-us-west-2",
    ),
    mutant(
        "another plan without an objective",
        "global",
        lambda d: d.set("edge-switch-ap-southeast-1", PATH, ABSENT, type_=TYPE),
        "edge-switch-ap-southeast-1",
    ),
    mutant(
        "a deployed plan without an objective",
        "global",
        lambda d: d.set("edge-switch-us-west-2", PATH, ABSENT, type_=TYPE),
        "edge-switch-us-west-2",
        view=View.DEPLOYED,
    ),
)


def plan(properties: str) -> str:
    return f'resources: {{plan: {{type: "aws:arcregionswitch:Plan", properties: {{{properties}}}}}}}'


def test_an_objective_satisfies_it() -> None:
    judged = judge(region_switch_objective, plan(f"{PATH}: 60"))
    assert not judged.violated
    assert not judged.undecided


def test_none_violates_it() -> None:
    judged = judge(region_switch_objective, plan("recoveryApproach: activePassive"))
    assert f"`{PATH}` is absent." in judged.violated[region_switch_objective.id]["plan"]


def test_an_unknown_one_leaves_it_open() -> None:
    judged = judge(region_switch_objective, plan(f"{PATH}: {UNKNOWN}"))
    assert not judged.violated
    assert PATH in judged.undecided[region_switch_objective.id]
