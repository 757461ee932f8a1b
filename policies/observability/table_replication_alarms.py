"""Somebody is told when what is written to a global table reaches its replicas late."""

from collections.abc import Iterator
from typing import Final

from policies.aws.cloudwatch import Metric, Wanted, watching
from policies.aws.types import DYNAMODB_TABLE
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

WANTED: Final = Wanted(namespaces=("AWS/DynamoDB",), names=("ReplicationLatency",), dimension="TableName", path="name")


@stack_rule(
    title="Global tables have an alarm on their replication",
    what="Every global table has an alarm on `ReplicationLatency` for each Region that has a replica.",
    why=(
        "Writes that have not reached a replica are not there when its Region takes over, and customers read old data "
        "meanwhile. DynamoDB reports the delay and does nothing else: without an alarm it grows unnoticed."
    ),
    fix=(
        "Declare a `cloudwatch.MetricAlarm` on `ReplicationLatency` with the dimensions `TableName` and "
        "`ReceivingRegion` for each of the table's `replicas`, in the table's Region."
    ),
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "Amazon DynamoDB developer guide",
            "DynamoDB metrics and dimensions",
            "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html",
        ),
        Source(
            "AWS Well-Architected",
            "REL13-BP02",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
            "rel_planning_for_recovery_disaster_recovery.html",
        ),
    ),
    types=(DYNAMODB_TABLE,),
    passing="""
        resources:
          carts:
            type: aws:dynamodb:Table
            properties: {name: carts, hashKey: customer, replicas: [{regionName: us-west-2}]}
          late:
            type: aws:cloudwatch:MetricAlarm
            properties:
              namespace: AWS/DynamoDB
              metricName: ReplicationLatency
              dimensions: {TableName: "${carts.name}", ReceivingRegion: us-west-2}
              treatMissingData: notBreaching
              alarmActions: ["arn:aws:sns:us-east-1:123456789012:oncall"]
    """,
    failing="""
        resources:
          sessions:
            type: aws:dynamodb:Table
            properties: {name: sessions, hashKey: customer, replicas: [{regionName: us-west-2}]}
    """,
)
def table_replication_alarms(stack: Stack) -> Iterator[Verdict]:
    """Judge every table that has replicas; with strong consistency none is ever behind."""
    found = watching(stack, WANTED)
    for table in stack.of_type(DYNAMODB_TABLE):
        replicas = table.blocks("replicas")
        if replicas is not UNKNOWN and not replicas:
            continue
        regions = [UNKNOWN] if replicas is UNKNOWN else [_region(replica) for replica in replicas]
        own = [metric for metric in found if metric.is_of(table, WANTED) is not False]
        answers = {region: _watched(table, region, own) for region in regions if region is not None}
        unwatched = [str(region) for region, answer in answers.items() if answer is False]
        if unwatched:
            yield violated(table, f"No alarm in this stack is on its ReplicationLatency to {' or '.join(unwatched)}.")
        elif UNKNOWN in answers.values():
            yield undecided(table, "replicas", *(f"dimensions of {metric.alarm}" for metric in own))
        else:
            yield satisfied(table)


def _region(replica: Block | Unknown) -> str | Unknown | None:
    """The Region of a replica; None where it is strongly consistent."""
    consistency = UNKNOWN if replica is UNKNOWN else replica.text("consistencyMode")
    if replica is UNKNOWN or consistency is UNKNOWN:
        return UNKNOWN
    return None if consistency == "STRONG" else replica.text("regionName")


def _watched(table: Resource, region: str | Unknown, metrics: list[Metric]) -> bool | Unknown:
    """Whether one of a table's metrics is of a Region's replica."""
    if region is UNKNOWN:
        return UNKNOWN
    answers = []
    for metric in metrics:
        receiver = metric.block.text("dimensions.ReceivingRegion")
        if receiver in (region, UNKNOWN):
            certain = receiver is not UNKNOWN and metric.is_one_of(WANTED) is True
            answers.append(metric.is_of(table, WANTED) if certain else UNKNOWN)
    return True if True in answers else UNKNOWN if UNKNOWN in answers else False
