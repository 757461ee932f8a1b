"""One bucket for what CloudFront serves from S3."""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import s3

NONCURRENT_DAYS: Final = 90
"""Days that an overwritten or deleted object can be brought back."""
ABANDONED_UPLOAD_DAYS: Final = 7
"""Days after which the parts of an unfinished upload are thrown away."""


@dataclass(frozen=True, kw_only=True)
class AssetBucketArgs:
    """Arguments of an `AssetBucket`.

    Attributes:
        region: the Region of the bucket.
        protect: whether Pulumi refuses to delete it; without, it is emptied when it is deleted.
    """

    region: str
    protect: bool


class AssetBucket(pulumi.ComponentResource):
    """A private, versioned, encrypted bucket.

    It is encrypted with S3's own keys: images and scripts are public, so a customer-managed key would add a permission
    and a way to fail, and no secrecy. Its policy is `AssetAccess`, since that names the distribution.

    Attributes:
        name: the bucket's name.
        arn: its ARN.
        regional_domain_name: its name as an origin of CloudFront.
        versioning: resolves to the bucket's name once versions are kept, which replication asks for.
    """

    name: pulumi.Output[str]
    arn: pulumi.Output[str]
    regional_domain_name: pulumi.Output[str]
    versioning: pulumi.Output[str]

    def __init__(self, name: str, args: AssetBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:edge:AssetBucket", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        bucket = s3.Bucket(
            name,
            region=args.region,
            force_destroy=not args.protect,
            tags={"Name": name},
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        s3.BucketPublicAccessBlock(
            name,
            region=args.region,
            bucket=bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=child,
        )
        s3.BucketOwnershipControls(
            name,
            region=args.region,
            bucket=bucket.id,
            rule={"object_ownership": "BucketOwnerEnforced"},
            opts=child,
        )
        s3.BucketServerSideEncryptionConfiguration(
            name,
            region=args.region,
            bucket=bucket.id,
            rules=[{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}],
            opts=child,
        )
        versioning = s3.BucketVersioning(
            name,
            region=args.region,
            bucket=bucket.id,
            versioning_configuration={"status": "Enabled"},
            opts=child,
        )
        s3.BucketLifecycleConfiguration(
            name,
            region=args.region,
            bucket=versioning.bucket,
            rules=[
                {
                    "id": "forget-old-versions",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    "noncurrent_version_expiration": {"noncurrent_days": NONCURRENT_DAYS},
                    "expiration": {"expired_object_delete_marker": True},
                    "abort_incomplete_multipart_upload": {"days_after_initiation": ABANDONED_UPLOAD_DAYS},
                }
            ],
            opts=child,
        )
        self.name = bucket.id
        self.arn = bucket.arn
        self.regional_domain_name = bucket.bucket_regional_domain_name
        self.versioning = versioning.bucket
        self.register_outputs(
            {
                "name": self.name,
                "arn": self.arn,
                "regionalDomainName": self.regional_domain_name,
            }
        )
