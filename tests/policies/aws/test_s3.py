from __future__ import annotations

from typing import Any

from policies.aws.s3 import Buckets
from policies.aws.types import BUCKET_VERSIONING
from policies.framework.resources import Resource, Stack
from policies.framework.values import UNKNOWN

BUCKET = "aws:s3/bucket:Bucket"


def urn(name: str, type_: str) -> str:
    return f"urn:pulumi:test::shop::{type_}::{name}"


def resource(name: str, type_: str = BUCKET, sources: tuple[str, ...] = (), **inputs: Any) -> Resource:
    return Resource(urn=urn(name, type_), type_=type_, name=name, inputs=inputs, sources={"bucket": sources})


def names(stack: Stack) -> dict[str, tuple[list[str], list[str]]]:
    return {
        bucket.name: ([one.name for one in found.certain], [one.name for one in found.possible])
        for bucket, found in Buckets(stack).configurations(BUCKET_VERSIONING)
    }


def test_a_configuration_is_about_the_bucket_that_it_names_or_comes_from() -> None:
    stack = Stack(
        [
            resource("logs", bucket="shop-logs"),
            resource("images"),
            resource("by-name", BUCKET_VERSIONING, bucket="shop-logs"),
            resource("by-arn", BUCKET_VERSIONING, bucket="arn:aws:s3:::shop-logs"),
            resource("by-source", BUCKET_VERSIONING, (urn("images", BUCKET),), bucket=UNKNOWN),
            resource("by-source-though-known", BUCKET_VERSIONING, (urn("images", BUCKET),), bucket="images-1a2b"),
            resource("by-way", BUCKET_VERSIONING, (urn("by-source", BUCKET_VERSIONING),), bucket=UNKNOWN),
            resource("by-named-way", BUCKET_VERSIONING, (urn("by-name", BUCKET_VERSIONING),), bucket=UNKNOWN),
        ]
    )
    assert names(stack) == {
        "logs": (["by-name", "by-arn", "by-named-way"], []),
        "images": (["by-source", "by-source-though-known", "by-way"], []),
    }


def test_a_configuration_may_be_about_one_of_several_buckets_or_of_another_stack() -> None:
    both = (urn("logs", BUCKET), urn("images", BUCKET))
    stack = Stack(
        [
            resource("logs"),
            resource("images"),
            resource("other"),
            resource("either", BUCKET_VERSIONING, both, bucket=UNKNOWN),
            resource("any", BUCKET_VERSIONING, bucket=UNKNOWN),
            resource("elsewhere", BUCKET_VERSIONING, bucket="imported"),
            resource("itself", BUCKET_VERSIONING, (urn("itself", BUCKET_VERSIONING),), bucket="imported"),
            resource("referred", BUCKET_VERSIONING, (urn("global", "pulumi:pulumi:StackReference"),), bucket=UNKNOWN),
        ]
    )
    assert names(stack) == {"logs": ([], ["either", "any"]), "images": ([], ["either", "any"]), "other": ([], ["any"])}
