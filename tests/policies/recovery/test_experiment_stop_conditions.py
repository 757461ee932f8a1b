from __future__ import annotations

import pytest

from policies.recovery.experiment_stop_conditions import experiment_stop_conditions
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:fis/experimentTemplate:ExperimentTemplate"

MUTANTS = (
    mutant(
        "a template that nothing stops",
        "us-east-1",
        lambda d: d.set("shop-rehearsal-zone", "stopConditions", [{"source": "none"}], type_=TYPE),
        "shop-rehearsal-zone",
    ),
    mutant(
        "a template without stop conditions",
        "us-west-2",
        lambda d: d.set("shop-rehearsal-tables", "stopConditions", ABSENT, type_=TYPE),
        "shop-rehearsal-tables",
    ),
    mutant(
        "a stop condition that names no alarm",
        "eu-central-1",
        lambda d: d.set("shop-rehearsal-region", "stopConditions", [{"source": "aws:cloudwatch:alarm"}], type_=TYPE),
        "shop-rehearsal-region",
    ),
)


def template(properties: str) -> Deployment:
    return program(f'resources: {{experiment: {{type: "aws:fis:ExperimentTemplate", properties: {{{properties}}}}}}}')


ALARM = '{source: "aws:cloudwatch:alarm", value: "arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors"}'


@pytest.mark.parametrize(
    "properties",
    [
        f"stopConditions: [{ALARM}]",
        f"stopConditions: [{{source: none}}, {ALARM}]",
        f"stopConditions: [unknown!, {ALARM}]",
        'stopConditions: [{source: "aws:cloudwatch:alarm", value: unknown!}]',
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(experiment_stop_conditions, template(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("description: x", "`stopConditions` is absent"),
        ("stopConditions: []", "`stopConditions` is absent"),
        ("stopConditions: [{source: none}]", "has no CloudWatch alarm among its sources"),
        ('stopConditions: [{source: "aws:cloudwatch:alarm"}]', "has no CloudWatch alarm"),
        ('stopConditions: [{source: "aws:cloudwatch:alarm", value: ""}]', "has no CloudWatch alarm"),
        ("stopConditions: [{source: unknown!}]", "has no CloudWatch alarm"),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    judged = judge(experiment_stop_conditions, template(properties))
    assert reason in judged.violated[experiment_stop_conditions.id]["experiment"]


@pytest.mark.parametrize(
    "properties",
    ["stopConditions: unknown!", "stopConditions: [unknown!]", "stopConditions: [{source: unknown!, value: A}]"],
)
def test_undecided(properties: str) -> None:
    judged = judge(experiment_stop_conditions, template(properties))
    assert not judged.violated
    assert "stopConditions" in judged.undecided[experiment_stop_conditions.id]
