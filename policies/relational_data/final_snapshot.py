"""A database that is deleted leaves a snapshot; a replica, which cannot leave one, can be deleted."""

from collections.abc import Iterator

from policies.aws.rds import replicates
from policies.aws.types import RDS_CLUSTER, RDS_INSTANCE
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Outcome, Verdict, satisfied, undecided, violated


@stack_rule(
    title="Deleted databases leave a snapshot",
    what="RDS takes a final snapshot, whose name is given, of a database that is deleted and replicates no other.",
    why=(
        "Without one, the writes since the last backup are gone with the database. A snapshot that has no name, or "
        "that is asked of a replica, makes the deletion fail instead, halfway through a replacement or a teardown."
    ),
    fix=(
        "On a source and on a cluster set `final_snapshot_identifier` and leave `skip_final_snapshot` false. On an "
        "instance that is a replica set `skip_final_snapshot=True`: RDS takes no final snapshot of it."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon RDS user guide",
            "Deleting a DB instance",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html",
        ),
        Source(
            "Amazon RDS API reference",
            "DeleteDBInstance",
            "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html",
        ),
    ),
    types=(RDS_INSTANCE, RDS_CLUSTER),
    passing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {identifier: orders, instanceClass: db.r8g.large, finalSnapshotIdentifier: orders-final}
          search:
            type: aws:rds:Instance
            properties: {replicateSourceDb: "${orders.identifier}", skipFinalSnapshot: true}
    """,
    failing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {identifier: orders, instanceClass: db.r8g.large, skipFinalSnapshot: true}
    """,
)
def final_snapshot(stack: Stack) -> Iterator[Verdict]:
    """Judge every instance and cluster; absent, `skipFinalSnapshot` is false. Replica clusters may do either."""
    for cluster in stack.of_type(RDS_CLUSTER):
        yield _judge_cluster(cluster)
    for instance in stack.of_type(RDS_INSTANCE):
        replica = replicates(instance)
        if replica is UNKNOWN:
            yield undecided(instance, "replicateSourceDb")
        elif replica:
            yield _judge_replica(instance)
        else:
            yield _judge_source(instance)


def _judge_replica(replica: Resource) -> Verdict:
    skips = replica.flag("skipFinalSnapshot")
    if skips is UNKNOWN:
        return undecided(replica, "skipFinalSnapshot")
    if skips:
        return satisfied(replica)
    return violated(replica, "`skipFinalSnapshot` is not true on a replica: RDS refuses to delete it.")


def _judge_cluster(cluster: Resource) -> Verdict:
    source = cluster.text("replicationSourceIdentifier")
    if source in (None, ""):
        return _judge_source(cluster)
    verdict = _judge_source(cluster)
    if source is UNKNOWN and verdict.outcome is Outcome.VIOLATED:
        return undecided(cluster, "replicationSourceIdentifier")
    return verdict if source is UNKNOWN else satisfied(cluster)


def _judge_source(source: Resource) -> Verdict:
    skips = source.flag("skipFinalSnapshot")
    name = source.text("finalSnapshotIdentifier")
    if skips is UNKNOWN:
        return undecided(source, "skipFinalSnapshot")
    if skips:
        return violated(source, "`skipFinalSnapshot` is true.")
    if name is UNKNOWN:
        return undecided(source, "finalSnapshotIdentifier")
    if name in (None, ""):
        return violated(source, "`finalSnapshotIdentifier` is absent: the provider refuses to delete it.")
    return satisfied(source)
