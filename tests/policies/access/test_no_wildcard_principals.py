from __future__ import annotations

import json
from typing import Any

import pytest

from policies.access.no_wildcard_principals import no_wildcard_principals as rule
from tests.policies.harness import UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

KEY = "aws:kms/key:Key"
ROLE = "aws:iam/role:Role"
QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy"
BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
ALLOW = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}


def without_caller(document: Any) -> None:
    for statement in document["Statement"]:
        statement.get("Condition", {}).get("StringEquals", {}).pop("kms:CallerAccount", None)


def opened(document: Any) -> None:
    document["Statement"].append(ALLOW | {"Action": "*"})


MUTANTS = (
    mutant(
        "a table's key that every account may use through DynamoDB",
        "us-east-1",
        lambda d: d.edit_json("shop-catalogue-us-east-1", "policy", without_caller, type_=KEY),
        "shop-catalogue-us-east-1",
    ),
    mutant(
        "a role that anybody may assume",
        "eu-central-1",
        lambda d: d.edit_json(
            "shop-checkout-eu-central-1-task",
            "assumeRolePolicy",
            lambda p: p["Statement"][0].update(Principal={"AWS": "*"}, Condition={}),
            type_=ROLE,
        ),
        "shop-checkout-eu-central-1-task",
        related=("access-trust-conditions",),
    ),
    mutant(
        "a queue that takes orders from everybody",
        "us-east-1",
        lambda d: d.edit_json("shop-orders", "policy", opened, type_=QUEUE_POLICY),
        "shop-orders",
        view=View.DEPLOYED,
    ),
    mutant(
        "images that the world may overwrite",
        "global",
        lambda d: d.edit_json("edge-assets-access-primary", "policy", opened, type_=BUCKET_POLICY),
        "edge-assets-access-primary",
        view=View.DEPLOYED,
    ),
)


def policy(*, type_: str = "aws:sqs:QueuePolicy", path: str = "policy", **elements: Any) -> Deployment:
    document = json.dumps({"Version": "2012-10-17", "Statement": [ALLOW | elements]})
    return program(f'{{resources: {{orders: {{type: "{type_}"}}}}}}').set("orders", path, document)


@pytest.mark.parametrize(
    "elements",
    [
        {"Effect": "Deny"},
        {"Principal": {"AWS": "arn:aws:iam::123456789012:root"}},
        {"Principal": {"Service": "events.amazonaws.com"}},
        {"Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}}},
        {"Condition": {"StringEquals": {"AWS:SourceOwner": ["123456789012", "210987654321"]}}},
        {"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:123456789012:*"}}},
        {"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::images-*"}}},
        {"Condition": {"StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}}},
        {"Condition": {"StringLike": {"aws:userid": "AROAEXAMPLE:*"}}},
        {"Condition": {"IpAddress": {"aws:SourceIp": ["192.0.2.0/24", "fc00::/7"]}}},
        {"Condition": {"Bool": {"aws:PrincipalIsAWSService": "true"}}},
        {"Condition": {"ForAnyValue:StringEquals": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-ab12/"}}},
    ],
)
def test_satisfied(elements: dict[str, Any]) -> None:
    judged = judge(rule, policy(**elements))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "elements",
    [
        {},
        {"Principal": {"AWS": ["arn:aws:iam::123456789012:root", "*"]}},
        {"Principal": {}, "NotPrincipal": {"AWS": "arn:aws:iam::123456789012:root"}},
        {"Condition": {"Bool": {"aws:SecureTransport": "true"}}},
        {"Condition": {"StringEquals": {"kms:ViaService": "dynamodb.us-east-1.amazonaws.com"}}},
        {"Condition": {"StringNotEquals": {"aws:SourceAccount": "123456789012"}}},
        {"Condition": {"StringEqualsIfExists": {"aws:SourceAccount": "123456789012"}}},
        {"Condition": {"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}},
        {"Condition": {"StringLike": {"aws:PrincipalAccount": "*"}}},
        {"Condition": {"StringLike": {"aws:SourceAccount": ["123456789012", "*"]}}},
        {"Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/shop"}}},
        {"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}}},
        {"Condition": {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}},
        {"Condition": {"IpAddress": {"aws:SourceIp": ["192.0.2.0/24", "128.0.0.0/1"]}}},
        {"Condition": {"IpAddress": {"aws:SourceIp": "everywhere"}}},
        {"Condition": {"Bool": {"aws:PrincipalIsAWSService": "false"}}},
        {"Condition": {"StringEquals": {"aws:SourceAccount": []}}},
    ],
)
def test_violated(elements: dict[str, Any]) -> None:
    judged = judge(rule, policy(**elements))
    assert judged.names(rule.id) == {"orders"}
    assert "`policy`: Statement 1 allows everybody sqs:SendMessage." in judged.violated[rule.id]["orders"]


@pytest.mark.parametrize(
    ("type_", "path"),
    [
        ("aws:s3:Bucket", "policy"),
        ("aws:iam:Role", "assumeRolePolicy"),
        ("aws:cloudwatch:LogResourcePolicy", "policyDocument"),
        ("aws:secretsmanager:SecretPolicy", "policy"),
    ],
)
def test_every_kind_of_resource(type_: str, path: str) -> None:
    judged = judge(rule, policy(type_=type_, path=path, Action=[], NotAction="x:y", Sid="Open"))
    assert f"`{path}`: Statement `Open` allows everybody everything but" in judged.violated[rule.id]["orders"]
    assert path in judge(rule, policy(type_=type_, path=path).set("orders", path, UNKNOWN)).undecided[rule.id]


def test_what_is_no_document_grants_nothing() -> None:
    judged = judge(rule, policy().set("orders", "policy", "not JSON"))
    assert not judged.violated
    assert not judged.undecided
