"""A bucket's owner owns every object in it."""

from collections.abc import Iterator
from typing import Final

from policies.aws.s3 import Buckets
from policies.aws.types import BUCKET_OWNERSHIP_CONTROLS, CLOUDFRONT_DISTRIBUTIONS
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_ENFORCED: Final = "BucketOwnerEnforced"


@stack_rule(
    title="Bucket owners own the objects",
    what="Ownership of a bucket's objects is BucketOwnerEnforced, which disables ACLs.",
    why=(
        "With ACLs, what another account uploads belongs to that account: the bucket's owner can neither read nor "
        "replicate it, backups and replicas have holes, and who may read an object is decided object by object."
    ),
    fix=(
        "Set `object_ownership` to BucketOwnerEnforced and grant access by policies. A bucket for CloudFront's "
        "standard logs of version 1 needs ACLs; version 2 does not."
    ),
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS Security Hub",
            "S3.12",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-12",
        ),
        Source(
            "Amazon S3 user guide",
            "Controlling ownership of objects and disabling ACLs for your bucket",
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html",
        ),
    ),
    types=(BUCKET_OWNERSHIP_CONTROLS,),
    passing="""
        resources:
          invoices: {type: "aws:s3:Bucket"}
          ownership:
            type: aws:s3:BucketOwnershipControls
            properties: {bucket: "${invoices.id}", rule: {objectOwnership: BucketOwnerEnforced}}
    """,
    failing="""
        resources:
          invoices: {type: "aws:s3:Bucket"}
          ownership:
            type: aws:s3:BucketOwnershipControls
            properties: {bucket: "${invoices.id}", rule: {objectOwnership: ObjectWriter}}
    """,
)
def bucket_ownership(stack: Stack) -> Iterator[Verdict]:
    """Judge every ownership that is declared: since April 2023 a new bucket without one has it enforced."""
    buckets = Buckets(stack)
    logged_to = {
        bucket.urn
        for distribution in stack.of_type(*CLOUDFRONT_DISTRIBUTIONS)
        for bucket in _log_buckets(distribution, buckets)
    }
    for controls in stack.of_type(BUCKET_OWNERSHIP_CONTROLS):
        ownership = controls.text("rule.objectOwnership")
        about = buckets.referents(controls, "bucket")
        if ownership == _ENFORCED:
            yield satisfied(controls)
        elif ownership is UNKNOWN:
            yield undecided(controls, "rule.objectOwnership")
        elif about is UNKNOWN:
            yield undecided(controls, "bucket")
        elif any(bucket.urn in logged_to for bucket in about):
            yield satisfied(controls)
        else:
            yield violated(controls, f"`rule.objectOwnership` is {ownership or 'absent'}.")


def _log_buckets(distribution: Resource, buckets: Buckets) -> Iterator[Resource]:
    """The buckets that take a distribution's standard logs of version 1: named by their domain name."""
    if distribution.value("loggingConfig") is None:
        return
    found = buckets.referents(distribution, "loggingConfig")
    if found is not UNKNOWN:
        yield from found
    domain = distribution.value("loggingConfig")
    if domain is not UNKNOWN and isinstance(name := distribution.text("loggingConfig.bucket"), str):
        named = buckets.named(name.split(".s3", 1)[0])
        if named is not None:
            yield named
