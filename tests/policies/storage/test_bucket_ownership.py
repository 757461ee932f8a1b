from __future__ import annotations

import pytest

from policies.storage.bucket_ownership import bucket_ownership as rule
from tests.policies.harness import ABSENT, judge
from tests.policies.mutants.mutant import mutant

TYPE = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"

MUTANTS = (
    mutant(
        "a bucket with ACLs",
        "us-east-1",
        lambda d: d.set("shop-access-logs", "rule.objectOwnership", "ObjectWriter", type_=TYPE),
        "shop-access-logs",
    ),
    mutant(
        "a bucket that prefers its owner",
        "global",
        lambda d: d.set("edge-logs", "rule.objectOwnership", "BucketOwnerPreferred", type_=TYPE),
        "edge-logs",
    ),
    mutant(
        "an ownership that says nothing",
        "eu-central-1",
        lambda d: d.set("shop-access-logs", "rule.objectOwnership", ABSENT, type_=TYPE),
        "shop-access-logs",
    ),
)


def bucket(ownership: str, about: str = "${logs.id}", logging: str = "", name: str = "") -> str:
    return f"""
        resources:
          logs: {{type: "aws:s3:Bucket", properties: {{{name}}}}}
          ownership:
            type: aws:s3:BucketOwnershipControls
            properties: {{bucket: "{about}", rule: {{objectOwnership: {ownership}}}}}
          shop: {{type: "aws:cloudfront:Distribution", properties: {{{logging}}}}}
    """


@pytest.mark.parametrize(
    "text",
    [
        bucket("BucketOwnerEnforced"),
        bucket("BucketOwnerPreferred", logging='loggingConfig: {bucket: "${logs.bucketDomainName}"}'),
        bucket("ObjectWriter", name="bucket: shop-logs", logging="loggingConfig: {bucket: shop-logs.s3.amazonaws.com}"),
        bucket("BucketOwnerEnforced", about="unknown!"),
    ],
)
def test_satisfied(text: str) -> None:
    judged = judge(rule, text)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "text",
    [
        bucket("ObjectWriter"),
        bucket("BucketOwnerPreferred", logging="loggingConfig: {bucket: other.s3.amazonaws.com}"),
        bucket("BucketOwnerPreferred", logging="loggingConfig: unknown!"),
        bucket("ObjectWriter", about="imported"),
    ],
)
def test_violated(text: str) -> None:
    judged = judge(rule, text)
    assert judged.names(rule.id) == {"ownership"}
    assert "`rule.objectOwnership` is" in judged.violated[rule.id]["ownership"]


@pytest.mark.parametrize("text", [bucket("unknown!"), bucket("ObjectWriter", about="unknown!")])
def test_undecided(text: str) -> None:
    judged = judge(rule, text)
    assert not judged.violated
    assert "ownership" in judged.undecided[rule.id]
