"""A key that is deleted can be brought back for a while."""

from collections.abc import Iterator

from policies.aws.types import KMS_EXTERNAL_KEY, KMS_KEY, KMS_REPLICA_KEY
from policies.framework.resources import Resource
from policies.framework.rule import Parameter, Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

WINDOW = Parameter(
    name="days",
    description="How many days a key must wait before it is deleted; KMS takes 7 to 30",
    default=30,
    schema={"minimum": 7, "maximum": 30},
)


@resource_rule(
    title="Keys wait before they are deleted",
    what="A KMS key waits as long as it can before it is deleted.",
    why=(
        "With a key goes everything that it encrypts: databases, their backups and copies, in one moment and for ever. "
        "The waiting period is the only time in which somebody can notice that the key is still needed, and cancel."
    ),
    fix="Set `deletion_window_in_days` to 30, or leave it out: that is also the default.",
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS KMS developer guide",
            "Delete an AWS KMS key",
            "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
        ),
        Source(
            "AWS KMS API reference",
            "ScheduleKeyDeletion",
            "https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html",
        ),
    ),
    types=(KMS_KEY, KMS_REPLICA_KEY, KMS_EXTERNAL_KEY),
    parameters=(WINDOW,),
    corrections={"deletionWindowInDays": 30},
    passing="""
        resources:
          orders: {type: "aws:kms:Key", properties: {deletionWindowInDays: 30}}
          replica: {type: "aws:kms:ReplicaKey", properties: {primaryKeyArn: "${orders.arn}"}}
    """,
    failing="""
        resources:
          orders: {type: "aws:kms:Key", properties: {deletionWindowInDays: 7}}
    """,
)
def key_deletion_window(key: Resource) -> Iterator[Verdict]:
    """Judge a key."""
    days, wanted = key.number("deletionWindowInDays"), key.parameter(WINDOW)
    if days is UNKNOWN:
        yield undecided(key, "deletionWindowInDays")
    elif days is None or days >= wanted:
        yield satisfied(key)
    else:
        yield violated(key, f"`deletionWindowInDays` is {days}; {wanted} are asked for.")
