from __future__ import annotations

import json
from typing import Any

import pytest

from policies.access.scp_valid import scp_valid as rule
from tests.policies.harness import ABSENT, UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:organizations/policy:Policy"
DENY = {"Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}


def edited(name: str, edit: Any) -> Any:
    return lambda d: d.edit_json(name, "content", edit, type_=TYPE)


MUTANTS = (
    mutant(
        "a guardrail without a version",
        "global",
        edited("edge-guardrails-recovery", lambda p: p.pop("Version")),
        "edge-guardrails-recovery",
    ),
    mutant(
        "a guardrail that names principals",
        "global",
        edited("edge-guardrails-detection", lambda p: p["Statement"][2].update(Principal="*")),
        "edge-guardrails-detection",
    ),
    mutant(
        "a guardrail with a condition that does not exist",
        "global",
        edited(
            "edge-guardrails-regions", lambda p: p["Statement"][0]["Condition"].update(StringDiffers={"aws:x": "y"})
        ),
        "edge-guardrails-regions",
    ),
    mutant(
        "a guardrail longer than its quota",
        "global",
        edited("edge-guardrails-recovery", lambda p: p["Statement"][0]["Action"].extend(["rds:DeleteDBCluster"] * 500)),
        "edge-guardrails-recovery",
    ),
    mutant(
        "a guardrail cut off",
        "global",
        lambda d: d.set("edge-guardrails-regions", "content", '{"Version": "2012-10-17", "Statement": [', type_=TYPE),
        "edge-guardrails-regions",
    ),
    mutant(
        "a guardrail about no resource",
        "global",
        edited("edge-guardrails-detection", lambda p: p["Statement"][0].pop("Resource")),
        "edge-guardrails-detection",
    ),
)


def policy(content: object, type_: object = ABSENT) -> Deployment:
    text = content if isinstance(content, str) else json.dumps({"Version": "2012-10-17", "Statement": content})
    deployed = program('{resources: {stay: {type: "aws:organizations:Policy"}}}').set("stay", "content", text)
    return deployed if type_ is ABSENT else deployed.set("stay", "type", type_)


@pytest.mark.parametrize(
    "content",
    [
        DENY,
        [DENY, DENY | {"Sid": "Other", "Resource": ["arn:aws:s3:::logs/*", "*"]}],
        {"Effect": "Allow", "NotAction": ["iam:*"], "NotResource": "arn:aws:s3:::logs", "Condition": {}},
        DENY | {"Action": "*", "Condition": {"ForAnyValue:StringLikeIfExists": {"aws:TagKeys": "a"}}},
    ],
)
def test_satisfied(content: object) -> None:
    for type_ in (ABSENT, "SERVICE_CONTROL_POLICY"):
        judged = judge(rule, policy(content, type_))
        assert not judged.violated
        assert not judged.undecided


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "`content` is absent."),
        ("not JSON", "`content` is not JSON."),
        ('{"Version": "2012-10-17"}', "`content` has no `Statement`."),
        ('{"Version": "2008-10-17", "Statement": []}', "`Version` in `content` is 2008-10-17."),
        ('{"Statement": []}', "`Version` in `content` is absent."),
        (DENY | {"Effect": "deny"}, "Statement 1 in `content` has deny `Effect`."),
        (DENY | {"Effect": None}, "has no `Effect`."),
        ([DENY, DENY | {"Sid": "Other", "Principal": "*"}], "Statement `Other` in `content` names a principal"),
        (DENY | {"Conditions": {}}, "has an element `Conditions`, which does not exist."),
        (DENY | {"NotAction": "s3:*"}, "has not exactly one of `Action` and `NotAction`."),
        ({"Effect": "Deny", "Action": "s3:*"}, "has not exactly one of `Resource` and `NotResource`."),
        (DENY | {"Action": ["s3:*", "LeaveOrganization"]}, "has an action `LeaveOrganization` without a service."),
        (DENY | {"Resource": "logs"}, "has a resource `logs`, which is no ARN."),
        (DENY | {"Condition": {"StringIs": {"aws:x": "y"}}}, "a condition operator `StringIs`, which does not exist."),
        (
            DENY | {"Condition": {"StringLike": {"PrincipalArn": "y"}}},
            "a condition key `principalarn` without a service",
        ),
        (DENY | {"Action": ["organizations:LeaveOrganization"] * 400}, "characters; 10240 are allowed."),
    ],
)
def test_violated(content: object, reason: str) -> None:
    judged = judge(rule, policy(content))
    assert judged.names(rule.id) == {"stay"}
    assert reason in judged.violated[rule.id]["stay"]


@pytest.mark.parametrize(("path", "about"), [("content", "content"), ("type", "type")])
def test_undecided(path: str, about: str) -> None:
    judged = judge(rule, policy(DENY | {"Principal": "*"}).set("stay", path, UNKNOWN))
    assert not judged.violated
    assert about in judged.undecided[rule.id]


def test_other_policies_of_the_organization_have_other_grammars() -> None:
    judged = judge(rule, policy("{}", "TAG_POLICY"))
    assert not judged.violated
    assert not judged.undecided


def test_an_organization_may_have_another_quota() -> None:
    configuration = {rule.id: {"characters": 100}}
    assert "characters; 100 are allowed." in judge(rule, policy(DENY), configuration).violated[rule.id]["stay"]
