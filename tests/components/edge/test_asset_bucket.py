import pulumi

from components.edge.asset_bucket import AssetBucket, AssetBucketArgs
from securecart.plan.model import StackPlan
from tests.support import record, type_counts


def plan(*, protect: bool) -> StackPlan:
    args = AssetBucketArgs(region="us-west-2", protect=protect)
    return record(lambda provider: AssetBucket("assets", args, pulumi.ResourceOptions(provider=provider)))


def test_it_is_private_versioned_and_encrypted() -> None:
    recorded = plan(protect=True)

    assert type_counts(recorded) == {
        "aws:s3/bucket:Bucket": 1,
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": 1,
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls": 1,
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": 1,
        "aws:s3/bucketVersioning:BucketVersioning": 1,
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": 1,
    }
    assert {resource.region for resource in recorded.managed} == {"us-west-2"}
    block = recorded.named("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "assets").inputs
    assert [value for key, value in block.items() if key.startswith(("block", "ignore", "restrict"))] == [True] * 4
    versioning = recorded.named("aws:s3/bucketVersioning:BucketVersioning", "assets")
    assert versioning.inputs["versioningConfiguration"] == {"status": "Enabled"}
    lifecycle = recorded.named("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "assets")
    (rule,) = lifecycle.inputs["rules"]
    assert rule["noncurrentVersionExpiration"] == {"noncurrentDays": 90}
    assert rule["abortIncompleteMultipartUpload"] == {"daysAfterInitiation": 7}
    assert versioning.urn in lifecycle.dependencies


def test_it_is_emptied_only_when_it_is_taken_down() -> None:
    for protect in (True, False):
        bucket = plan(protect=protect).named("aws:s3/bucket:Bucket", "assets")
        assert bucket.protect is protect
        assert bucket.inputs["forceDestroy"] is not protect
