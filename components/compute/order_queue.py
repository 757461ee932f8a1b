"""The queue between checkout and order fulfilment."""

import json
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi_aws import sqs

DAY: Final = 24 * 60 * 60
"""A day in seconds."""
VISIBILITY_SECONDS: Final = 180
"""How long a worker has for an order, in seconds, before another one gets it: more than its 120 s to stop."""
RECEIVES: Final = 5
"""How often an order is tried before it is set aside."""
DATA_KEY_REUSE_SECONDS: Final = 3600
"""How long SQS uses one data key, in seconds: KMS is asked once an hour and principal, not once a message."""


@dataclass(frozen=True, kw_only=True)
class OrderQueueArgs:
    """What `OrderQueue` is made of.

    Attributes:
        key_arn: the KMS key that encrypts the orders.
        protect: refuses the deletion of the queues and of the orders in them.
    """

    key_arn: pulumi.Input[str]
    protect: bool


class OrderQueue(pulumi.ComponentResource):
    """A Region's orders on their way from checkout to fulfilment, and those that fulfilment could not take.

    A standard queue: an order may come twice, so fulfilment takes it by its id. An order that fails is set aside and
    kept for 14 days, the longest that SQS keeps anything; age counts from when it was first sent ("Amazon SQS
    dead-letter queues"), so the queue itself keeps less.

    Attributes:
        arn: the queue.
        url: where services send and receive.
        name: the queue's name, for its metrics.
        dead_letter_name: the name of the queue of orders set aside.
    """

    arn: pulumi.Output[str]
    url: pulumi.Output[str]
    name: pulumi.Output[str]
    dead_letter_name: pulumi.Output[str]

    def __init__(self, name: str, args: OrderQueueArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("securecart:compute:OrderQueue", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        stateful = pulumi.ResourceOptions(parent=self, protect=args.protect)
        dead_letter_name = f"{name}-dead-letter"

        dead_letters = sqs.Queue(
            dead_letter_name,
            message_retention_seconds=14 * DAY,
            kms_master_key_id=args.key_arn,
            kms_data_key_reuse_period_seconds=DATA_KEY_REUSE_SECONDS,
            opts=stateful,
        )
        queue = sqs.Queue(
            name,
            message_retention_seconds=7 * DAY,
            visibility_timeout_seconds=VISIBILITY_SECONDS,
            # Long polling, as long as SQS waits.
            receive_wait_time_seconds=20,
            redrive_policy=pulumi.Output.json_dumps(
                {"deadLetterTargetArn": dead_letters.arn, "maxReceiveCount": RECEIVES}
            ),
            kms_master_key_id=args.key_arn,
            kms_data_key_reuse_period_seconds=DATA_KEY_REUSE_SECONDS,
            opts=stateful,
        )
        sqs.RedriveAllowPolicy(
            dead_letter_name,
            queue_url=dead_letters.url,
            redrive_allow_policy=pulumi.Output.json_dumps(
                {"redrivePermission": "byQueue", "sourceQueueArns": [queue.arn]}
            ),
            opts=child,
        )
        for resource_name, each in ((name, queue), (dead_letter_name, dead_letters)):
            sqs.QueuePolicy(
                resource_name,
                queue_url=each.url,
                policy=each.arn.apply(lambda arn: json.dumps(tls_only_policy(arn))),
                opts=child,
            )

        self.arn = queue.arn
        self.url = queue.url
        self.name = queue.name
        self.dead_letter_name = dead_letters.name
        self.register_outputs(
            {"arn": self.arn, "url": self.url, "name": self.name, "dead_letter_name": self.dead_letter_name}
        )


def tls_only_policy(queue_arn: str) -> dict[str, Any]:
    """The policy of a queue: nobody without TLS. Who may use it, roles say."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "DenyWithoutTls",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sqs:*",
                "Resource": queue_arn,
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ],
    }
