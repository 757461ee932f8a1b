"""A table's capacity follows its traffic."""

from collections.abc import Iterator
from typing import Final

from policies.aws.types import AUTOSCALING_TARGET, DYNAMODB_TABLE
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Level, Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_DIMENSIONS: Final = {
    "dynamodb:table:ReadCapacityUnits": "reads",
    "dynamodb:table:WriteCapacityUnits": "writes",
}


@stack_rule(
    title="Tables scale with their traffic",
    what="A table is on demand, or both its reads and its writes are scaled by Application Auto Scaling.",
    why=(
        "When a Region is lost its customers come to the others within minutes. A table of fixed capacity throttles "
        "them, and one whose replicas cannot take the replicated writes falls behind in every Region."
    ),
    fix='Set `billing_mode="PAY_PER_REQUEST"`, or declare an `appautoscaling.Target` for reads and one for writes.',
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    sources=(
        Source(
            "AWS Security Hub",
            "DynamoDB.1",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/dynamodb-controls.html#dynamodb-1",
        ),
    ),
    types=(DYNAMODB_TABLE,),
    passing="""
        resources:
          carts:
            type: aws:dynamodb:Table
            properties: {name: carts, billingMode: PAY_PER_REQUEST}
    """,
    failing="""
        resources:
          carts:
            type: aws:dynamodb:Table
            properties: {name: carts, readCapacity: 100, writeCapacity: 100}
    """,
)
def capacity(stack: Stack) -> Iterator[Verdict]:
    """Judge every table; without a billing mode its capacity is provisioned."""
    for table in stack.of_type(DYNAMODB_TABLE):
        mode = table.text("billingMode")
        if mode == "PAY_PER_REQUEST":
            yield satisfied(table)
        elif mode is UNKNOWN:
            yield undecided(table, "billingMode")
        else:
            yield _judge_scaling(table, stack)


def _judge_scaling(table: Resource, stack: Stack) -> Verdict:
    fixed = dict(_DIMENSIONS)
    doubtful = []
    for target in stack.of_type(AUTOSCALING_TARGET):
        scales = _scales(target, table)
        dimension = target.text("scalableDimension")
        if scales is True and isinstance(dimension, str):
            fixed.pop(dimension, None)
        elif scales is not False and (dimension is UNKNOWN or dimension in _DIMENSIONS):
            doubtful.append(target)
    if not fixed:
        return satisfied(table)
    if doubtful:
        return undecided(table, *(f"resourceId of {target}" for target in doubtful))
    return violated(table, f"Its capacity is provisioned, and nothing scales its {' and '.join(fixed.values())}.")


def _scales(target: Resource, table: Resource) -> bool | None:
    """Whether a target scales a table; None if that is not known."""
    name = target.text("resourceId")
    if isinstance(name, str):
        return name == f"table/{table.text('name')}"
    sources = target.sources("resourceId")
    if table.urn in sources:
        return True
    return False if sources else None
