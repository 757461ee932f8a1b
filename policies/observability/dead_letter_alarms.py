"""Somebody is told when a message could not be processed."""

from collections.abc import Iterator
from typing import Final

from policies.aws.cloudwatch import Wanted, watched, watching
from policies.aws.sqs import Queues
from policies.aws.types import SQS_QUEUE
from policies.framework.resources import Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

WANTED: Final = Wanted(
    namespaces=("AWS/SQS",),
    names=("ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"),
    dimension="QueueName",
    path="name",
)


@stack_rule(
    title="Dead-letter queues have an alarm",
    what="Every dead-letter queue of another queue has an alarm on the messages that are in it.",
    why=(
        "What is put aside is an order that nobody carries out. It stays in the dead-letter queue until its retention "
        "is over and is then gone: without an alarm that is the end of it, and the fault behind it goes on."
    ),
    fix=(
        "Declare a `cloudwatch.MetricAlarm` on `ApproximateNumberOfMessagesVisible` with the dimension `QueueName` and "
        "a threshold of 0, in the queue's Region."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon SQS developer guide",
            "Creating alarms for dead-letter queues using Amazon CloudWatch",
            "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
            "dead-letter-queues-alarms-cloudwatch.html",
        ),
    ),
    types=(SQS_QUEUE,),
    passing="""
        resources:
          aside:
            type: aws:sqs:Queue
            properties: {name: aside, messageRetentionSeconds: 1209600}
          orders:
            type: aws:sqs:Queue
            properties:
              name: orders
              redrivePolicy: '{"deadLetterTargetArn": "${aside.arn}", "maxReceiveCount": 5}'
          unprocessed:
            type: aws:cloudwatch:MetricAlarm
            properties:
              namespace: AWS/SQS
              metricName: ApproximateNumberOfMessagesVisible
              dimensions: {QueueName: "${aside.name}"}
              treatMissingData: notBreaching
              alarmActions: ["arn:aws:sns:us-east-1:123456789012:oncall"]
    """,
    failing="""
        resources:
          failed:
            type: aws:sqs:Queue
            properties: {name: failed}
          payments:
            type: aws:sqs:Queue
            properties:
              name: payments
              redrivePolicy: '{"deadLetterTargetArn": "${failed.arn}", "maxReceiveCount": 5}'
    """,
)
def dead_letter_alarms(stack: Stack) -> Iterator[Verdict]:
    """Judge every queue that another one of the stack puts messages aside in."""
    found = watching(stack, WANTED)
    redrives = [redrive.dead_letters for redrive in Queues(stack).redrives()]
    named = [queue for queues in redrives if not isinstance(queues, Unknown) for queue in queues]
    for queue in dict.fromkeys(named):
        certain, possible = watched(queue, found, WANTED)
        if certain:
            yield satisfied(queue)
        elif possible:
            yield undecided(queue, *(f"metric of {alarm}" for alarm in possible))
        else:
            yield violated(queue, "Other queues put messages aside in it, and no alarm of its Region is on them.")
