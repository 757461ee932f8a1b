"""A table and each of its replicas can be restored to any second of the last weeks."""

from collections.abc import Iterator

from policies.aws.dynamodb import without
from policies.aws.types import DYNAMODB_TABLE, DYNAMODB_TABLE_REPLICA
from policies.framework.resources import Resource
from policies.framework.rule import Parameter, Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

RECOVERY_WINDOW = Parameter(
    name="recoveryWindowDays",
    description="How many days back a table must be restorable; DynamoDB keeps continuous backups for 35 days at most",
    default=35,
    schema={"minimum": 1, "maximum": 35},
)
_PERIOD = "pointInTimeRecovery.recoveryPeriodInDays"


@resource_rule(
    title="Tables have point-in-time recovery",
    what=(
        "DynamoDB keeps continuous backups of every table, for as long as the recovery window asks, and of each of its "
        "replicas in its own Region."
    ),
    why=(
        "Replication repeats a bad deployment or a wrong delete in every Region within a second: only a backup leads "
        "back. A backup that one Region alone has is out of reach when that Region is lost."
    ),
    fix=(
        "Set `point_in_time_recovery={'enabled': True}` on the table and `point_in_time_recovery=True` on each "
        "replica, which does not take it over from its table. Leave `recovery_period_in_days` away, or "
        "set it to the recovery window."
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
    parameters=(RECOVERY_WINDOW,),
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
    """Judge every table with its inline replicas, and every `TableReplica`; it is off where it is absent.

    A table without a recovery period has one of 35 days; a replica always has.
    """
    missing, unknown = map(list, without(table, "pointInTimeRecovery.enabled", "pointInTimeRecovery"))
    period = table.number(_PERIOD) if table.type == DYNAMODB_TABLE else None
    window = table.parameter(RECOVERY_WINDOW)
    if period is UNKNOWN:
        unknown.append(_PERIOD)
    elif period is not None and period < window:
        missing.append(f"`{_PERIOD}` is {period} days, the recovery window {window} days")
    if missing:
        yield violated(table, f"{'; '.join(missing)}.")
    elif unknown:
        yield undecided(table, *unknown)
    else:
        yield satisfied(table)
