from __future__ import annotations

import pytest

from policies.recovery.region_switch_workflows import region_switch_workflows
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:arcregionswitch/plan:Plan"

MUTANTS = (
    mutant(
        "no way back",
        "global",
        lambda d: d.set("edge-switch-us-west-2", "workflows[1]", ABSENT, type_=TYPE),
        "edge-switch-us-west-2",
    ),
    mutant(
        "no workflows",
        "global",
        lambda d: d.set("edge-switch-ap-southeast-1", "workflows", ABSENT, type_=TYPE),
        "edge-switch-ap-southeast-1",
    ),
    mutant(
        "a workflow without steps",
        "global",
        lambda d: d.set("edge-switch-us-west-2", "workflows[0].steps", [], type_=TYPE),
        "edge-switch-us-west-2",
    ),
    mutant(
        "two workflows to one Region",
        "global",
        lambda d: d.set("edge-switch-us-west-2", "workflows[1].workflowTargetRegion", "us-west-2", type_=TYPE),
        "edge-switch-us-west-2",
    ),
    mutant(
        "two active Regions that nothing deactivates",
        "global",
        lambda d: d.set("edge-switch-ap-southeast-1", "recoveryApproach", "activeActive", type_=TYPE),
        "edge-switch-ap-southeast-1",
    ),
)


def plan(*workflows: str, approach: str = "activePassive", regions: str = "us-east-1, us-west-2") -> Deployment:
    return program(f"""
        resources:
          plan:
            type: aws:arcregionswitch:Plan
            properties: {{recoveryApproach: {approach}, regions: [{regions}], workflows: [{", ".join(workflows)}]}}
    """)


def workflow(region: str = "", action: str = "activate", steps: str = "[{name: approve}]") -> str:
    target = f"workflowTargetRegion: {region}, " if region else ""
    return f"{{{target}workflowTargetAction: {action}, steps: {steps}}}"


EAST, WEST = workflow("us-east-1"), workflow("us-west-2")


@pytest.mark.parametrize(
    ("workflows", "approach"),
    [
        ((EAST, WEST), "activePassive"),
        ((workflow(),), "activePassive"),
        ((workflow(), workflow(action="deactivate")), "activeActive"),
        ((workflow(), workflow(action="deactivate")), "unknown!"),
        (
            (EAST, WEST, workflow("us-east-1", "deactivate"), workflow("us-west-2", "deactivate")),
            "activeActive",
        ),
    ],
)
def test_satisfied(workflows: tuple[str, ...], approach: str) -> None:
    judged = judge(region_switch_workflows, plan(*workflows, approach=approach))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("workflows", "approach", "reason"),
    [
        ((), "activePassive", "No workflow with steps activates us-east-1 or us-west-2."),
        ((WEST,), "activePassive", "activates us-east-1."),
        ((WEST,), "unknown!", "activates us-east-1."),
        ((workflow(steps="[]"),), "activePassive", "activates us-east-1 or us-west-2"),
        ((workflow(action="deactivate"),), "activePassive", "activates us-east-1 or us-west-2"),
        ((workflow(),), "activeActive", "deactivates us-east-1 or us-west-2"),
        ((workflow(), workflow("us-west-2", "deactivate")), "activeActive", "deactivates us-east-1."),
    ],
)
def test_violated(workflows: tuple[str, ...], approach: str, reason: str) -> None:
    judged = judge(region_switch_workflows, plan(*workflows, approach=approach))
    assert reason in judged.violated[region_switch_workflows.id]["plan"]


@pytest.mark.parametrize(
    "deployment",
    [
        plan(workflow(), approach="unknown!"),
        plan(WEST, "unknown!"),
        plan(WEST, workflow("unknown!")),
        plan(WEST, workflow("us-east-1", "unknown!")),
        plan(WEST, workflow("us-east-1", steps="unknown!")),
        plan(WEST, EAST, regions="us-east-1, unknown!"),
        program('resources: {plan: {type: "aws:arcregionswitch:Plan", properties: {regions: unknown!}}}'),
        program('resources: {plan: {type: "aws:arcregionswitch:Plan", properties: {workflows: unknown!}}}'),
    ],
)
def test_undecided(deployment: Deployment) -> None:
    judged = judge(region_switch_workflows, deployment)
    assert not judged.violated
    assert "plan" in judged.undecided[region_switch_workflows.id]
