from __future__ import annotations

import json
from typing import Any

import pytest

from policies.access.no_wildcards import no_wildcards as rule
from tests.policies.harness import UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:iam/rolePolicy:RolePolicy"
ALLOW = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:123456789012:orders"}


def first(**elements: Any) -> Any:
    return lambda document: document["Statement"][0].update(elements)


MUTANTS = (
    mutant(
        "a task that may do everything",
        "us-east-1",
        lambda d: d.edit_json("shop-storefront-us-east-1-task", "policy", first(Action="*", Resource="*"), type_=TYPE),
        "shop-storefront-us-east-1-task",
    ),
    mutant(
        "a task that may do everything with tables",
        "eu-central-1",
        lambda d: d.edit_json(
            "shop-catalog-eu-central-1-task", "policy", first(Action=["dynamodb:*"], Resource=["*"]), type_=TYPE
        ),
        "shop-catalog-eu-central-1-task",
    ),
    mutant(
        "a replication role that may do all but little",
        "global",
        lambda d: d.edit_json(
            "edge-assets-replication",
            "policy",
            lambda p: p["Statement"].append({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),
            type_=TYPE,
        ),
        "edge-assets-replication",
        view=View.DEPLOYED,
    ),
    mutant(
        "an execution role that may read all images and more",
        "us-west-2",
        lambda d: d.edit_json(
            "shop-account-us-west-2-execution",
            "policy",
            first(Action="ecr:*", Resource="arn:aws:ecr:*:*:*"),
            type_=TYPE,
        ),
        "shop-account-us-west-2-execution",
    ),
    mutant(
        "a task that may delete all tables",
        "ap-southeast-1",
        lambda d: d.edit_json(
            "shop-catalog-ap-southeast-1-task", "policy", first(Action="dynamodb:Delete*", Resource="*"), type_=TYPE
        ),
        "shop-catalog-ap-southeast-1-task",
    ),
)


def policy(**elements: Any) -> Deployment:
    document = json.dumps({"Version": "2012-10-17", "Statement": [ALLOW, ALLOW | elements]})
    return program('{resources: {checkout: {type: "aws:iam:RolePolicy"}}}').set("checkout", "policy", document)


@pytest.mark.parametrize(
    "elements",
    [
        {},
        {"Action": "sqs:*"},
        {"Resource": "*"},
        {"Action": ["sqs:List*", "ecr:GetAuthorizationToken", "ecr:BatchGet*"], "Resource": "*"},
        {"Action": ["kms:GenerateDataKey*", "kms:ReEncrypt*", "ec2:Describe?pcs"], "Resource": "*"},
        {"Action": "dynamodb:Delete*", "Resource": "arn:aws:dynamodb:us-east-1:123456789012:table/carts"},
        {"Action": "ecs:Update*", "Resource": "*", "Condition": {"ArnEquals": {"ecs:cluster": "arn:aws:ecs:x"}}},
        {"Action": "*", "Resource": "arn:aws:sqs:us-east-1:123456789012:orders"},
        {"Action": "s3:*", "Resource": ["arn:aws:s3:::images", "arn:aws:s3:::images/*"]},
        {"Action": "dynamodb:*", "Resource": "arn:aws:dynamodb:*:123456789012:table/*"},
        {"Effect": "Deny", "Action": "*", "Resource": "*"},
        {"Action": "ecs:*", "Resource": "*", "Condition": {"ArnEquals": {"ecs:cluster": "arn:aws:ecs:x"}}},
        {"Action": "rds:*", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/team": "shop"}}},
    ],
)
def test_satisfied(elements: dict[str, Any]) -> None:
    judged = judge(rule, policy(**elements))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("elements", "reason"),
    [
        ({"Action": "*", "Resource": "*"}, "`policy`: Statement 2 allows `*` on all resources."),
        ({"Action": "*:*", "Resource": "*"}, "allows `*:*`"),
        ({"Action": "dynamodb:Delete*", "Resource": "*"}, "allows `dynamodb:Delete*`"),
        ({"Action": "s3:*Object*", "Resource": "*"}, "allows `s3:*Object*`"),
        ({"Action": "kms:D*", "Resource": "*"}, "allows `kms:D*`"),
        ({"Action": "dynamodb:?eleteTable", "Resource": "*"}, "allows `dynamodb:?eleteTable`"),
        ({"Action": ["sqs:SendMessage", "SQS:*"], "Resource": ["x", "*"]}, "allows `SQS:*`"),
        ({"Action": "s3:*", "Resource": "arn:aws:s3:::*"}, "allows `s3:*`"),
        ({"Action": "s3:*", "Resource": [], "NotResource": "arn:aws:s3:::secret"}, "allows `s3:*`"),
        ({"Action": [], "NotAction": "iam:*", "Resource": "*"}, "all actions but those in `NotAction`"),
        ({"Sid": "All", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}},
         "Statement `All` allows"),
        ({"Action": "ecs:*", "Resource": "*", "Condition": {"ArnNotEquals": {"ecs:cluster": "arn:aws:ecs:x"}}},
         "allows `ecs:*`"),
        ({"Action": "ecs:*", "Resource": "*", "Condition": {"ArnEqualsIfExists": {"ecs:cluster": "arn:aws:ecs:x"}}},
         "allows `ecs:*`"),
        ({"Action": "ecs:*", "Resource": "*", "Condition": {"StringEquals": {"aws:RequestedRegion": "us-east-1"}}},
         "allows `ecs:*`"),
    ],
)  # fmt: skip
def test_violated(elements: dict[str, Any], reason: str) -> None:
    judged = judge(rule, policy(**elements))
    assert judged.names(rule.id) == {"checkout"}
    assert reason in judged.violated[rule.id]["checkout"]


def test_an_unknown_document_is_undecided() -> None:
    judged = judge(rule, policy().set("checkout", "policy", UNKNOWN))
    assert not judged.violated
    assert "checkout (aws:iam/rolePolicy:RolePolicy): policy" in judged.undecided[rule.id]


def test_what_is_no_document_grants_nothing() -> None:
    assert judge(rule, policy().set("checkout", "policy", "not JSON")) == judge(rule, policy())


def test_policies_inside_a_role() -> None:
    role = program('{resources: {checkout: {type: "aws:iam:Role", properties: {inlinePolicies: []}}}}')
    document = json.dumps({"Statement": ALLOW | {"Action": "*", "Resource": "*"}})
    judged = judge(rule, role.copy().set("checkout", "inlinePolicies", [{"policy": UNKNOWN}, {"policy": document}]))
    assert "`inlinePolicies[1].policy`: Statement 1 allows" in judged.violated[rule.id]["checkout"]
    assert "inlinePolicies[0].policy" in judged.undecided[rule.id]
    assert "inlinePolicies" in judge(rule, role.copy().set("checkout", "inlinePolicies", UNKNOWN)).undecided[rule.id]
    assert "inlinePolicies" in judge(rule, role.copy().set("checkout", "inlinePolicies", [UNKNOWN])).undecided[rule.id]
    assert not judge(rule, role).violated
