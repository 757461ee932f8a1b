from __future__ import annotations

import pytest

from policies.recovery.backup_schedule import backup_schedule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

PLAN = "aws:backup/plan:Plan"

MUTANTS = (
    mutant(
        "a daily rule that skips Sunday",
        "us-east-1",
        lambda d: d.set("shop-backup", "rules[0].schedule", "cron(0 4 ? * MON-FRI *)", type_=PLAN),
        "shop-backup",
    ),
    mutant(
        "no weekly rule",
        "eu-central-1",
        lambda d: d.set("shop-backup", "rules[1]", ABSENT, type_=PLAN),
        "shop-backup",
    ),
    mutant(
        "backups of a day",
        "us-east-1",
        lambda d: d.set("shop-backup", "rules[0].lifecycle.deleteAfter", 1, type_=PLAN),
        "shop-backup",
    ),
    mutant(
        "a monthly rule",
        "eu-central-1",
        lambda d: d.set("shop-backup", "rules[0].schedule", "cron(0 4 1 * ? *)", type_=PLAN),
        "shop-backup",
    ),
)


def planned(rules: str) -> Deployment:
    return program(f'resources: {{plan: {{type: "aws:backup:Plan", properties: {{rules: {rules}}}}}}}')


@pytest.mark.parametrize(
    "rules",
    [
        "[{ruleName: nightly}]",
        '[{schedule: "cron(0 4 ? * * *)", lifecycle: {deleteAfter: 7}}]',
        '[{schedule: "cron(0 4 * * ? *)", lifecycle: {coldStorageAfter: 30}}]',
        '[{schedule: "cron(0 * ? * * *)", lifecycle: {deleteAfter: 1}}, {lifecycle: {deleteAfter: 35}}]',
        '[{schedule: "cron(0 4 ? * SUN-FRI *)"}, {schedule: "cron(0 4 ? * SAT *)", lifecycle: {deleteAfter: 98}}]',
        "[unknown!, {ruleName: nightly}]",
        "[{lifecycle: {deleteAfter: -1}}]",
    ],
)
def test_satisfied(rules: str) -> None:
    judged = judge(backup_schedule, planned(rules))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("rules", "days"),
    [
        ("[]", "on SUN, MON, TUE, WED, THU, FRI, SAT"),
        ('[{schedule: "cron(0 4 ? * MON-FRI *)"}]', "on SUN, SAT"),
        ('[{schedule: "cron(0 4 1 * ? *)"}]', "on SUN, MON, TUE, WED, THU, FRI, SAT"),
        ("[{lifecycle: {deleteAfter: 6}}]", "kept for 7 days or more on SUN"),
        ('[{schedule: "cron(0 4 ? * SAT *)"}, {lifecycle: {deleteAfter: 3}}]', "on SUN, MON, TUE, WED, THU, FRI."),
        ("[{schedule: unknown!, lifecycle: {deleteAfter: 1}}]", "on SUN"),
    ],
)
def test_violated(rules: str, days: str) -> None:
    assert days in judge(backup_schedule, planned(rules)).violated[backup_schedule.id]["plan"]


@pytest.mark.parametrize(
    "rules",
    [
        "unknown!",
        "[unknown!]",
        "[{schedule: unknown!}]",
        "[{lifecycle: unknown!}]",
        "[{lifecycle: {deleteAfter: unknown!}}]",
        "[{schedule: unknown!, lifecycle: unknown!}]",
    ],
)
def test_undecided(rules: str) -> None:
    judged = judge(backup_schedule, planned(rules))
    assert not judged.violated
    assert "plan" in judged.undecided[backup_schedule.id]


@pytest.mark.parametrize(("shortest", "refused"), [(35, set()), (36, {"plan"})])
def test_the_retention_is_configurable(shortest: int, refused: set[str]) -> None:
    configuration = {backup_schedule.id: {"shortestRetentionDays": shortest}}
    judged = judge(backup_schedule, planned("[{lifecycle: {deleteAfter: 35}}]"), configuration)
    assert judged.names(backup_schedule.id) == refused
