from __future__ import annotations

import pytest

from policies.observability.table_replication_alarms import table_replication_alarms
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:cloudwatch/metricAlarm:MetricAlarm"

MUTANTS = (
    mutant(
        "a replica whose delay nobody watches",
        "us-east-1",
        lambda d: d.remove("shop-alarm-securecart-carts-world-to-us-west-2", type_=TYPE),
        "shop-carts",
    ),
    mutant(
        "the Union's replica whose delay nobody watches",
        "eu-central-1",
        lambda d: d.remove("shop-alarm-securecart-carts-eu-to-eu-west-1", type_=TYPE),
        "shop-carts",
    ),
    mutant(
        "an alarm on another table",
        "us-east-1",
        lambda d: d.set(
            "shop-alarm-securecart-catalogue-to-us-west-2", "dimensions.TableName", "securecart-carts-world", type_=TYPE
        ),
        "shop-catalogue",
    ),
    mutant(
        "two alarms on one replica",
        "us-east-1",
        lambda d: d.set(
            "shop-alarm-securecart-catalogue-to-us-west-2", "dimensions.ReceivingRegion", "eu-central-1", type_=TYPE
        ),
        "shop-catalogue",
    ),
)

NAMED = "namespace: AWS/DynamoDB, metricName: ReplicationLatency"
WEST = "dimensions: {TableName: carts, ReceivingRegion: us-west-2}"


def table(alarm: str, replicas: str = "[{regionName: us-west-2}]", name: str = "name: carts") -> Deployment:
    return program(f"""
        resources:
          carts: {{type: "aws:dynamodb:Table", properties: {{{name}, replicas: {replicas}}}}}
          alarm: {{type: "aws:cloudwatch:MetricAlarm", properties: {{{alarm}}}}}
    """)


@pytest.mark.parametrize(
    ("alarm", "replicas"),
    [
        (f"{NAMED}, {WEST}", "[{regionName: us-west-2}]"),
        (f"{NAMED}, {WEST}", "[]"),
        (f"{NAMED}, {WEST}", "[{regionName: us-west-2}, {regionName: us-east-2, consistencyMode: STRONG}]"),
        (f"{NAMED}, {WEST}", "[{regionName: us-west-2, consistencyMode: EVENTUAL}]"),
    ],
)
def test_satisfied(alarm: str, replicas: str) -> None:
    judged = judge(table_replication_alarms, table(alarm, replicas))
    assert not judged.violated
    assert not judged.undecided


def test_a_table_without_a_name_is_told_by_the_dependency() -> None:
    dimensions = 'dimensions: {TableName: "${carts.name}", ReceivingRegion: us-west-2}'
    judged = judge(table_replication_alarms, table(f"{NAMED}, {dimensions}", name="hashKey: customer"))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("alarm", "replicas", "reason"),
    [
        ("namespace: AWS/EC2", "[{regionName: us-west-2}]", "on its ReplicationLatency to us-west-2."),
        (f"{NAMED}, {WEST}", "[{regionName: us-west-2}, {regionName: eu-west-1}]", "to eu-west-1."),
        (f"{NAMED}, {WEST}, region: us-west-2", "[{regionName: us-west-2}]", "to us-west-2."),
        (
            f"{NAMED}, dimensions: {{TableName: other, ReceivingRegion: us-west-2}}",
            "[{regionName: us-west-2}, {regionName: eu-west-1}]",
            "to us-west-2 or eu-west-1.",
        ),
    ],
)
def test_violated(alarm: str, replicas: str, reason: str) -> None:
    judged = judge(table_replication_alarms, table(alarm, replicas))
    assert reason in judged.violated[table_replication_alarms.id]["carts"]


@pytest.mark.parametrize(
    ("alarm", "replicas"),
    [
        (f"{NAMED}, {WEST}", "unknown!"),
        (f"{NAMED}, {WEST}", "[unknown!]"),
        (f"{NAMED}, {WEST}", "[{regionName: unknown!}]"),
        (f"{NAMED}, {WEST}", "[{regionName: us-west-2, consistencyMode: unknown!}]"),
        (f"{NAMED}, dimensions: unknown!", "[{regionName: us-west-2}]"),
        (f"{NAMED}, dimensions: {{TableName: carts, ReceivingRegion: unknown!}}", "[{regionName: us-west-2}]"),
        (f"namespace: unknown!, metricName: ReplicationLatency, {WEST}", "[{regionName: us-west-2}]"),
    ],
)
def test_undecided(alarm: str, replicas: str) -> None:
    judged = judge(table_replication_alarms, table(alarm, replicas))
    assert not judged.violated
    assert "carts (" in judged.undecided[table_replication_alarms.id]
