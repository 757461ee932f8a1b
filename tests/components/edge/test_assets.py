import json

import pulumi
import pytest

from components.arguments import ArgumentError
from components.edge.assets import Assets, AssetsArgs
from tests.support import record, type_counts

BUCKET = "aws:s3/bucket:Bucket"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"


def args(replica_region: str = "us-west-2") -> AssetsArgs:
    return AssetsArgs(primary_region="us-east-1", replica_region=replica_region, protect=True)


def test_everything_is_replicated_to_another_region() -> None:
    plan = record(lambda provider: Assets("assets", args(), pulumi.ResourceOptions(provider=provider)))

    primary, replica = plan.named(BUCKET, "assets-primary"), plan.named(BUCKET, "assets-replica")
    assert type_counts(plan)[BUCKET] == 2
    assert len(plan.managed) == 2 * 6 + 3
    assert (primary.region, replica.region) == ("us-east-1", "us-west-2")
    replication = plan.named("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "assets")
    assert replication.region == "us-east-1"
    assert replication.inputs["rules"] == [
        {
            "id": "everything",
            "status": "Enabled",
            "priority": 1,
            "filter": {"prefix": ""},
            "deleteMarkerReplication": {"status": "Enabled"},
            "destination": {
                "bucket": replica.outputs["arn"],
                "replicationTime": {"status": "Enabled", "time": {"minutes": 15}},
                "metrics": {"status": "Enabled", "eventThreshold": {"minutes": 15}},
            },
        }
    ]
    for name in ("assets-primary", "assets-replica"):
        assert plan.named(VERSIONING, name).urn in replication.dependencies
    assert plan.named("aws:iam/rolePolicy:RolePolicy", "assets-replication").urn in replication.dependencies


def test_the_role_reads_one_bucket_and_writes_the_other() -> None:
    plan = record(lambda provider: Assets("assets", args(), pulumi.ResourceOptions(provider=provider)))

    source, destination = (plan.named(BUCKET, f"assets-{which}").outputs["arn"] for which in ("primary", "replica"))
    policy = json.loads(plan.named("aws:iam/rolePolicy:RolePolicy", "assets-replication").inputs["policy"])
    assert {statement["Sid"]: statement["Resource"] for statement in policy["Statement"]} == {
        "ReadSourceConfiguration": source,
        "ReadSourceVersions": f"{source}/*",
        "WriteReplicas": f"{destination}/*",
    }
    trust = json.loads(plan.named("aws:iam/role:Role", "assets-replication").inputs["assumeRolePolicy"])
    assert trust["Statement"][0]["Principal"] == {"Service": "s3.amazonaws.com"}
    assert trust["Statement"][0]["Condition"] == {"ArnEquals": {"aws:SourceArn": source}}


def test_a_replica_in_the_same_region_is_refused() -> None:
    with pytest.raises(ArgumentError, match="Assets: replica_region"):
        args("us-east-1")
