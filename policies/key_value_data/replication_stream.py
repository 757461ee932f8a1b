"""A table that is replicated says that its stream is on."""

from collections.abc import Iterator

from policies.aws.dynamodb import separate_replicas
from policies.aws.types import DYNAMODB_TABLE
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_VIEW = "NEW_AND_OLD_IMAGES"


@stack_rule(
    title="Replicated tables have their stream on",
    what="A table with replicas that are eventually consistent has its stream on, with the new and the old image.",
    why=(
        "DynamoDB replicates from the stream, and turns it on itself where it is off. A program that does not say so "
        "tries to turn it off at the next update, which DynamoDB refuses: no change of the table can be deployed any "
        "more, not even in an incident. A stream without both images is refused when a replica is added."
    ),
    fix='Set `stream_enabled=True` and `stream_view_type="NEW_AND_OLD_IMAGES"`.',
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "Amazon DynamoDB developer guide",
            "How DynamoDB global tables work, streams",
            "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html",
        ),
        Source(
            "AWS CloudFormation template reference",
            "AWS::DynamoDB::GlobalTable StreamSpecification",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
            "aws-properties-dynamodb-globaltable-streamspecification.html",
        ),
    ),
    types=(DYNAMODB_TABLE,),
    passing="""
        resources:
          carts:
            type: aws:dynamodb:Table
            properties:
              name: carts
              streamEnabled: true
              streamViewType: NEW_AND_OLD_IMAGES
              replicas: [{regionName: us-west-2}]
          sessions:
            type: aws:dynamodb:Table
            properties: {name: sessions}
    """,
    failing="""
        resources:
          carts:
            type: aws:dynamodb:Table
            properties: {name: carts, replicas: [{regionName: us-west-2}]}
    """,
)
def replication_stream(stack: Stack) -> Iterator[Verdict]:
    """Judge every table; one that is replicated with strong consistency needs no stream."""
    for table in stack.of_type(DYNAMODB_TABLE):
        replicated = _replicated(table, stack)
        enabled, view = table.flag("streamEnabled"), table.text("streamViewType")
        if replicated is False or (enabled is True and view == _VIEW):
            yield satisfied(table)
        elif UNKNOWN in (replicated, enabled, view):
            names = {"replicas": replicated, "streamEnabled": enabled, "streamViewType": view}
            yield undecided(table, *(name for name, value in names.items() if value is UNKNOWN))
        elif enabled:
            yield violated(table, f"`streamViewType` is {view or 'absent'}.")
        else:
            yield violated(table, "`streamEnabled` is not true, and the table has replicas.")


def _replicated(table: Resource, stack: Stack) -> bool | Unknown:
    """Whether a table has replicas that follow its stream."""
    certain, possible = separate_replicas(table, stack)
    if certain:
        return True
    inline = table.blocks("replicas")
    if isinstance(inline, Unknown):
        return UNKNOWN
    modes = [UNKNOWN if isinstance(replica, Unknown) else replica.text("consistencyMode") for replica in inline]
    if any(mode in (None, "EVENTUAL") for mode in modes):
        return True
    return UNKNOWN if UNKNOWN in modes or possible else False
