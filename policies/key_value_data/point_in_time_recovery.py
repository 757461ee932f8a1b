"""A table and each of its replicas can be restored to any second of the last weeks."""

from collections.abc import Iterator

from policies.aws.dynamodb import without
from policies.aws.types import DYNAMODB_TABLE, DYNAMODB_TABLE_REPLICA
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="Tables have point-in-time recovery",
    what="DynamoDB keeps continuous backups of every table, and of each of its replicas in its own Region.",
    why=(
        "Replication repeats a bad deployment or a wrong delete in every Region within a second: only a backup leads "
        "back. A backup that one Region alone has is out of reach when that Region is lost."
    ),
    fix=(
        "Set `point_in_time_recovery={'enabled': True}` on the table and `point_in_time_recovery=True` on each "
        "replica, which does not take it over from its table."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "AWS Security Hub",
            "DynamoDB.2",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/dynamodb-controls.html#dynamodb-2",
        ),
        Source(
            "Amazon DynamoDB developer guide",
            "Best practices for global tables",
            "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/globaltables-bestpractices.html",
        ),
    ),
    types=(DYNAMODB_TABLE, DYNAMODB_TABLE_REPLICA),
    passing="""
        resources:
          carts:
            type: aws:dynamodb:Table
            properties:
              name: carts
              pointInTimeRecovery: {enabled: true}
              streamEnabled: true
              streamViewType: NEW_AND_OLD_IMAGES
              replicas: [{regionName: us-west-2, pointInTimeRecovery: true}]
    """,
    failing="""
        resources:
          carts:
            type: aws:dynamodb:Table
            properties:
              name: carts
              pointInTimeRecovery: {enabled: true}
              streamEnabled: true
              streamViewType: NEW_AND_OLD_IMAGES
              replicas: [{regionName: us-west-2}]
    """,
)
def point_in_time_recovery(table: Resource) -> Iterator[Verdict]:
    """Judge every table with its inline replicas, and every `TableReplica`; it is off where it is absent."""
    missing, unknown = without(table, "pointInTimeRecovery.enabled", "pointInTimeRecovery")
    if missing:
        yield violated(table, f"{'; '.join(missing)}.")
    elif unknown:
        yield undecided(table, *unknown)
    else:
        yield satisfied(table)
