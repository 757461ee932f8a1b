"""A bucket that AWS services deliver their logs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import s3

from components.arguments import ArgumentError
from components.storage.log_bucket_policy import LogSource, log_bucket_policy

DELETED_LOGS_DAYS: Final = 7
"""How long a log that was deleted or overwritten can still be brought back, in days."""


@dataclass(frozen=True, kw_only=True)
class LogBucketArgs:
    """Arguments of `LogBucket`.

    Attributes:
        account_id: the account whose services deliver.
        sources: the services that may deliver. Load balancers deliver within their own Region only.
        retention_days: how long a log is kept, in days.
        protect: refuses the bucket's deletion; without it, the logs in it are deleted with it.
        region: the Region of the bucket; the provider's where None.
    """

    account_id: str
    sources: Sequence[LogSource]
    retention_days: int
    protect: bool
    region: str | None = None

    def __post_init__(self) -> None:
        if not self.sources:
            raise ArgumentError("LogBucket", "sources", self.sources, "one LogSource at least")
        if self.retention_days < 1:
            raise ArgumentError("LogBucket", "retention_days", self.retention_days, "1 or more")


class LogBucket(pulumi.ComponentResource):
    """A private, versioned bucket for logs, which expire.

    It is encrypted with S3's own keys: load balancers deliver to no other ("Enable access logs for your Application
    Load Balancer"). Ownership is enforced, so that what a service delivers belongs to the account.

    Attributes:
        name: the bucket's name, known once services may deliver to it: what uses it waits for the policy.
        arn: the bucket's ARN, likewise.
    """

    name: pulumi.Output[str]
    arn: pulumi.Output[str]

    def __init__(self, name: str, args: LogBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:storage:LogBucket", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)

        bucket = s3.Bucket(
            name,
            force_destroy=not args.protect,
            region=args.region,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        s3.BucketOwnershipControls(
            name,
            bucket=bucket.bucket,
            rule={"object_ownership": "BucketOwnerEnforced"},
            region=args.region,
            opts=child,
        )
        access_block = s3.BucketPublicAccessBlock(
            name,
            bucket=bucket.bucket,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            region=args.region,
            opts=child,
        )
        s3.BucketServerSideEncryptionConfiguration(
            name,
            bucket=bucket.bucket,
            rules=[{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}],
            region=args.region,
            opts=child,
        )
        versioning = s3.BucketVersioning(
            name,
            bucket=bucket.bucket,
            versioning_configuration={"status": "Enabled"},
            region=args.region,
            opts=child,
        )
        s3.BucketLifecycleConfiguration(
            name,
            bucket=bucket.bucket,
            rules=[
                {
                    "id": "expire-logs",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    "expiration": {"days": args.retention_days},
                    "noncurrent_version_expiration": {"noncurrent_days": DELETED_LOGS_DAYS},
                    "abort_incomplete_multipart_upload": {"days_after_initiation": 1},
                },
                {
                    # S3 takes the removal of delete markers in a rule without `days` only.
                    "id": "remove-delete-markers",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    "expiration": {"expired_object_delete_marker": True},
                },
            ],
            region=args.region,
            # The expiry of old versions means nothing before the bucket keeps them.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[versioning]),
        )
        policy = s3.BucketPolicy(
            name,
            bucket=bucket.bucket,
            policy=pulumi.Output.json_dumps(
                bucket.arn.apply(lambda arn: log_bucket_policy(arn, args.account_id, args.sources))
            ),
            region=args.region,
            # S3 refuses two changes of a bucket's access at once (OperationAborted).
            opts=pulumi.ResourceOptions(parent=self, depends_on=[access_block]),
        )

        self.name = policy.bucket
        self.arn = pulumi.Output.concat("arn:aws:s3:::", policy.bucket)
        self.register_outputs({"name": self.name, "arn": self.arn})
