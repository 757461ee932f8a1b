from __future__ import annotations

from typing import Any

import pytest

from policies.framework.resources import Resource, Stack
from policies.framework.rule import Parameter
from policies.framework.values import UNKNOWN

QUEUE = "aws:sqs/queue:Queue"
TOPIC = "aws:sns/topic:Topic"


def resource(name: str = "orders", type_: str = QUEUE, **changes: Any) -> Resource:
    urn = f"urn:pulumi:us-east-1::shop::{type_}::{name}"
    return Resource(**{"urn": urn, "type_": type_, "name": name, "inputs": {}, **changes})


@pytest.mark.parametrize(
    ("inputs", "outputs", "value"),
    [
        ({"name": "said"}, {"name": "made"}, "said"),
        ({"name": UNKNOWN}, {"name": "made"}, "made"),
        ({"name": UNKNOWN}, {}, UNKNOWN),
        ({"name": "said"}, {}, "said"),
        ({"name": "said"}, {"name": UNKNOWN}, "said"),
        ({}, {"name": "made"}, "made"),
        ({}, {"name": UNKNOWN}, None),
        ({}, {}, None),
        (None, {}, UNKNOWN),
        (None, {"name": "made"}, "made"),
    ],
)
def test_what_the_program_says_stands(inputs: Any, outputs: Any, value: object) -> None:
    assert resource(inputs=inputs, outputs=outputs).text("name") == value


@pytest.mark.parametrize(
    ("inputs", "outputs", "provider", "region"),
    [
        ({"region": "eu-west-1"}, {"region": UNKNOWN}, "us-east-1", "eu-west-1"),
        ({}, {"region": UNKNOWN}, "us-east-1", "us-east-1"),
        ({}, {}, "us-east-1", "us-east-1"),
        ({}, {"region": "eu-west-1"}, "us-east-1", "eu-west-1"),
        ({"region": UNKNOWN}, {"region": UNKNOWN}, "us-east-1", UNKNOWN),
        ({}, {}, UNKNOWN, UNKNOWN),
        ({}, {}, None, None),
    ],
)
def test_region(inputs: Any, outputs: Any, provider: object, region: object) -> None:
    made = resource(inputs=inputs, outputs=outputs, provider={"region": provider} if provider is not None else None)
    assert made.region == region


def test_what_the_program_says_can_be_told_from_what_the_deployment_adds() -> None:
    made = {"name": "a", "size": 3, "rules": [{"port": 443}]}
    said = resource(inputs={"name": UNKNOWN}, outputs=made).said
    assert said.value("name") is UNKNOWN
    assert said.value("size") is None
    assert resource(inputs=None, outputs=made).said.value("size") is UNKNOWN


def test_a_known_value_refers_to_what_it_names() -> None:
    orders = resource(outputs={"arn": "arn:1", "id": "https://orders"})
    other = resource("other", outputs={"arn": "arn:2"})
    topic = resource("topic", TOPIC, inputs={"target": "arn:1", "targets": ["https://orders", "arn:2"]})
    stack = Stack([orders, other, topic])
    assert stack.referents(topic, "target", QUEUE) == (orders,)
    assert stack.referents(topic, "targets", QUEUE) == (orders, other)
    assert stack.referents(topic, "target", TOPIC) == ()
    assert stack.referents(topic, "missing", QUEUE) == ()


def test_an_unknown_value_refers_to_what_it_comes_from() -> None:
    orders, other = resource(), resource("other")
    sources = {"target": [orders.urn], "nested": [other.urn, orders.urn]}
    topic = resource("topic", TOPIC, inputs={"target": UNKNOWN, "nested": [{"arn": UNKNOWN}]}, sources=sources)
    stack = Stack([orders, other, topic])
    assert stack.referents(topic, "target", QUEUE) == (orders,)
    assert stack.referents(topic, "nested", QUEUE) == (orders, other)


def test_a_stack_knows_its_resources() -> None:
    orders, topic = resource(protect=True), resource("topic", TOPIC)
    stack = Stack([orders, topic])
    assert list(stack.of_type(TOPIC, QUEUE)) == [topic, orders]
    assert stack.has([QUEUE])
    assert not stack.has(["aws:s3/bucket:Bucket"])
    assert stack.stacks == {"us-east-1"}
    assert orders.protect
    assert str(orders) == "orders (aws:sqs/queue:Queue)"


def test_parameters_have_defaults_and_whole_numbers() -> None:
    days = Parameter(name="days", description="", default=35, schema={})
    regions = Parameter(name="regions", description="", default=("us-east-1",), schema={})
    stack = Stack([])
    assert (stack.parameter(days), stack.parameter(regions)) == (35, ("us-east-1",))
    stack = stack.configured({"days": 7.0, "regions": ["eu-central-1"]})
    assert (stack.parameter(days), stack.parameter(regions)) == (7, ("eu-central-1",))
    assert isinstance(stack.parameter(days), int)
    assert resource(configuration={"days": 7.0}).parameter(days) == 7
