from __future__ import annotations

import json
from typing import Any

import pytest

from policies.storage.bucket_tls_only import bucket_tls_only as rule
from tests.policies.harness import UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

BUCKET = "aws:s3/bucket:Bucket"
TYPE = "aws:s3/bucketPolicy:BucketPolicy"
DENY = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": ["arn:aws:s3:::invoices", "arn:aws:s3:::invoices/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def first(**elements: Any) -> Any:
    return lambda document: document["Statement"][0].update(elements)


MUTANTS = (
    mutant("a bucket without a policy", "us-east-1", lambda d: d.remove("shop-canary", type_=TYPE), "shop-canary"),
    mutant(
        "images that plain HTTP may fetch",
        "global",
        lambda d: d.edit_json("edge-assets-access-primary", "policy", lambda p: p["Statement"].pop(0), type_=TYPE),
        "edge-assets-primary",
        view=View.DEPLOYED,
    ),
    mutant(
        "a denial of reading alone",
        "us-east-1",
        lambda d: d.edit_json("shop-canary", "policy", first(Action="s3:GetObject"), type_=TYPE),
        "shop-canary",
        view=View.DEPLOYED,
    ),
    mutant(
        "a denial of those who come over TLS",
        "eu-central-1",
        lambda d: d.edit_json(
            "shop-access-logs", "policy", first(Condition={"Bool": {"aws:SecureTransport": "true"}}), type_=TYPE
        ),
        "shop-access-logs",
        view=View.DEPLOYED,
    ),
    mutant(
        "a denial about another bucket",
        "global",
        lambda d: d.edit_json("edge-assets-access-replica", "policy", first(Resource=DENY["Resource"]), type_=TYPE),
        "edge-assets-replica",
        view=View.DEPLOYED,
    ),
)


def buckets(policy: object, bucket: dict[str, Any] | None = None) -> Deployment:
    text = policy if isinstance(policy, str) else json.dumps({"Version": "2012-10-17", "Statement": policy})
    deployed = program("""
        resources:
          invoices: {type: "aws:s3:Bucket"}
          access: {type: "aws:s3:BucketPolicy", properties: {bucket: "${invoices.id}"}}
    """).set("access", "policy", text)
    for path, value in (bucket or {}).items():
        deployed.set("invoices", path, value)
    return deployed


@pytest.mark.parametrize(
    "policy",
    [
        DENY,
        [DENY],
        [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}, DENY],
        DENY | {"Principal": {"AWS": "*"}},
        DENY | {"Action": ["S3:Get*", "s3:List*", "s3:PutObject"], "Resource": "*"},
        DENY | {"NotAction": "s3:CreateBucket", "Action": []},
        DENY | {"Condition": {"BoolIfExists": {"AWS:securetransport": False}}},
        DENY | {"Condition": {"Bool": {"aws:SecureTransport": "false", "aws:PrincipalIsAWSService": "false"}}},
    ],
)
def test_satisfied(policy: object) -> None:
    judged = judge(rule, buckets(policy))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "policy",
    [
        "not JSON",
        [],
        DENY | {"Effect": "Allow"},
        DENY | {"Principal": {"AWS": "arn:aws:iam::123456789012:root"}},
        DENY | {"Action": "s3:PutObject"},
        DENY | {"Resource": "arn:aws:s3:::invoices"},
        DENY | {"Resource": "arn:aws:s3:::invoices/*"},
        DENY | {"Condition": {"Bool": {"aws:SecureTransport": "true"}}},
        DENY | {"Condition": {"Null": {"aws:SecureTransport": "false"}}},
        DENY | {"Condition": {"Bool": {"aws:SecureTransport": "false"}, "IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}},
        {key: value for key, value in DENY.items() if key != "Condition"},
    ],
)
def test_violated(policy: object) -> None:
    judged = judge(rule, buckets(policy))
    assert judged.names(rule.id) == {"invoices"}
    assert "No statement of its bucket policy denies everybody" in judged.violated[rule.id]["invoices"]


def test_a_bucket_without_a_policy() -> None:
    judged = judge(rule, buckets([]).remove("access"))
    assert "It has no `BucketPolicy`." in judged.violated[rule.id]["invoices"]


def test_a_policy_of_the_bucket_itself() -> None:
    inline = {"policy": json.dumps({"Version": "2012-10-17", "Statement": DENY})}
    assert not judge(rule, buckets([], inline)).violated


@pytest.mark.parametrize(
    ("path", "about"), [("policy", "policy of access"), ("bucket", "bucket of access")]
)  # fmt: skip
def test_undecided(path: str, about: str) -> None:
    judged = judge(rule, buckets([]).sources("access", "bucket").set("access", path, UNKNOWN)
                   .set("invoices", "bucket", "invoices").set("access", "bucket", UNKNOWN if path == "bucket" else
                                                              "invoices"))  # fmt: skip
    assert not judged.violated
    assert about in judged.undecided[rule.id]


OTHERS = DENY | {"Resource": ["arn:aws:s3:::orders", "arn:aws:s3:::orders/*"]}


@pytest.mark.parametrize(
    "bucket", [{"bucket": "invoices"}, {"bucket": "invoices-2026", "arn": "arn:aws:s3:::invoices"}, {}]
)
def test_a_denial_about_the_bucket_itself(bucket: dict[str, Any]) -> None:
    assert not judge(rule, buckets(DENY, bucket)).violated
    assert not judge(rule, buckets(DENY | {"Resource": ["arn:aws:s3:::inv*"]}, bucket)).violated


@pytest.mark.parametrize(
    "policy", [OTHERS, [OTHERS], DENY | {"Resource": ["arn:aws:s3:::invoices", "arn:aws:s3:::orders/*"]}]
)
def test_a_denial_about_another_bucket(policy: object) -> None:
    assert judge(rule, buckets(policy, {"bucket": "invoices"})).names(rule.id) == {"invoices"}
