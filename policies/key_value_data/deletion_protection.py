"""Neither a table nor one of its replicas can be deleted while its deletion protection is on."""

from collections.abc import Iterator

from policies.aws.dynamodb import without
from policies.aws.types import DYNAMODB_TABLE, DYNAMODB_TABLE_REPLICA
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="Tables have deletion protection",
    what="DynamoDB refuses to delete a table, or a replica of it, until its deletion protection is turned off.",
    why=(
        "A `pulumi destroy` in the wrong stack, a change of the table's key, or a Region that drops out of a list "
        "deletes the table or the replica that customers are served from. A restore makes a new table and takes hours."
    ),
    fix="Set `deletion_protection_enabled=True` on the table and on each replica: a replica has its own.",
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Security Hub",
            "DynamoDB.6",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/dynamodb-controls.html#dynamodb-6",
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
              deletionProtectionEnabled: true
              streamEnabled: true
              streamViewType: NEW_AND_OLD_IMAGES
              replicas: [{regionName: us-west-2, deletionProtectionEnabled: true}]
    """,
    failing="""
        resources:
          carts:
            type: aws:dynamodb:Table
            properties:
              name: carts
              deletionProtectionEnabled: true
              streamEnabled: true
              streamViewType: NEW_AND_OLD_IMAGES
              replicas: [{regionName: us-west-2}]
    """,
)
def deletion_protection(table: Resource) -> Iterator[Verdict]:
    """Judge every table with its inline replicas, and every `TableReplica`; it is off where it is absent."""
    missing, unknown = without(table, "deletionProtectionEnabled", "deletionProtectionEnabled")
    if missing:
        yield violated(table, f"{'; '.join(missing)}.")
    elif unknown:
        yield undecided(table, *unknown)
    else:
        yield satisfied(table)
