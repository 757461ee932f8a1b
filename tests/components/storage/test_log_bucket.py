import json

import pulumi
import pytest

from components.arguments import ArgumentError
from components.storage.log_bucket import LogBucket, LogBucketArgs
from components.storage.log_bucket_policy import LogSource
from securecart.plan.model import StackPlan
from tests.support import ACCOUNT, record, type_counts


def plan_of(*, protect: bool = True, region: str | None = None) -> StackPlan:
    args = LogBucketArgs(
        account_id=ACCOUNT,
        sources=[LogSource.LOAD_BALANCER],
        retention_days=90,
        protect=protect,
        region=region,
    )
    return record(lambda provider: LogBucket("logs", args, pulumi.ResourceOptions(provider=provider)))


def test_declares_one_private_versioned_encrypted_bucket() -> None:
    plan = plan_of()

    assert type_counts(plan) == {
        "aws:s3/bucket:Bucket": 1,
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": 1,
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls": 1,
        "aws:s3/bucketPolicy:BucketPolicy": 1,
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": 1,
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": 1,
        "aws:s3/bucketVersioning:BucketVersioning": 1,
    }
    assert {resource.name for resource in plan.managed} == {"logs"}
    (block,) = plan.of_type("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")
    assert [value for key, value in block.inputs.items() if key != "bucket"] == [True] * 4
    (encryption,) = plan.of_type(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    )
    assert encryption.inputs["rules"][0]["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "AES256"}
    (versioning,) = plan.of_type("aws:s3/bucketVersioning:BucketVersioning")
    assert versioning.inputs["versioningConfiguration"] == {"status": "Enabled"}


def test_logs_expire_and_so_do_their_old_versions() -> None:
    (lifecycle,) = plan_of().of_type("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")

    expire, markers = lifecycle.inputs["rules"]
    assert expire["expiration"] == {"days": 90}
    assert expire["noncurrentVersionExpiration"] == {"noncurrentDays": 7}
    assert markers["expiration"] == {"expiredObjectDeleteMarker": True}


def test_the_policy_is_of_the_bucket() -> None:
    plan = plan_of()
    (bucket,) = plan.of_type("aws:s3/bucket:Bucket")
    (policy,) = plan.of_type("aws:s3/bucketPolicy:BucketPolicy")

    document = json.loads(policy.inputs["policy"])
    assert document["Statement"][0]["Resource"][0] == bucket.outputs["arn"]


def test_what_uses_the_name_waits_for_the_policy() -> None:
    plan = plan_of()
    (component,) = plan.of_type("securecart:storage:LogBucket")
    (policy,) = plan.of_type("aws:s3/bucketPolicy:BucketPolicy")
    (bucket,) = plan.of_type("aws:s3/bucket:Bucket")

    assert component.outputs["name"] == policy.outputs["bucket"]
    assert component.outputs["arn"] == f"arn:aws:s3:::{bucket.outputs['bucket']}"


def test_only_an_unprotected_bucket_goes_with_its_logs() -> None:
    (kept,) = plan_of(protect=True).of_type("aws:s3/bucket:Bucket")
    (going,) = plan_of(protect=False).of_type("aws:s3/bucket:Bucket")

    assert (kept.protect, kept.inputs["forceDestroy"]) == (True, False)
    assert (going.protect, going.inputs["forceDestroy"]) == (False, True)


def test_lies_in_another_region_where_asked() -> None:
    assert {resource.region for resource in plan_of(region="eu-central-1").managed} == {"eu-central-1"}


def test_refuses_a_bucket_that_nobody_delivers_to() -> None:
    with pytest.raises(ArgumentError, match="sources"):
        LogBucketArgs(account_id=ACCOUNT, sources=[], retention_days=90, protect=True)


def test_refuses_a_retention_of_no_days() -> None:
    with pytest.raises(ArgumentError, match="retention_days"):
        LogBucketArgs(account_id=ACCOUNT, sources=[LogSource.CLOUDFRONT], retention_days=0, protect=True)
