from __future__ import annotations

import pytest

from policies.recovery.experiment_logs import experiment_logs
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:fis/experimentTemplate:ExperimentTemplate"

MUTANTS = (
    mutant(
        "a template without a log",
        "us-east-1",
        lambda d: d.set("shop-rehearsal-database", "logConfiguration", ABSENT, type_=TYPE),
        "shop-rehearsal-database",
    ),
    mutant(
        "a log without a place",
        "eu-central-1",
        lambda d: d.set("shop-rehearsal-zone", "logConfiguration", {"logSchemaVersion": 2}, type_=TYPE),
        "shop-rehearsal-zone",
    ),
    mutant(
        "another template without a log",
        "ap-southeast-1",
        lambda d: d.set("shop-rehearsal-region", "logConfiguration", ABSENT, type_=TYPE),
        "shop-rehearsal-region",
    ),
)


def template(properties: str) -> Deployment:
    return program(f'resources: {{experiment: {{type: "aws:fis:ExperimentTemplate", properties: {{{properties}}}}}}}')


@pytest.mark.parametrize(
    "properties",
    [
        "logConfiguration: {logSchemaVersion: 2, s3Configuration: {bucketName: B}}",
        "logConfiguration: {logSchemaVersion: 2, cloudwatchLogsConfiguration: {logGroupArn: unknown!}}",
        "logConfiguration: [{cloudwatchLogsConfiguration: unknown!}]",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(experiment_logs, template(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("description: x", "`logConfiguration` is absent."),
        ("logConfiguration: {logSchemaVersion: 2}", "names neither a log group nor a bucket"),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    assert reason in judge(experiment_logs, template(properties)).violated[experiment_logs.id]["experiment"]


def test_undecided() -> None:
    judged = judge(experiment_logs, template("logConfiguration: unknown!"))
    assert not judged.violated
    assert "logConfiguration" in judged.undecided[experiment_logs.id]
