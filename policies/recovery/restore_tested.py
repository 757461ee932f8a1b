"""Every kind of backup is restored regularly, to see that it can be."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from policies.aws.backup import assigns, lists
from policies.aws.types import (
    BACKUP_PLAN,
    BACKUP_RESTORE_TESTING_PLAN,
    BACKUP_RESTORE_TESTING_SELECTION,
    BACKUP_SELECTION,
    DYNAMODB_TABLE,
    RDS_INSTANCE,
)
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_KINDS: Final[Mapping[str, str]] = {DYNAMODB_TABLE: "DynamoDB", RDS_INSTANCE: "RDS"}
"""What restore testing calls a type (AWS Backup developer guide, "Restore testing")."""

Data = dict[str, list[Resource]]


@stack_rule(
    title="Backups are restored for a test",
    what=(
        "A stack with a backup plan has a restore testing plan with a selection for each kind of database or table "
        "that is backed up."
    ),
    why=(
        "A backup that was never restored may lack a permission, a key or a subnet group, or be empty: that is found "
        "out on the day on which the database is lost, and how long a restore takes is not known until then."
    ),
    fix=(
        "Declare a `backup.RestoreTestingPlan` and, for each kind, a `backup.RestoreTestingSelection` with its "
        "`protected_resource_type`."
    ),
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS Well-Architected",
            "REL09-BP04",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
            "rel_backing_up_data_periodic_recovery_testing_data.html",
        ),
        Source(
            "AWS Backup developer guide",
            "Restore testing",
            "https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing.html",
        ),
    ),
    types=(BACKUP_PLAN,),
    passing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {identifier: orders}
          nightly:
            type: aws:backup:Plan
            properties: {rules: [{ruleName: nightly, targetVaultName: Default}]}
          data:
            type: aws:backup:Selection
            properties:
              planId: ${nightly.id}
              iamRoleArn: arn:aws:iam::123456789012:role/backup
              resources: ["${orders.arn}"]
          rehearsal:
            type: aws:backup:RestoreTestingPlan
            properties: {name: rehearsal, scheduleExpression: "cron(0 7 ? * WED *)"}
          databases:
            type: aws:backup:RestoreTestingSelection
            properties:
              restoreTestingPlanName: ${rehearsal.name}
              protectedResourceType: RDS
              protectedResourceArns: ["${orders.arn}"]
              iamRoleArn: arn:aws:iam::123456789012:role/backup
    """,
    failing="""
        resources:
          carts:
            type: aws:dynamodb:Table
            properties: {name: carts, hashKey: customer}
          nightly:
            type: aws:backup:Plan
            properties: {rules: [{ruleName: nightly, targetVaultName: Default}]}
          data:
            type: aws:backup:Selection
            properties:
              planId: ${nightly.id}
              iamRoleArn: arn:aws:iam::123456789012:role/backup
              resources: ["${carts.arn}"]
    """,
)
def restore_tested(stack: Stack) -> Iterator[Verdict]:
    """Judge every plan by what is assigned to it and what is restored."""
    tests = tuple(stack.of_type(BACKUP_RESTORE_TESTING_SELECTION))
    for plan in stack.of_type(BACKUP_PLAN):
        certain, possible = _backed_up(plan, stack)
        untested = [kind for kind, data in certain.items() if _tested(data, tests) is False]
        doubtful = [kind for kind, data in {**possible, **certain}.items() if _tested(data, tests) is not True]
        if not tests:
            planned = any(stack.of_type(BACKUP_RESTORE_TESTING_PLAN))
            what = "The restore testing plan has no selection" if planned else "The stack has no restore testing plan"
            yield violated(plan, f"{what}: nothing that it backs up is restored for a test.")
        elif untested:
            yield violated(plan, f"No restore testing selection is for {' or '.join(untested)}, which it backs up.")
        elif doubtful:
            yield undecided(plan, f"whether its {' and '.join(doubtful)} backups are restored")
        else:
            yield satisfied(plan)


def _backed_up(plan: Resource, stack: Stack) -> tuple[Data, Data]:
    """What is assigned to a plan, and what may be, by kind."""
    selections = [
        selection
        for selection in stack.of_type(BACKUP_SELECTION)
        if stack.referents(selection, "planId", BACKUP_PLAN) == (plan,)
    ]
    certain: Data = {}
    possible: Data = {}
    for data in stack.of_type(*_KINDS):
        answers = {assigns(selection, data) for selection in selections}
        if True in answers:
            certain.setdefault(_KINDS[data.type], []).append(data)
        elif UNKNOWN in answers:
            possible.setdefault(_KINDS[data.type], []).append(data)
    return certain, possible


def _tested(data: Sequence[Resource], tests: Sequence[Resource]) -> bool | Unknown:
    """Whether one of them at least is restored for a test."""
    answers = {_tests(test, resource) for resource in data for test in tests}
    return True if True in answers else UNKNOWN if UNKNOWN in answers else False


def _tests(test: Resource, resource: Resource) -> bool | Unknown:
    kind = test.text("protectedResourceType")
    listed = True if test.value("protectedResourceArns") is None else lists(test, "protectedResourceArns", resource)
    if listed is False or kind not in (_KINDS[resource.type], UNKNOWN):
        return False
    return UNKNOWN if UNKNOWN in (kind, listed) else True
