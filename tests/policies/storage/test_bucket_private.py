from __future__ import annotations

import pytest

from policies.storage.bucket_private import bucket_private as rule
from tests.policies.harness import ABSENT, UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

BUCKET = "aws:s3/bucket:Bucket"
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
ALL = "blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true"

MUTANTS = (
    mutant(
        "a log bucket whose policy may open it",
        "us-east-1",
        lambda d: d.set("shop-access-logs", "blockPublicPolicy", False, type_=BLOCK),
        "shop-access-logs",
    ),
    mutant(
        "a replica that leaves a setting to the default",
        "global",
        lambda d: d.set("edge-assets-replica", "restrictPublicBuckets", ABSENT, type_=BLOCK),
        "edge-assets-replica",
    ),
    mutant("a bucket without a block", "us-east-1", lambda d: d.remove("shop-canary", type_=BLOCK), "shop-canary"),
    mutant(
        "a bucket with a public ACL",
        "eu-central-1",
        lambda d: d.set("shop-access-logs", "acl", "public-read", type_=BUCKET),
        "shop-access-logs",
    ),
    mutant(
        "two blocks of one bucket, none of the other",
        "global",
        lambda d: d.sources("edge-assets-replica", "bucket", "edge-assets-primary", type_=BLOCK),
        "edge-assets-replica",
    ),
)


def buckets(block: str, bucket: str = "", more: str = "") -> Deployment:
    return program(f"""
        resources:
          invoices: {{type: "aws:s3:Bucket", properties: {{{bucket}}}}}
          block: {{type: "aws:s3:BucketPublicAccessBlock", properties: {{{block}}}}}
          {more}
    """)


@pytest.mark.parametrize(
    ("block", "bucket"),
    [
        (f'bucket: "${{invoices.id}}", {ALL}', ""),
        (f'bucket: "${{invoices.bucket}}", {ALL}', "acl: private"),
        (f"bucket: shop-invoices, {ALL}", "bucket: shop-invoices, acl: log-delivery-write"),
    ],
)
def test_satisfied(block: str, bucket: str) -> None:
    judged = judge(rule, buckets(block, bucket))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("block", "bucket", "reported", "reason"),
    [
        (f"bucket: imported, {ALL}", "", "invoices", "It has no `BucketPublicAccessBlock`."),
        (f'bucket: "${{invoices.id}}", {ALL}', "acl: public-read", "invoices", "`acl` is public-read."),
        (f"bucket: imported, {ALL}", "acl: public-read-write", "invoices", "`acl` is public-read-write."),
        (
            'bucket: "${invoices.id}", blockPublicAcls: true, blockPublicPolicy: false, ignorePublicAcls: true',
            "",
            "block",
            "`blockPublicPolicy` is false, `restrictPublicBuckets` is absent, which means false.",
        ),
    ],
)
def test_violated(block: str, bucket: str, reported: str, reason: str) -> None:
    judged = judge(rule, buckets(block, bucket))
    assert judged.names(rule.id) == {reported}
    assert reason in judged.violated[rule.id][reported]


@pytest.mark.parametrize(
    ("block", "bucket", "about"),
    [
        (f"bucket: unknown!, {ALL}", "", "bucket of block"),
        (f'bucket: "${{invoices.id}}", {ALL.replace("ignorePublicAcls: true", "ignorePublicAcls: unknown!")}', "",
         "ignorePublicAcls"),
        (f'bucket: "${{invoices.id}}", {ALL}', "acl: unknown!", "acl"),
    ],
)  # fmt: skip
def test_undecided(block: str, bucket: str, about: str) -> None:
    judged = judge(rule, buckets(block, bucket))
    assert not judged.violated
    assert about in judged.undecided[rule.id]


def test_a_block_of_the_whole_account_is_enough() -> None:
    text = f"""
        resources:
          invoices: {{type: "aws:s3:Bucket"}}
          account: {{type: "aws:s3:AccountPublicAccessBlock", properties: {{{ALL}}}}}
    """
    assert not judge(rule, text).violated
    assert judge(rule, program(text).set("account", "ignorePublicAcls", False)).names(rule.id) == {"invoices"}
    assert judge(rule, program(text).set("account", "ignorePublicAcls", UNKNOWN)).names(rule.id) == {"invoices"}


def test_an_acl_of_its_own() -> None:
    acl = 'acl: {type: "aws:s3:BucketAcl", properties: {bucket: "${invoices.id}", acl: authenticated-read}}'
    assert judge(rule, buckets(f'bucket: "${{invoices.id}}", {ALL}', more=acl)).names(rule.id) == {"acl"}
