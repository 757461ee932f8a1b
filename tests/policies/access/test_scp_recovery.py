from __future__ import annotations

import json
from typing import Any

import pytest

from policies.access.scp_recovery import scp_recovery as rule
from tests.policies.harness import UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:organizations/policy:Policy"
EXEMPT = {"ArnNotLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/break-glass"]}}
DENY = {"Effect": "Deny", "Action": "rds:PromoteReadReplica", "Resource": "*"}


def edited(name: str, edit: Any) -> Any:
    return lambda d: d.edit_json(name, "content", edit, type_=TYPE)


MUTANTS = (
    mutant(
        "a guardrail on Regions without exceptions",
        "global",
        edited("edge-guardrails-regions", lambda p: p["Statement"][0]["Condition"].pop("ArnNotLike")),
        "edge-guardrails-regions",
    ),
    mutant(
        "nobody may turn the replication round",
        "global",
        edited("edge-guardrails-recovery", lambda p: p["Statement"][0].pop("Condition")),
        "edge-guardrails-recovery",
    ),
    mutant(
        "nobody may disarm a web ACL",
        "global",
        edited("edge-guardrails-detection", lambda p: p["Statement"][0].pop("Condition")),
        "edge-guardrails-detection",
    ),
    mutant(
        "the exception turned round",
        "global",
        edited(
            "edge-guardrails-recovery",
            lambda p: p["Statement"][0].update(Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}}),
        ),
        "edge-guardrails-recovery",
    ),
)


def policy(**elements: Any) -> Deployment:
    content = json.dumps({"Version": "2012-10-17", "Statement": [DENY | elements]})
    return program('{resources: {keep: {type: "aws:organizations:Policy"}}}').set("keep", "content", content)


@pytest.mark.parametrize(
    "elements",
    [
        {"Condition": EXEMPT},
        {"Condition": {"StringNotLikeIfExists": {"aws:PrincipalArn": "arn:aws:iam::*:role/deploy*"}}},
        {"Condition": {"StringNotEquals": {"aws:PrincipalTag/purpose": "recovery"}}},
        {"Condition": EXEMPT | {"StringNotEquals": {"aws:RequestedRegion": "us-east-1"}}},
        {"Effect": "Allow"},
        {"Action": "organizations:LeaveOrganization"},
        {"Action": ["ec2:DeleteFlowLogs", "logs:DeleteLogGroup", "logs:DeleteLogStream", "cloudwatch:DeleteAlarms"]},
        {"Action": ["backup:Delete*", "dynamodb:DeleteTable", "kms:ScheduleKeyDeletion", "rds:DeleteDBInstance"]},
        {"Action": ["iam:CreateUser", "iam:CreateAccessKey"]},
        {"Action": [], "NotAction": "*"},
        {"Action": "*", "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}}},
        {"Action": "rds:*", "Condition": {"Bool": {"rds:StorageEncrypted": "false"}}},
        {"Action": "s3:*", "Condition": {"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}},
    ],
)
def test_satisfied(elements: dict[str, Any]) -> None:
    judged = judge(rule, policy(**elements))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("elements", "action"),
    [
        ({}, "rds:PromoteReadReplica"),
        ({"Action": ["rds:Promote*"]}, "rds:PromoteReadReplica"),
        ({"Action": [], "NotAction": "iam:*"}, "backup:StartRestoreJob"),
        ({"Action": "route53:*"}, "route53:ChangeResourceRecordSets"),
        ({"Action": [], "NotAction": "iam:*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": "us-east-1"}}},
         "backup:StartRestoreJob"),
        ({"Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}}}, "rds:PromoteReadReplica"),
        ({"Condition": {"StringLike": {"aws:PrincipalArn": "*"}}}, "rds:PromoteReadReplica"),
        ({"Condition": {"Bool": {"aws:PrincipalIsAWSService": "false"}}}, "rds:PromoteReadReplica"),
    ],
)  # fmt: skip
def test_violated(elements: dict[str, Any], action: str) -> None:
    judged = judge(rule, policy(**elements))
    assert judged.names(rule.id) == {"keep"}
    assert f"Statement 1 in `content` denies {action} and leaves nobody out." in judged.violated[rule.id]["keep"]


@pytest.mark.parametrize("path", ["content", "type"])
def test_undecided(path: str) -> None:
    judged = judge(rule, policy().set("keep", path, UNKNOWN))
    assert not judged.violated
    assert path in judged.undecided[rule.id]


def test_a_policy_that_is_good_whatever_its_type_is_satisfied() -> None:
    assert not judge(rule, policy(Condition=EXEMPT).set("keep", "type", UNKNOWN)).undecided


def test_other_policies_and_what_is_no_document_bind_nobody() -> None:
    assert not judge(rule, policy().set("keep", "type", "RESOURCE_CONTROL_POLICY")).violated
    assert not judge(rule, policy().set("keep", "content", "not JSON")).violated


@pytest.mark.parametrize(
    ("arns", "reported"),
    [
        (["arn:aws:iam::*:role/break-glass", "arn:aws:iam::*:role/deploy-*"], ""),
        (["arn:aws:iam::*:role/ops/break-glass", "arn:aws:iam::*:role/*"], ""),
        (["*"], ""),
        (["arn:aws:iam::*:role/break-glass"], "does not leave out deploy-shop."),
        (["arn:aws:iam::*:user/deploy-shop"], "does not leave out break-glass."),
    ],
)
def test_a_company_may_say_whom_to_leave_out(arns: list[str], reported: str) -> None:
    deployed = policy(Condition={"ArnNotLike": {"aws:PrincipalArn": arns}})
    judged = judge(rule, deployed, {rule.id: {"exemptRoleNames": ["break-glass", "deploy-shop"]}})
    assert judged.names(rule.id) == ({"keep"} if reported else set())
    assert reported in str(judged.violated)
