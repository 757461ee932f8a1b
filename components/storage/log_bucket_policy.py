"""The policy of a log bucket: who may deliver, and that nobody comes without TLS."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final


class LogSource(StrEnum):
    """An AWS service that writes its logs into a bucket."""

    LOAD_BALANCER = "load-balancer"
    """Access and connection logs of Application Load Balancers, of the bucket's own Region only."""
    CLOUDFRONT = "cloudfront"
    """Standard logs (v2) of CloudFront distributions, from whatever Region the bucket lies in."""
    GLOBAL_ACCELERATOR = "global-accelerator"
    """Flow logs of accelerators, from whatever Region the bucket lies in."""
    VPC_FLOW_LOGS = "vpc-flow-logs"
    """Flow logs of VPCs."""


VENDED_LOGS_REGION: Final = {
    LogSource.CLOUDFRONT: "us-east-1",
    LogSource.GLOBAL_ACCELERATOR: "*",
    LogSource.VPC_FLOW_LOGS: "*",
}
"""The Region in the ARN that the delivery service names as its source: CloudFront delivers from us-east-1."""


def log_bucket_policy(bucket_arn: str, account_id: str, sources: Iterable[LogSource]) -> dict[str, Any]:
    """The bucket policy: deliveries into the account's own `AWSLogs/` folder, under any prefix, and TLS 1.2 for all.

    Sources: "Enable access logs for your Application Load Balancer" (Elastic Load Balancing); "Logs sent to Amazon S3"
    (CloudWatch Logs), which CloudFront and Global Accelerator refer to.
    """
    chosen = sorted(set(sources))
    objects = f"{bucket_arn}/*AWSLogs/{account_id}/*"
    statements: list[dict[str, Any]] = [
        _deny("DenyWithoutTls", bucket_arn, {"Bool": {"aws:SecureTransport": "false"}}),
        _deny("DenyOldTls", bucket_arn, {"NumericLessThan": {"s3:TlsVersion": "1.2"}}),
    ]
    if LogSource.LOAD_BALANCER in chosen:
        # The folder carries the account of the load balancer: another account's cannot write into this one's.
        statements.append(
            {
                "Sid": "LoadBalancerLogsWrite",
                "Effect": "Allow",
                "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
                "Action": "s3:PutObject",
                "Resource": objects,
            }
        )
    vended = [source for source in chosen if source in VENDED_LOGS_REGION]
    if vended:
        regions = sorted({VENDED_LOGS_REGION[source] for source in vended})
        source_arns = [f"arn:aws:logs:{region}:{account_id}:*" for region in regions]
        statements += [
            {
                "Sid": "VendedLogsWrite",
                "Effect": "Allow",
                "Principal": {"Service": "delivery.logs.amazonaws.com"},
                "Action": "s3:PutObject",
                "Resource": objects,
                "Condition": {
                    "StringEquals": {
                        "aws:SourceAccount": account_id,
                        "s3:x-amz-acl": "bucket-owner-full-control",
                    },
                    "ArnLike": {"aws:SourceArn": source_arns},
                },
            },
            {
                "Sid": "VendedLogsAclCheck",
                "Effect": "Allow",
                "Principal": {"Service": "delivery.logs.amazonaws.com"},
                "Action": ["s3:GetBucketAcl", "s3:ListBucket"],
                "Resource": bucket_arn,
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": account_id},
                    "ArnLike": {"aws:SourceArn": source_arns},
                },
            },
        ]
    return {"Version": "2012-10-17", "Statement": statements}


def _deny(sid: str, bucket_arn: str, condition: dict[str, Any]) -> dict[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [bucket_arn, f"{bucket_arn}/*"],
        "Condition": condition,
    }
