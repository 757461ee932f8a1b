"""Who may read the assets: the distribution, and nobody else."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import s3

from components.arguments import ArgumentError


@dataclass(frozen=True, kw_only=True)
class ReadBucket:
    """A bucket that the distribution reads.

    Attributes:
        label: a short name for it.
        region: its Region.
        name: its name.
        arn: its ARN.
    """

    label: str
    region: str
    name: pulumi.Input[str]
    arn: pulumi.Input[str]


@dataclass(frozen=True, kw_only=True)
class AssetAccessArgs:
    """Arguments of `AssetAccess`.

    Attributes:
        buckets: the buckets.
        distribution_arn: the ARN of the distribution.
    """

    buckets: Sequence[ReadBucket]
    distribution_arn: pulumi.Input[str]

    def __post_init__(self) -> None:
        labels = [bucket.label for bucket in self.buckets]
        if not labels or len(set(labels)) < len(labels):
            raise ArgumentError("AssetAccess", "buckets", labels, "at least one bucket, each label once")


def read_policy(bucket_arn: str, distribution_arn: str) -> dict[str, Any]:
    """A bucket policy for one distribution ("Restrict access to an Amazon S3 origin").

    Listing is allowed for the sake of its status: without it S3 answers 403, not 404, for what does not exist. No path
    of the distribution leads to the listing itself.
    """
    this_distribution = {"StringEquals": {"aws:SourceArn": distribution_arn}}
    cloudfront = {"Service": "cloudfront.amazonaws.com"}
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "DenyPlainHttp",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [bucket_arn, f"{bucket_arn}/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
            {
                "Sid": "DistributionReads",
                "Effect": "Allow",
                "Principal": cloudfront,
                "Action": "s3:GetObject",
                "Resource": f"{bucket_arn}/*",
                "Condition": this_distribution,
            },
            {
                "Sid": "DistributionTellsMissingFromForbidden",
                "Effect": "Allow",
                "Principal": cloudfront,
                "Action": "s3:ListBucket",
                "Resource": bucket_arn,
                "Condition": this_distribution,
            },
        ],
    }


class AssetAccess(pulumi.ComponentResource):
    """The policies of the asset buckets.

    They are a component of their own because they name the distribution, which itself names the buckets.
    """

    def __init__(self, name: str, args: AssetAccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:edge:AssetAccess", name, None, opts)
        for bucket in args.buckets:
            s3.BucketPolicy(
                f"{name}-{bucket.label}",
                region=bucket.region,
                bucket=bucket.name,
                policy=pulumi.Output.all(bucket.arn, args.distribution_arn).apply(
                    lambda arns: json.dumps(read_policy(*arns))
                ),
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.register_outputs({})
