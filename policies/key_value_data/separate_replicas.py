"""A table's replicas are declared in one way."""

from collections.abc import Iterator

from policies.aws.dynamodb import separate_replicas as replicas_of
from policies.aws.types import DYNAMODB_TABLE
from policies.framework.resources import Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Replicas are declared in one way",
    what="A table has inline replicas or `TableReplica` resources, never both.",
    why=(
        "The table's own list is complete: an update of the table deletes the replicas that a `TableReplica` made, "
        "with their data, and the Region is without a table until somebody notices."
    ),
    fix=(
        "Declare all replicas in `replicas` of the table, or all as `dynamodb.TableReplica`; with those, tell Pulumi "
        "to ignore changes of `replicas`."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "Amazon DynamoDB API reference",
            "ReplicationGroupUpdate",
            "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ReplicationGroupUpdate.html",
        ),
    ),
    types=(DYNAMODB_TABLE,),
    passing="""
        resources:
          carts:
            type: aws:dynamodb:Table
            properties: {name: carts, streamEnabled: true, streamViewType: NEW_AND_OLD_IMAGES}
          carts-west:
            type: aws:dynamodb:TableReplica
            properties: {region: us-west-2, globalTableArn: "${carts.arn}"}
    """,
    failing="""
        resources:
          carts:
            type: aws:dynamodb:Table
            properties:
              name: carts
              streamEnabled: true
              streamViewType: NEW_AND_OLD_IMAGES
              replicas: [{regionName: us-east-2}]
          carts-west:
            type: aws:dynamodb:TableReplica
            properties: {region: us-west-2, globalTableArn: "${carts.arn}"}
    """,
)
def separate_replicas(stack: Stack) -> Iterator[Verdict]:
    """Judge every table that has inline replicas by the `TableReplica`s that the stack declares."""
    for table in stack.of_type(DYNAMODB_TABLE):
        inline = table.blocks("replicas")
        certain, possible = replicas_of(table, stack)
        if not (certain or possible):
            yield satisfied(table)
        elif isinstance(inline, Unknown):
            yield undecided(table, "replicas")
        elif not inline:
            yield satisfied(table)
        elif certain:
            yield violated(table, f"It has `replicas`, and {certain[0]} is another replica of it.")
        else:
            yield undecided(table, *(f"globalTableArn of {replica}" for replica in possible))
