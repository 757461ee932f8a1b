from __future__ import annotations

import pytest

from policies.aws.sqs import Queues
from policies.framework.resources import Resource, Stack
from policies.framework.values import UNKNOWN

QUEUE = "aws:sqs/queue:Queue"
ARN = "arn:aws:sqs:us-east-1:123456789012:set-aside"


@pytest.mark.parametrize(
    ("policy", "receives"),
    [
        ({"deadLetterTargetArn": ARN, "maxReceiveCount": 5}, 5),
        ({"deadLetterTargetArn": UNKNOWN, "maxReceiveCount": 5}, 5),
        ({"deadLetterTargetArn": UNKNOWN, "maxReceiveCount": UNKNOWN}, UNKNOWN),
        ({"deadLetterTargetArn": "", "maxReceiveCount": 5}, None),
        ({"maxReceiveCount": 5}, None),
        ({"deadLetterTargetArn": ARN}, None),
        (UNKNOWN, UNKNOWN),
    ],
)
def test_after_how_many_receives_a_message_is_moved(policy: object, receives: object) -> None:
    orders = Resource(urn="orders", type_=QUEUE, name="orders", inputs={"redrivePolicy": policy})
    (redrive,) = Queues(Stack([orders])).redrives()
    assert redrive.receives == receives
