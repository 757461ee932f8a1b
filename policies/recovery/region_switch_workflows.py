"""A Region switch plan has a way to each of its Regions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from policies.aws.types import REGION_SWITCH_PLAN
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

ACTIVE_ACTIVE: Final = "activeActive"


@resource_rule(
    title="Region switch plans lead to every Region",
    what=(
        "A Region switch plan has workflows with steps that activate each of its Regions, and, where both are active, "
        "workflows that deactivate each of them."
    ),
    why=(
        "A plan cannot be run towards a Region that no workflow activates. That is noticed when its other Region is "
        "lost, or when the application ought to go back after the outage and nobody has written down how."
    ),
    fix=(
        "Give the plan `workflows` with `steps` for each of its `regions`: one whose `workflow_target_action` is "
        "`activate`, with `activeActive` also one with `deactivate`. A workflow without a `workflow_target_region` is "
        "for all of them."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon Application Recovery Controller developer guide",
            "Create Region switch plan workflows",
            "https://docs.aws.amazon.com/r53recovery/latest/dg/working-with-rs-workflows.html",
        ),
    ),
    types=(REGION_SWITCH_PLAN,),
    passing="""
        resources:
          orders:
            type: aws:arcregionswitch:Plan
            properties:
              recoveryApproach: activePassive
              regions: [us-east-1, us-west-2]
              recoveryTimeObjectiveMinutes: 60
              workflows:
                - workflowTargetAction: activate
                  workflowTargetRegion: us-west-2
                  steps: [{name: approve, executionBlockType: ManualApproval}]
                - workflowTargetAction: activate
                  workflowTargetRegion: us-east-1
                  steps: [{name: approve, executionBlockType: ManualApproval}]
    """,
    failing="""
        resources:
          orders:
            type: aws:arcregionswitch:Plan
            properties:
              recoveryApproach: activePassive
              regions: [us-east-1, us-west-2]
              workflows:
                - workflowTargetAction: activate
                  workflowTargetRegion: us-west-2
                  steps: [{name: approve, executionBlockType: ManualApproval}]
    """,
)
def region_switch_workflows(plan: Resource) -> Iterator[Verdict]:
    """Judge a plan by the Regions that its workflows lead to."""
    approach = plan.text("recoveryApproach")
    regions, workflows = plan.texts("regions"), plan.blocks("workflows")
    if regions is UNKNOWN or workflows is UNKNOWN:
        yield undecided(plan, "regions" if regions is UNKNOWN else "workflows")
        return
    missing = {action: _missing(action, regions, workflows) for action in ("activate", "deactivate")}
    if approach not in (ACTIVE_ACTIVE, UNKNOWN):
        del missing["deactivate"]
    certain = {} if _unknown(regions, workflows) else dict(missing)
    if approach is UNKNOWN:
        certain.pop("deactivate", None)
    if any(certain.values()):
        action, without = next((action, without) for action, without in certain.items() if without)
        yield violated(plan, f"No workflow with steps {action}s {' or '.join(without)}.")
    elif any(missing.values()):
        yield undecided(plan, "workflows" if _unknown(regions, workflows) else "recoveryApproach")
    else:
        yield satisfied(plan)


def _missing(action: str, regions: Sequence[str | Unknown], workflows: Sequence[Block | Unknown]) -> Sequence[str]:
    """The Regions that no workflow certainly leads to."""
    targets = [
        workflow.text("workflowTargetRegion")
        for workflow in workflows
        if workflow is not UNKNOWN
        and workflow.text("workflowTargetAction") == action
        and workflow.value("steps") not in (None, [], UNKNOWN)
    ]
    if None in targets:
        return ()
    return [region if region is not UNKNOWN else "an unknown Region" for region in regions if region not in targets]


def _unknown(regions: Sequence[str | Unknown], workflows: Sequence[Block | Unknown]) -> bool:
    """Whether something is not known that may lead to a Region."""
    return UNKNOWN in regions or any(
        workflow is UNKNOWN
        or UNKNOWN in (workflow.text("workflowTargetAction"), workflow.text("workflowTargetRegion"))
        or workflow.value("steps") is UNKNOWN
        for workflow in workflows
    )
