"""A dead-letter queue keeps messages longer than the queue that they come from."""

from collections.abc import Iterator

from policies.aws.sqs import DEFAULT_RETENTION_SECONDS, Queues
from policies.aws.types import SQS_QUEUE
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Dead letters are kept longer",
    what="A dead-letter queue keeps its messages longer than the queue that moves them there.",
    why=(
        "A message keeps the time at which it was first sent. After an outage of days that was spent in retries, a "
        "dead-letter queue that keeps no longer deletes orders within hours of their arrival, before anybody has seen "
        "them."
    ),
    fix=(
        "Set `message_retention_seconds` of the dead-letter queue to 1209600, fourteen days, and that of the queue to "
        "less."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon SQS developer guide",
            "Setting up dead-letter queue retention",
            "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
            "setting-up-dead-letter-queue-retention.html",
        ),
    ),
    types=(SQS_QUEUE,),
    passing="""
        resources:
          failed: {type: "aws:sqs:Queue", properties: {messageRetentionSeconds: 1209600}}
          orders:
            type: aws:sqs:Queue
            properties: {messageRetentionSeconds: 604800, redrivePolicy: "${failed.arn}"}
    """,
    failing="""
        resources:
          failed: {type: "aws:sqs:Queue", properties: {messageRetentionSeconds: 604800}}
          orders:
            type: aws:sqs:Queue
            properties: {messageRetentionSeconds: 604800, redrivePolicy: "${failed.arn}"}
    """,
)
def dead_letter_retention(stack: Stack) -> Iterator[Verdict]:
    """Judge every dead-letter queue of a standard queue: in a FIFO queue, a message that is moved starts anew."""
    for redrive in Queues(stack).redrives():
        sources, targets = redrive.queues, redrive.dead_letters
        if isinstance(sources, Unknown) or isinstance(targets, Unknown) or len(sources) != 1 or not targets:
            continue
        if len(targets) > 1:
            yield undecided(sources[0], "redrivePolicy")
        else:
            yield _judge(sources[0], targets[0])


def _judge(queue: Resource, dead_letters: Resource) -> Verdict:
    kept = {one: _retention(one) for one in (dead_letters, queue)}
    fifo = queue.flag("fifoQueue")
    own, other = kept[dead_letters], kept[queue]
    if fifo is True or (not isinstance(own, Unknown) and not isinstance(other, Unknown) and own > other):
        return satisfied(dead_letters)
    unknown = [f"messageRetentionSeconds of {one}" for one, seconds in kept.items() if seconds is UNKNOWN]
    unknown += [f"fifoQueue of {queue}"] if fifo is UNKNOWN else []
    if unknown:
        return undecided(dead_letters, *unknown)
    return violated(dead_letters, f"`messageRetentionSeconds` is {own}; {queue} keeps messages for {other} s.")


def _retention(queue: Resource) -> float | Unknown:
    seconds = queue.number("messageRetentionSeconds")
    return DEFAULT_RETENTION_SECONDS if seconds is None else seconds
