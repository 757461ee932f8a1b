import pulumi
import pytest

from components.arguments import ArgumentError
from components.compute.cluster import Cluster, ClusterArgs
from tests.support import record, type_counts

KEY = "arn:aws:kms:us-east-1:123456789012:key/1"
CLUSTER = "aws:ecs/cluster:Cluster"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"


def test_declares_a_cluster_with_insights_and_sessions_on_record() -> None:
    plan = record(
        lambda provider: Cluster("cluster", ClusterArgs(key_arn=KEY), pulumi.ResourceOptions(provider=provider))
    )

    assert type_counts(plan) == {LOG_GROUP: 1, CLUSTER: 1}
    cluster, sessions = plan.named(CLUSTER, "cluster"), plan.named(LOG_GROUP, "cluster-sessions")
    assert cluster.inputs["settings"] == [{"name": "containerInsights", "value": "enhanced"}]
    assert cluster.inputs["configuration"]["executeCommandConfiguration"] == {
        "kmsKeyId": KEY,
        "logging": "OVERRIDE",
        "logConfiguration": {
            "cloudWatchLogGroupName": sessions.outputs["name"],
            "cloudWatchEncryptionEnabled": True,
        },
    }
    assert sessions.inputs == {**sessions.inputs, "kmsKeyId": KEY, "retentionInDays": 365}


def test_refuses_a_retention_that_logs_do_not_have() -> None:
    with pytest.raises(ArgumentError, match="log_retention_days"):
        ClusterArgs(key_arn=KEY, log_retention_days=100)
