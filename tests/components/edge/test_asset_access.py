import json

import pulumi
import pytest

from components.arguments import ArgumentError
from components.edge.asset_access import AssetAccess, AssetAccessArgs, ReadBucket
from tests.support import record, type_counts

POLICY = "aws:s3/bucketPolicy:BucketPolicy"
DISTRIBUTION = "arn:aws:cloudfront::123456789012:distribution/E1"


def bucket(label: str) -> ReadBucket:
    return ReadBucket(label=label, region="us-west-2", name=f"bucket-{label}", arn=f"arn:aws:s3:::bucket-{label}")


def args(*labels: str) -> AssetAccessArgs:
    return AssetAccessArgs(buckets=[bucket(label) for label in labels], distribution_arn=DISTRIBUTION)


def test_only_the_distribution_reads() -> None:
    plan = record(
        lambda provider: AssetAccess("access", args("primary", "replica"), pulumi.ResourceOptions(provider=provider))
    )

    assert type_counts(plan) == {POLICY: 2}
    policy = plan.named(POLICY, "access-replica")
    assert policy.region == "us-west-2"
    assert policy.inputs["bucket"] == "bucket-replica"
    deny, *allows = json.loads(policy.inputs["policy"])["Statement"]
    assert deny["Effect"] == "Deny"
    assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert deny["Resource"] == ["arn:aws:s3:::bucket-replica", "arn:aws:s3:::bucket-replica/*"]
    for allow in allows:
        assert allow["Principal"] == {"Service": "cloudfront.amazonaws.com"}
        assert allow["Condition"] == {"StringEquals": {"aws:SourceArn": DISTRIBUTION}}
    assert [(allow["Action"], allow["Resource"]) for allow in allows] == [
        ("s3:GetObject", "arn:aws:s3:::bucket-replica/*"),
        ("s3:ListBucket", "arn:aws:s3:::bucket-replica"),
    ]


@pytest.mark.parametrize("labels", [(), ("primary", "primary")])
def test_labels_are_refused(labels: tuple[str, ...]) -> None:
    with pytest.raises(ArgumentError, match="AssetAccess: buckets"):
        args(*labels)
