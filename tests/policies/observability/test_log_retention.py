from __future__ import annotations

import pytest

from policies.observability.log_retention import log_retention
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:cloudwatch/logGroup:LogGroup"

MUTANTS = (
    mutant(
        "logs that never expire",
        "us-east-1",
        lambda d: d.set("shop-blue-checkout", "retentionInDays", ABSENT, type_=TYPE),
        "shop-blue-checkout",
    ),
    mutant(
        "logs of the edge that never expire",
        "global",
        lambda d: d.set("edge-web-acl", "retentionInDays", 0, type_=TYPE),
        "edge-web-acl",
    ),
    mutant(
        "logs of a week",
        "eu-central-1",
        lambda d: d.set("shop-last-resort-api", "retentionInDays", 7, type_=TYPE),
        "shop-last-resort-api",
    ),
)


def group(properties: str) -> Deployment:
    return program(f'resources: {{group: {{type: "aws:cloudwatch:LogGroup", properties: {{{properties}}}}}}}')


@pytest.mark.parametrize(
    "properties",
    [
        "retentionInDays: 30",
        'retentionInDays: "365"',
        "logGroupClass: DELIVERY",
        "retentionInDays: 30, logGroupClass: X",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(log_retention, group(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("name: logs", "`retentionInDays` is absent: its logs never expire."),
        ("retentionInDays: 0", "`retentionInDays` is 0: its logs never expire."),
        ("retentionInDays: 14, logGroupClass: STANDARD", "`retentionInDays` is 14; 30 days are asked for."),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    assert reason in judge(log_retention, group(properties)).violated[log_retention.id]["group"]


@pytest.mark.parametrize("properties", ["retentionInDays: unknown!", "retentionInDays: 7, logGroupClass: unknown!"])
def test_undecided(properties: str) -> None:
    judged = judge(log_retention, group(properties))
    assert not judged.violated
    assert log_retention.id in judged.undecided


@pytest.mark.parametrize(("shortest", "refused"), [(90, set()), (91, {"group"})])
def test_the_retention_is_configurable(shortest: int, refused: set[str]) -> None:
    configuration = {log_retention.id: {"shortestRetentionDays": shortest}}
    assert judge(log_retention, group("retentionInDays: 90"), configuration).names(log_retention.id) == refused
