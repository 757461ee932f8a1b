import json

import pulumi

from components.compute.order_queue import OrderQueue, OrderQueueArgs, tls_only_policy
from securecart.plan.model import StackPlan
from tests.support import record, type_counts

QUEUE = "aws:sqs/queue:Queue"
KEY = "arn:aws:kms:us-east-1:123456789012:key/1"


def plan_of(*, protect: bool = True) -> StackPlan:
    args = OrderQueueArgs(key_arn=KEY, protect=protect)
    return record(lambda provider: OrderQueue("orders", args, pulumi.ResourceOptions(provider=provider)))


def test_declares_a_queue_and_one_for_what_fails() -> None:
    plan = plan_of()

    assert type_counts(plan) == {
        QUEUE: 2,
        "aws:sqs/queuePolicy:QueuePolicy": 2,
        "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": 1,
    }
    queue, dead = plan.named(QUEUE, "orders"), plan.named(QUEUE, "orders-dead-letter")
    assert json.loads(queue.inputs["redrivePolicy"]) == {
        "deadLetterTargetArn": dead.outputs["arn"],
        "maxReceiveCount": 5,
    }
    (allow,) = plan.of_type("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy")
    assert allow.inputs["queueUrl"] == dead.outputs["url"]
    assert json.loads(allow.inputs["redriveAllowPolicy"]) == {
        "redrivePermission": "byQueue",
        "sourceQueueArns": [queue.outputs["arn"]],
    }


def test_an_order_set_aside_is_kept_longer_than_one_on_its_way() -> None:
    plan = plan_of()
    queue, dead = plan.named(QUEUE, "orders"), plan.named(QUEUE, "orders-dead-letter")

    assert dead.inputs["messageRetentionSeconds"] == 1_209_600
    assert queue.inputs["messageRetentionSeconds"] < dead.inputs["messageRetentionSeconds"]


def test_both_are_encrypted_and_protected() -> None:
    for queue in plan_of().of_type(QUEUE):
        assert queue.inputs["kmsMasterKeyId"] == KEY
        assert queue.protect
    assert not any(queue.protect for queue in plan_of(protect=False).of_type(QUEUE))


def test_both_refuse_plain_http() -> None:
    plan = plan_of()

    for name in ("orders", "orders-dead-letter"):
        policy = plan.named("aws:sqs/queuePolicy:QueuePolicy", name)
        assert json.loads(policy.inputs["policy"]) == tls_only_policy(plan.named(QUEUE, name).outputs["arn"])


def test_tells_where_to_send_and_what_to_watch() -> None:
    plan = plan_of()
    (component,) = plan.of_type("securecart:compute:OrderQueue")
    queue, dead = plan.named(QUEUE, "orders"), plan.named(QUEUE, "orders-dead-letter")

    assert component.outputs == {
        "arn": queue.outputs["arn"],
        "url": queue.outputs["url"],
        "name": queue.outputs["name"],
        "dead_letter_name": dead.outputs["name"],
    }
