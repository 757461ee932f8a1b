"""A bucket keeps what is overwritten or deleted."""

from collections.abc import Iterator

from policies.aws.s3 import BUCKET_VERSIONINGS, Buckets, Configurations
from policies.aws.types import BUCKETS
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Buckets keep versions",
    what="Every bucket has versioning enabled.",
    why=(
        "Without versions, an object that a release, a script or an attacker overwrites or deletes is gone: product "
        "images and scripts are missing until someone uploads them again. Replication needs versions too."
    ),
    fix=(
        "Declare an `s3.BucketVersioning` of the bucket with status Enabled, and let a lifecycle rule expire old "
        "versions where they are not wanted for long."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Security Hub",
            "S3.14",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-14",
        ),
        Source(
            "Amazon S3 user guide",
            "Retaining multiple versions of objects with S3 Versioning",
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
        ),
    ),
    types=BUCKETS,
    passing="""
        resources:
          invoices: {type: "aws:s3:Bucket"}
          versions:
            type: aws:s3:BucketVersioning
            properties: {bucket: "${invoices.id}", versioningConfiguration: {status: Enabled}}
    """,
    failing="""
        resources:
          invoices: {type: "aws:s3:Bucket"}
          versions:
            type: aws:s3:BucketVersioning
            properties: {bucket: "${invoices.id}", versioningConfiguration: {status: Suspended}}
    """,
)
def bucket_versioning(stack: Stack) -> Iterator[Verdict]:
    """Judge every bucket."""
    for bucket, configurations in Buckets(stack).configurations(*BUCKET_VERSIONINGS):
        yield _judge(bucket, configurations)


def _judge(bucket: Resource, configurations: Configurations) -> Verdict:
    found = {one: one.text("versioningConfiguration.status") for one in configurations.certain}
    inline = _inline(bucket)
    if inline is True or "Enabled" in found.values():
        return satisfied(bucket)
    unknown = [f"versioningConfiguration of {one}" for one, status in found.items() if status is UNKNOWN]
    unknown += [f"bucket of {one}" for one in configurations.possible]
    unknown += ["versioning"] if inline is UNKNOWN else []
    if unknown:
        return undecided(bucket, *unknown)
    if found:
        statuses = ", ".join(str(status) for status in found.values())
        return violated(bucket, f"The status of its `BucketVersioning` is {statuses}.")
    return violated(bucket, "It has no `BucketVersioning`.")


def _inline(bucket: Resource) -> bool | Unknown | None:
    """Whether the bucket itself says so, in the older way."""
    versioning = bucket.block("versioning")
    return versioning.flag("enabled") if isinstance(versioning, Block) else versioning
