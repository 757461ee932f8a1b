from __future__ import annotations

import pytest

from policies.storage.dead_letter_retention import dead_letter_retention as rule
from tests.policies.harness import ABSENT, UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

QUEUE = "aws:sqs/queue:Queue"
TARGET = '\'{"deadLetterTargetArn": "arn:aws:sqs:us-east-1:123456789012:failed", "maxReceiveCount": 5}\''

MUTANTS = (
    mutant(
        "dead letters that go with the orders",
        "us-east-1",
        lambda d: d.set("shop-orders-dead-letter", "messageRetentionSeconds", 604_800, type_=QUEUE),
        "shop-orders-dead-letter",
    ),
    mutant(
        "dead letters that are kept for the default",
        "eu-central-1",
        lambda d: d.set("shop-orders-dead-letter", "messageRetentionSeconds", ABSENT, type_=QUEUE),
        "shop-orders-dead-letter",
    ),
    mutant(
        "orders that are kept as long as dead letters",
        "us-west-2",
        lambda d: d.set("shop-orders", "messageRetentionSeconds", 1_209_600, type_=QUEUE),
        "shop-orders-dead-letter",
    ),
)


def queues(failed: str, orders: str, target: str = TARGET) -> Deployment:
    return program(f"""
        resources:
          failed: {{type: "aws:sqs:Queue", properties: {{name: failed, {failed}}}}}
          other: {{type: "aws:sqs:Queue", properties: {{name: other}}}}
          orders: {{type: "aws:sqs:Queue", properties: {{name: orders, redrivePolicy: {target}, {orders}}}}}
    """)


@pytest.mark.parametrize(
    "deployed",
    [
        queues("messageRetentionSeconds: 1209600", "messageRetentionSeconds: 604800"),
        queues("messageRetentionSeconds: 345601", ""),
        queues("", "messageRetentionSeconds: 345599"),
        queues("fifoQueue: true", "fifoQueue: true"),
        queues("fifoQueue: true", "fifoQueue: true, messageRetentionSeconds: unknown!"),
        queues("", "", target='\'{"deadLetterTargetArn": "arn:aws:sqs:us-east-1:123456789012:elsewhere"}\''),
        queues("", "", target="unknown!"),
    ],
)
def test_satisfied(deployed: Deployment) -> None:
    judged = judge(rule, deployed)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("failed", "orders", "reason"),
    [
        ("", "", "`messageRetentionSeconds` is 345600; orders (aws:sqs/queue:Queue) keeps messages for 345600 s."),
        ("messageRetentionSeconds: 604800", "messageRetentionSeconds: 1209600", "is 604800; orders"),
    ],
)
def test_violated(failed: str, orders: str, reason: str) -> None:
    for target in (TARGET, '"${failed.arn}"'):
        judged = judge(rule, queues(failed, orders, target))
        assert judged.names(rule.id) == {"failed"}
        assert reason in judged.violated[rule.id]["failed"]


@pytest.mark.parametrize(
    ("failed", "orders", "about"),
    [
        ("messageRetentionSeconds: unknown!", "", "messageRetentionSeconds of failed"),
        ("", "messageRetentionSeconds: unknown!", "messageRetentionSeconds of orders"),
        ("", "fifoQueue: unknown!", "fifoQueue of orders"),
    ],
)
def test_undecided(failed: str, orders: str, about: str) -> None:
    judged = judge(rule, queues(failed, orders))
    assert not judged.violated
    assert about in judged.undecided[rule.id]


def test_one_of_two_queues_decides_nothing() -> None:
    deployed = (
        queues("", "").set("orders", "redrivePolicy", UNKNOWN).sources("orders", "redrivePolicy", "failed", "other")
    )
    judged = judge(rule, deployed)
    assert not judged.violated
    assert "redrivePolicy" in judged.undecided[rule.id]
