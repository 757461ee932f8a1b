"""Product images and JavaScript: a bucket and its replica in another Region."""

import json
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi_aws import iam, s3

from components.arguments import ArgumentError
from components.edge.asset_bucket import AssetBucket, AssetBucketArgs

REPLICATION_MINUTES: Final = 15
"""S3 Replication Time Control's bound for 99.9 % of objects, the only value that it takes."""


@dataclass(frozen=True, kw_only=True)
class AssetsArgs:
    """Arguments of `Assets`.

    Attributes:
        primary_region: the Region of the bucket that releases are uploaded to.
        replica_region: the Region of its replica, another one.
        protect: whether Pulumi refuses to delete the buckets.
    """

    primary_region: str
    replica_region: str
    protect: bool

    def __post_init__(self) -> None:
        if self.primary_region == self.replica_region:
            allowed = f"another Region than {self.primary_region}"
            raise ArgumentError("Assets", "replica_region", self.replica_region, allowed)


def replication_policy(source_arn: str, destination_arn: str) -> dict[str, Any]:
    """What S3 may do to replicate one bucket to another ("Setting up permissions for live replication")."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "ReadSourceConfiguration",
                "Effect": "Allow",
                "Action": ["s3:GetReplicationConfiguration", "s3:ListBucket"],
                "Resource": source_arn,
            },
            {
                "Sid": "ReadSourceVersions",
                "Effect": "Allow",
                "Action": [
                    "s3:GetObjectVersionForReplication",
                    "s3:GetObjectVersionAcl",
                    "s3:GetObjectVersionTagging",
                ],
                "Resource": f"{source_arn}/*",
            },
            {
                "Sid": "WriteReplicas",
                "Effect": "Allow",
                "Action": ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
                "Resource": f"{destination_arn}/*",
            },
        ],
    }


class Assets(pulumi.ComponentResource):
    """Two buckets in two Regions, the second a replica of the first within a quarter of an hour.

    Replication goes one way: releases are uploaded to the first bucket only, and CloudFront only reads. Deletions
    follow, so that the replica does not keep what was withdrawn.

    Attributes:
        primary: the bucket that releases are uploaded to.
        replica: the bucket that CloudFront turns to when the first fails.
    """

    primary: AssetBucket
    replica: AssetBucket

    def __init__(self, name: str, args: AssetsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:edge:Assets", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.primary = AssetBucket(
            f"{name}-primary", AssetBucketArgs(region=args.primary_region, protect=args.protect), child
        )
        self.replica = AssetBucket(
            f"{name}-replica", AssetBucketArgs(region=args.replica_region, protect=args.protect), child
        )
        role = iam.Role(
            f"{name}-replication",
            description="Lets S3 copy the shop's images and scripts to their replica",
            assume_role_policy=pulumi.Output.json_dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"Service": "s3.amazonaws.com"},
                            "Action": "sts:AssumeRole",
                            "Condition": {"ArnEquals": {"aws:SourceArn": self.primary.arn}},
                        }
                    ],
                }
            ),
            opts=child,
        )
        policy = iam.RolePolicy(
            f"{name}-replication",
            role=role.name,
            policy=pulumi.Output.all(self.primary.arn, self.replica.arn).apply(
                lambda arns: json.dumps(replication_policy(*arns))
            ),
            opts=child,
        )
        s3.BucketReplicationConfig(
            name,
            region=args.primary_region,
            bucket=self.primary.versioning,
            role=role.arn,
            rules=[
                {
                    "id": "everything",
                    "status": "Enabled",
                    "priority": 1,
                    "filter": {"prefix": ""},
                    "delete_marker_replication": {"status": "Enabled"},
                    "destination": {
                        "bucket": self.replica.arn,
                        "replication_time": {"status": "Enabled", "time": {"minutes": REPLICATION_MINUTES}},
                        "metrics": {"status": "Enabled", "event_threshold": {"minutes": REPLICATION_MINUTES}},
                    },
                }
            ],
            # Both ends keep versions before the first is asked to replicate them.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[policy, self.replica]),
        )
        self.register_outputs({"primaryName": self.primary.name, "replicaName": self.replica.name})
