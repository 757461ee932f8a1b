"""A queue's messages are encrypted at rest."""

from collections.abc import Iterator

from policies.aws.types import SQS_QUEUE
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="Queues are encrypted",
    what="An SQS queue is encrypted, with a KMS key or with SQS's own.",
    why=(
        "Orders wait in queues with names and addresses. Unencrypted, they lie open to whoever gets at the storage, "
        "and cannot be brought under a key that could be withdrawn."
    ),
    fix="Set `kms_master_key_id`, or leave `sqs_managed_sse_enabled` on, as it is by default.",
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS Security Hub",
            "SQS.1",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/sqs-controls.html#sqs-1",
        ),
        Source(
            "Amazon SQS developer guide",
            "Encryption at rest in Amazon SQS",
            "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html",
        ),
    ),
    types=(SQS_QUEUE,),
    passing="""
        resources:
          orders: {type: "aws:sqs:Queue", properties: {kmsMasterKeyId: alias/orders}}
          mail: {type: "aws:sqs:Queue", properties: {sqsManagedSseEnabled: true}}
    """,
    failing="""
        resources:
          orders: {type: "aws:sqs:Queue", properties: {sqsManagedSseEnabled: false}}
    """,
)
def queue_encryption(queue: Resource) -> Iterator[Verdict]:
    """Judge a queue; without a word of it, SQS encrypts it with a key of its own."""
    key, managed = queue.text("kmsMasterKeyId"), queue.flag("sqsManagedSseEnabled")
    if managed in (None, True) or key not in (None, "", UNKNOWN):
        yield satisfied(queue)
    elif unknown := [
        name for name, value in {"kmsMasterKeyId": key, "sqsManagedSseEnabled": managed}.items() if value is UNKNOWN
    ]:
        yield undecided(queue, *unknown)
    else:
        yield violated(queue, "`sqsManagedSseEnabled` is false, and `kmsMasterKeyId` is not set.")
