from __future__ import annotations

import pytest

from policies.recovery.restore_tested import restore_tested
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TEST = "aws:backup/restoreTestingSelection:RestoreTestingSelection"


def _without_tests(deployment: Deployment) -> Deployment:
    for name in deployment.named(TEST):
        deployment.remove(name, type_=TEST)
    return deployment


def _without_rehearsal(deployment: Deployment) -> Deployment:
    return _without_tests(deployment).remove("shop-restore-test")


MUTANTS = (
    mutant(
        "databases that are never restored",
        "us-east-1",
        lambda d: d.remove("shop-restore-test-rds", type_=TEST),
        "shop-backup",
    ),
    mutant(
        "tables that are never restored",
        "eu-central-1",
        lambda d: d.remove("shop-restore-test-dynamodb", type_=TEST),
        "shop-backup",
    ),
    mutant("a testing plan that selects nothing", "us-east-1", _without_tests, "shop-backup"),
    mutant("no restore testing at all", "eu-central-1", _without_rehearsal, "shop-backup"),
    mutant(
        "a test of another kind",
        "eu-central-1",
        lambda d: d.set("shop-restore-test-dynamodb", "protectedResourceType", "S3", type_=TEST),
        "shop-backup",
    ),
)


def backed_up(*tests: str, more: str = "") -> Deployment:
    selections = "\n".join(
        f'          test-{number}: {{type: "aws:backup:RestoreTestingSelection", properties: {{{test}}}}}'
        for number, test in enumerate(tests)
    )
    return program(f"""
        resources:
          orders: {{type: "aws:rds:Instance", properties: {{identifier: orders}}}}
          carts: {{type: "aws:dynamodb:Table", properties: {{name: carts}}}}
          plan: {{type: "aws:backup:Plan", properties: {{rules: [{{ruleName: nightly}}]}}}}
          data:
            type: aws:backup:Selection
            properties: {{planId: "${{plan.id}}", resources: ["${{orders.arn}}", "${{carts.arn}}"]}}
{selections}
          {more}
    """)


RDS = "protectedResourceType: RDS"
TABLES = "protectedResourceType: DynamoDB"


@pytest.mark.parametrize(
    "tests",
    [
        (RDS, TABLES),
        (f'{RDS}, protectedResourceArns: ["*"]', f'{TABLES}, protectedResourceArns: ["${{carts.arn}}"]'),
        (RDS, TABLES, "protectedResourceType: unknown!"),
    ],
)
def test_satisfied(tests: tuple[str, ...]) -> None:
    judged = judge(restore_tested, backed_up(*tests))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("tests", "more", "reason"),
    [
        ((), "", "The stack has no restore testing plan: nothing"),
        ((), 'rehearsal: {type: "aws:backup:RestoreTestingPlan"}', "The restore testing plan has no selection"),
        ((RDS,), "", "No restore testing selection is for DynamoDB, which it backs up."),
        ((TABLES,), "", "for RDS"),
        (("protectedResourceType: S3",), "", "for DynamoDB or RDS"),
        ((RDS, f'{TABLES}, protectedResourceArns: ["arn:aws:dynamodb:us-east-1:1:table/other"]'), "", "for DynamoDB"),
        (
            (RDS, 'protectedResourceType: unknown!, protectedResourceArns: ["${orders.arn}"]'),
            "",
            "for DynamoDB",
        ),
    ],
)
def test_violated(tests: tuple[str, ...], more: str, reason: str) -> None:
    assert reason in judge(restore_tested, backed_up(*tests, more=more)).violated[restore_tested.id]["plan"]


@pytest.mark.parametrize(
    "tests",
    [
        (RDS, "protectedResourceType: unknown!"),
        (RDS, f"{TABLES}, protectedResourceArns: unknown!"),
    ],
)
def test_undecided(tests: tuple[str, ...]) -> None:
    judged = judge(restore_tested, backed_up(*tests))
    assert not judged.violated
    assert "plan" in judged.undecided[restore_tested.id]


def test_a_plan_to_which_nothing_known_is_assigned_needs_some_test() -> None:
    plan = 'plan: {type: "aws:backup:Plan"}'
    test = 'test: {type: "aws:backup:RestoreTestingSelection", properties: {protectedResourceType: S3}}'
    assert judge(restore_tested, f"resources: {{{plan}}}").names(restore_tested.id) == {"plan"}
    assert not judge(restore_tested, f"resources: {{{plan}, {test}}}").violated


def test_what_may_be_assigned_to_a_plan_leaves_it_open() -> None:
    table = 'other: {type: "aws:dynamodb:Table", properties: {name: other, region: unknown!}}'
    selection = 'all: {type: "aws:backup:Selection", properties: {planId: "${plan.id}", resources: ["${other.arn}"]}}'
    plan = 'plan: {type: "aws:backup:Plan"}'
    test = 'test: {type: "aws:backup:RestoreTestingSelection", properties: {protectedResourceType: S3}}'
    judged = judge(restore_tested, f"resources: {{{table}, {selection}, {plan}, {test}}}")
    assert not judged.violated
    assert "plan (aws:backup/plan:Plan): whether its DynamoDB backups" in judged.undecided[restore_tested.id]
