from __future__ import annotations

from collections.abc import Callable

import pytest

from policies.storage.queue_encryption import queue_encryption as rule
from tests.policies.harness import ABSENT, Deployment, judge
from tests.policies.mutants.mutant import mutant

TYPE = "aws:sqs/queue:Queue"


def opened(name: str, key: object = ABSENT) -> Callable[[Deployment], Deployment]:
    def change(deployed: Deployment) -> Deployment:
        return deployed.set(name, "kmsMasterKeyId", key, type_=TYPE).set(
            name, "sqsManagedSseEnabled", False, type_=TYPE
        )

    return change


MUTANTS = (
    mutant("orders in clear", "us-east-1", opened("shop-orders"), "shop-orders"),
    mutant("an empty key", "eu-central-1", opened("shop-orders", ""), "shop-orders"),
    mutant("dead letters in clear", "us-west-2", opened("shop-orders-dead-letter"), "shop-orders-dead-letter"),
)


def queue(properties: str) -> str:
    return f"""
        resources:
          key: {{type: "aws:kms:Key"}}
          orders: {{type: "aws:sqs:Queue", properties: {{{properties}}}}}
    """


@pytest.mark.parametrize(
    "properties",
    [
        "name: orders",
        "sqsManagedSseEnabled: true",
        "kmsMasterKeyId: alias/orders, sqsManagedSseEnabled: false",
        'kmsMasterKeyId: "${key.id}"',
        "kmsMasterKeyId: alias/orders, sqsManagedSseEnabled: unknown!",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, queue(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "properties", ["sqsManagedSseEnabled: false", 'sqsManagedSseEnabled: false, kmsMasterKeyId: ""']
)
def test_violated(properties: str) -> None:
    judged = judge(rule, queue(properties))
    assert "`sqsManagedSseEnabled` is false, and `kmsMasterKeyId` is not set." in judged.violated[rule.id]["orders"]


@pytest.mark.parametrize(
    "properties", ["sqsManagedSseEnabled: unknown!", "sqsManagedSseEnabled: false, kmsMasterKeyId: unknown!"]
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, queue(properties))
    assert not judged.violated
    assert "orders" in judged.undecided[rule.id]
