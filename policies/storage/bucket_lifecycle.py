"""A bucket forgets what nobody needs."""

from collections.abc import Iterator

from policies.aws.s3 import BUCKET_LIFECYCLES, Buckets, Configurations
from policies.aws.types import BUCKETS
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Level, Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Buckets have a lifecycle",
    what="Every bucket has a lifecycle rule that is enabled.",
    why=(
        "Logs, old versions and the parts of broken uploads are kept, and paid for, until somebody deletes them. "
        "What is kept longer than it is needed, customers' addresses in logs above all, can also be stolen longer."
    ),
    fix=(
        "Declare an `s3.BucketLifecycleConfiguration` of the bucket with a rule of status Enabled: expiry of objects "
        "or of noncurrent versions, and `abort_incomplete_multipart_upload`."
    ),
    severity=Severity.LOW,
    level=Level.ADVISORY,
    sources=(
        Source(
            "AWS Security Hub",
            "S3.13",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-13",
        ),
        Source(
            "Amazon S3 user guide",
            "Managing the lifecycle of objects",
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html",
        ),
    ),
    types=BUCKETS,
    passing="""
        resources:
          logs: {type: "aws:s3:Bucket"}
          expiry:
            type: aws:s3:BucketLifecycleConfiguration
            properties:
              bucket: ${logs.id}
              rules: [{id: expire, status: Enabled, filter: {prefix: ""}, expiration: {days: 365}}]
    """,
    failing="""
        resources:
          logs: {type: "aws:s3:Bucket"}
          expiry:
            type: aws:s3:BucketLifecycleConfiguration
            properties:
              bucket: ${logs.id}
              rules: [{id: expire, status: Disabled, filter: {prefix: ""}, expiration: {days: 365}}]
    """,
)
def bucket_lifecycle(stack: Stack) -> Iterator[Verdict]:
    """Judge every bucket."""
    for bucket, configurations in Buckets(stack).configurations(*BUCKET_LIFECYCLES):
        yield _judge(bucket, configurations)


def _judge(bucket: Resource, configurations: Configurations) -> Verdict:
    found = {f"rules of {one}": set(_statuses(one, "rules", "status")) for one in configurations.certain}
    found["lifecycleRules"] = set(_statuses(bucket, "lifecycleRules", "enabled"))
    if any(statuses & {"Enabled", "true"} for statuses in found.values()):
        return satisfied(bucket)
    unknown = [name for name, statuses in found.items() if UNKNOWN in statuses]
    unknown += [f"bucket of {one}" for one in configurations.possible]
    if unknown:
        return undecided(bucket, *unknown)
    if configurations.certain:
        return violated(bucket, "Its `BucketLifecycleConfiguration` has no rule of status Enabled.")
    return violated(bucket, "It has no `BucketLifecycleConfiguration`.")


def _statuses(resource: Resource, path: str, status: str) -> Iterator[object]:
    rules = resource.blocks(path)
    if rules is UNKNOWN:
        yield UNKNOWN
        return
    for rule in rules:
        value = UNKNOWN if rule is UNKNOWN else rule.value(status)
        yield str(value).lower() if isinstance(value, bool) else value
