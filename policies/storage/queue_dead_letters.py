"""A message that cannot be processed is put aside, and neither lost nor in the way."""

from collections.abc import Iterator, Sequence

from policies.aws.sqs import Queues, Redrive
from policies.aws.types import SQS_QUEUE
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Parameter, Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

RECEIVES = Parameter(
    name="leastReceives",
    description="How often a message must be received at least before it is put aside",
    default=2,
    schema={"minimum": 1, "maximum": 1000},
)


@stack_rule(
    title="Queues have a dead-letter queue",
    what="A queue moves a message that was received in vain several times to a dead-letter queue.",
    why=(
        "An order that no task can process is received again and again until it expires, and is then lost without a "
        "trace; enough of them keep the tasks from the orders that could be fulfilled. After a single receive, though, "
        "one task that dies is enough to put a good order aside."
    ),
    fix=(
        "Set `redrive_policy` to JSON with the `deadLetterTargetArn` of another queue and a `maxReceiveCount` of 3 to "
        "5, and let an alarm watch that queue. It needs no dead-letter queue itself."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon SQS developer guide",
            "Using dead-letter queues in Amazon SQS",
            "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
        ),
        Source(
            "Amazon SQS developer guide",
            "Creating alarms for dead-letter queues using Amazon CloudWatch",
            "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
            "dead-letter-queues-alarms-cloudwatch.html",
        ),
    ),
    types=(SQS_QUEUE,),
    parameters=(RECEIVES,),
    passing="""
        resources:
          failed: {type: "aws:sqs:Queue"}
          orders:
            type: aws:sqs:Queue
            properties:
              redrivePolicy: '{"deadLetterTargetArn": "${failed.arn}", "maxReceiveCount": 5}'
    """,
    failing="""
        resources:
          orders: {type: "aws:sqs:Queue", properties: {name: orders}}
    """,
)
def queue_dead_letters(stack: Stack) -> Iterator[Verdict]:
    """Judge every queue that is no dead-letter queue; a policy made of another queue's ARN is taken to name it."""
    queues = Queues(stack)
    exempt = queues.taking_dead_letters()
    redrives = list(queues.redrives())
    anyones = [redrive for redrive in redrives if redrive.queues is UNKNOWN]
    by_queue: dict[str, list[Redrive]] = {}
    for redrive in redrives:
        for queue in () if redrive.queues is UNKNOWN else redrive.queues:
            by_queue.setdefault(queue.urn, []).append(redrive)
    least = stack.parameter(RECEIVES)
    for queue in stack.of_type(SQS_QUEUE):
        if queue.urn in exempt:
            yield satisfied(queue)
        else:
            yield _judge(queue, [*by_queue.get(queue.urn, ()), *anyones], least)


def _judge(queue: Resource, redrives: Sequence[Redrive], least: int) -> Verdict:
    fault = "`redrivePolicy` is not set."
    doubtful = []
    for redrive in redrives:
        receives = redrive.receives
        if redrive.queues is UNKNOWN or len(redrive.queues) > 1:
            doubtful.append(f"queueUrl of {redrive.declared}")
        elif receives is UNKNOWN and not isinstance(redrive.dead_letters, Unknown) and redrive.dead_letters:
            return satisfied(queue)
        elif receives is UNKNOWN:
            doubtful.append("redrivePolicy" if redrive.declared is queue else f"redrivePolicy of {redrive.declared}")
        elif receives is None:
            fault = "`redrivePolicy` names no `deadLetterTargetArn`, or no `maxReceiveCount`."
        elif receives < least:
            fault = f"`maxReceiveCount` in `redrivePolicy` is {receives}; {least} are asked for at least."
        else:
            return satisfied(queue)
    return undecided(queue, *doubtful) if doubtful else violated(queue, fault)
