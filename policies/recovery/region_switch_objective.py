"""A Region switch plan says how long it may take."""

from collections.abc import Iterator

from policies.aws.types import REGION_SWITCH_PLAN
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="Region switch plans have an objective",
    what="A Region switch plan has a recovery time objective.",
    why=(
        "ARC measures how long each execution, and each rehearsal, takes. Without an objective it compares that with "
        "nothing: a recovery that has become too slow is found out in the outage that it was made for."
    ),
    fix="Set `recovery_time_objective_minutes` to what the business can bear.",
    severity=Severity.LOW,
    sources=(
        Source(
            "Amazon Application Recovery Controller developer guide",
            "Create a Region switch plan",
            "https://docs.aws.amazon.com/r53recovery/latest/dg/working-with-rs-create-plan.html",
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
                  steps: [{name: approve, executionBlockType: ManualApproval}]
    """,
    failing="""
        resources:
          orders:
            type: aws:arcregionswitch:Plan
            properties:
              recoveryApproach: activePassive
              regions: [us-east-1, us-west-2]
    """,
)
def region_switch_objective(plan: Resource) -> Iterator[Verdict]:
    """Judge a plan by its objective."""
    minutes = plan.number("recoveryTimeObjectiveMinutes")
    if minutes is UNKNOWN:
        yield undecided(plan, "recoveryTimeObjectiveMinutes")
    elif minutes is None:
        yield violated(plan, "`recoveryTimeObjectiveMinutes` is absent.")
    else:
        yield satisfied(plan)
