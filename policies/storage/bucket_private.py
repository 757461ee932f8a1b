"""A bucket is closed to the public."""

from collections.abc import Iterator
from typing import Final

from policies.aws.s3 import BUCKET_ACLS, Buckets, Configurations
from policies.aws.types import ACCOUNT_PUBLIC_ACCESS_BLOCK, BUCKET_PUBLIC_ACCESS_BLOCK, BUCKETS
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Outcome, Verdict, satisfied, undecided, violated

_SETTINGS: Final = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
_PUBLIC_ACLS: Final = ("authenticated-read", "public-read", "public-read-write")
"""Canned ACLs that grant something to everybody, or to every AWS account."""


@stack_rule(
    title="Buckets are private",
    what="Every bucket has all four settings of S3 Block Public Access on, and no public ACL.",
    why=(
        "One wrong policy or ACL makes a bucket readable for everybody: customer data and access logs leak, and they "
        "cannot be called back. A public bucket that can be written to serves whatever a stranger puts into it."
    ),
    fix=(
        "Declare an `s3.BucketPublicAccessBlock` of the bucket with `block_public_acls`, `block_public_policy`, "
        "`ignore_public_acls` and `restrict_public_buckets` true: one that is left out is false. Use no ACLs, and "
        "serve files through CloudFront with an origin access control."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "AWS Security Hub",
            "S3.8",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-8",
        ),
        Source(
            "Amazon S3 user guide",
            "Blocking public access to your Amazon S3 storage",
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
        ),
    ),
    types=(*BUCKETS, BUCKET_PUBLIC_ACCESS_BLOCK, *BUCKET_ACLS),
    passing="""
        resources:
          invoices: {type: "aws:s3:Bucket"}
          closed:
            type: aws:s3:BucketPublicAccessBlock
            properties:
              bucket: ${invoices.id}
              blockPublicAcls: true
              blockPublicPolicy: true
              ignorePublicAcls: true
              restrictPublicBuckets: true
    """,
    failing="""
        resources:
          invoices: {type: "aws:s3:Bucket"}
          closed:
            type: aws:s3:BucketPublicAccessBlock
            properties: {bucket: "${invoices.id}", blockPublicAcls: true, ignorePublicAcls: true}
    """,
)
def bucket_private(stack: Stack) -> Iterator[Verdict]:
    """Judge every bucket by its ACL and by whether it has a block, every block by its settings, and every ACL."""
    account_wide = any(_blocks_all(block) for block in stack.of_type(ACCOUNT_PUBLIC_ACCESS_BLOCK))
    for bucket, blocks in Buckets(stack).configurations(BUCKET_PUBLIC_ACCESS_BLOCK):
        yield _judge_bucket(bucket, blocks, account_wide=account_wide)
    for block in stack.of_type(BUCKET_PUBLIC_ACCESS_BLOCK):
        yield _judge_block(block)
    for acl in stack.of_type(*BUCKET_ACLS):
        yield _judge_acl(acl)


def _judge_bucket(bucket: Resource, blocks: Configurations, *, account_wide: bool) -> Verdict:
    by_acl = _judge_acl(bucket)
    if blocks.certain or account_wide or by_acl.outcome is Outcome.VIOLATED:
        return by_acl
    if blocks.possible:
        return undecided(bucket, *(f"bucket of {block}" for block in blocks.possible))
    return violated(bucket, "It has no `BucketPublicAccessBlock`.")


def _judge_block(block: Resource) -> Verdict:
    flags = {name: block.flag(name) for name in _SETTINGS}
    off = [f"`{name}` is {'absent, which means false' if flags[name] is None else 'false'}" for name in _SETTINGS
           if flags[name] in (None, False)]  # fmt: skip
    if off:
        return violated(block, f"{', '.join(off)}.")
    unknown = [name for name, flag in flags.items() if flag is UNKNOWN]
    return undecided(block, *unknown) if unknown else satisfied(block)


def _blocks_all(block: Resource) -> bool:
    return all(block.flag(name) is True for name in _SETTINGS)


def _judge_acl(resource: Resource) -> Verdict:
    acl = resource.text("acl")
    if acl is UNKNOWN:
        return undecided(resource, "acl")
    return violated(resource, f"`acl` is {acl}.") if acl in _PUBLIC_ACLS else satisfied(resource)
