from __future__ import annotations

import pytest

from policies.observability.dead_letter_alarms import dead_letter_alarms
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:cloudwatch/metricAlarm:MetricAlarm"

MUTANTS = (
    mutant(
        "orders that are set aside unnoticed",
        "us-east-1",
        lambda d: d.remove("shop-alarm-orders-set-aside", type_=TYPE),
        "shop-orders-dead-letter",
    ),
    mutant(
        "an alarm on what was sent",
        "eu-central-1",
        lambda d: d.set("shop-alarm-orders-set-aside", "metricName", "NumberOfMessagesSent", type_=TYPE),
        "shop-orders-dead-letter",
    ),
    mutant(
        "an alarm on the queue itself",
        "us-west-2",
        lambda d: d.set("shop-alarm-orders-set-aside", "dimensions.QueueName", "other", type_=TYPE),
        "shop-orders-dead-letter",
        view=View.DEPLOYED,
    ),
)

NAMED = "namespace: AWS/SQS, metricName: ApproximateNumberOfMessagesVisible"


REDRIVE = 'redrivePolicy: \'{"deadLetterTargetArn": "${aside.arn}", "maxReceiveCount": 5}\''


def queues(alarm: str, redrive: str = REDRIVE) -> Deployment:
    return program(f"""
        resources:
          aside: {{type: "aws:sqs:Queue", properties: {{name: aside}}}}
          orders: {{type: "aws:sqs:Queue", properties: {{name: orders, {redrive}}}}}
          alarm: {{type: "aws:cloudwatch:MetricAlarm", properties: {{{alarm}}}}}
    """)


@pytest.mark.parametrize(
    ("alarm", "redrive"),
    [
        (f"{NAMED}, dimensions: {{QueueName: aside}}", REDRIVE),
        (
            "namespace: AWS/SQS, metricName: ApproximateAgeOfOldestMessage, dimensions: {QueueName: aside}",
            REDRIVE,
        ),
        ("namespace: AWS/EC2", ""),
        ("namespace: AWS/EC2", "redrivePolicy: unknown!"),
    ],
)
def test_satisfied(alarm: str, redrive: str) -> None:
    judged = judge(dead_letter_alarms, queues(alarm, redrive))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "alarm",
    [
        "namespace: AWS/EC2",
        f"{NAMED}, dimensions: {{QueueName: orders}}",
        f"{NAMED}, dimensions: {{QueueName: aside}}, region: us-west-2",
        "namespace: AWS/SQS, metricName: NumberOfMessagesSent, dimensions: {QueueName: aside}",
    ],
)
def test_violated(alarm: str) -> None:
    assert judge(dead_letter_alarms, queues(alarm)).names(dead_letter_alarms.id) == {"aside"}


@pytest.mark.parametrize(
    "alarm",
    [
        f"{NAMED}, dimensions: unknown!",
        f"{NAMED}, dimensions: {{QueueName: aside}}, region: unknown!",
        "namespace: AWS/SQS, metricName: unknown!, dimensions: {QueueName: aside}",
    ],
)
def test_undecided(alarm: str) -> None:
    judged = judge(dead_letter_alarms, queues(alarm))
    assert not judged.violated
    assert "aside (" in judged.undecided[dead_letter_alarms.id]
