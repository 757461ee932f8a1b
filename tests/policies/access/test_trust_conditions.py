from __future__ import annotations

import json
from typing import Any

import pytest

from policies.access.trust_conditions import trust_conditions as rule
from tests.policies.harness import UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

ROLE = "aws:iam/role:Role"
TRUST = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ecs-tasks.amazonaws.com"}}
OWN = {"StringEquals": {"aws:SourceAccount": "123456789012"}}


def unconditional(name: str) -> Any:
    return lambda d: d.edit_json(name, "assumeRolePolicy", lambda p: p["Statement"][0].pop("Condition"), type_=ROLE)


MUTANTS = (
    mutant(
        "a task's role",
        "us-east-1",
        unconditional("shop-checkout-us-east-1-task"),
        "shop-checkout-us-east-1-task",
    ),
    mutant(
        "the role of fault injection",
        "eu-central-1",
        unconditional("shop-rehearsal-eu-central-1"),
        "shop-rehearsal-eu-central-1",
    ),
    mutant(
        "the role of flow logs",
        "us-west-2",
        unconditional("shop-network-flow-logs-us-west-2"),
        "shop-network-flow-logs-us-west-2",
    ),
)


def role(**elements: Any) -> Deployment:
    document = json.dumps({"Version": "2012-10-17", "Statement": [TRUST | elements]})
    return program('{resources: {checkout: {type: "aws:iam:Role"}}}').set("checkout", "assumeRolePolicy", document)


@pytest.mark.parametrize(
    "elements",
    [
        {"Condition": OWN},
        {"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:ecs:us-east-1:123456789012:*"}}},
        {"Condition": {"StringEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}}},
        {"Principal": {"Service": ["ec2.amazonaws.com", "lambda.amazonaws.com"]}},
        {"Principal": {"AWS": "arn:aws:iam::123456789012:root"}},
        {"Effect": "Deny"},
    ],
)
def test_satisfied(elements: dict[str, Any]) -> None:
    judged = judge(rule, role(**elements))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "elements",
    [
        {},
        {"Principal": {"Service": ["lambda.amazonaws.com", "ecs-tasks.amazonaws.com"]}},
        {"Condition": {"StringNotEquals": {"aws:SourceAccount": "210987654321"}}},
        {"Condition": {"StringEqualsIfExists": {"aws:SourceAccount": "123456789012"}}},
        {"Condition": {"StringEquals": {"aws:RequestedRegion": "us-east-1"}}},
    ],
)
def test_violated(elements: dict[str, Any]) -> None:
    judged = judge(rule, role(**elements))
    assert "`assumeRolePolicy` lets ecs-tasks.amazonaws.com assume it" in judged.violated[rule.id]["checkout"]
    assert judged.levels == {rule.id: "advisory"}


def test_undecided() -> None:
    judged = judge(rule, role().set("checkout", "assumeRolePolicy", UNKNOWN))
    assert not judged.violated
    assert "assumeRolePolicy" in judged.undecided[rule.id]


def test_what_is_no_document_lets_nobody_in() -> None:
    assert not judge(rule, role().set("checkout", "assumeRolePolicy", "not JSON")).violated
