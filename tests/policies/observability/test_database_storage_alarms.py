from __future__ import annotations

import pytest

from policies.observability.database_storage_alarms import database_storage_alarms
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:cloudwatch/metricAlarm:MetricAlarm"

MUTANTS = (
    mutant(
        "a writer whose storage nobody watches",
        "us-east-1",
        lambda d: d.remove("shop-alarm-database-storage", type_=TYPE),
        "shop-db-g1",
    ),
    mutant(
        "a follower whose storage nobody watches",
        "us-west-2",
        lambda d: d.set("shop-alarm-database-storage", "metricName", "FreeableMemory", type_=TYPE),
        "shop-db-g1",
    ),
    mutant(
        "an alarm on a replica's storage",
        "eu-central-1",
        lambda d: d.set("shop-alarm-database-storage", "dimensions.DBInstanceIdentifier", "other", type_=TYPE),
        "shop-db-g1",
        view=View.DEPLOYED,
    ),
)

NAMED = "namespace: AWS/RDS, metricName: FreeStorageSpace, dimensions: {DBInstanceIdentifier: orders}"


def database(alarm: str, properties: str = "identifier: orders") -> Deployment:
    return program(f"""
        resources:
          orders: {{type: "aws:rds:Instance", properties: {{{properties}}}}}
          alarm: {{type: "aws:cloudwatch:MetricAlarm", properties: {{{alarm}}}}}
    """)


@pytest.mark.parametrize(
    ("alarm", "properties"),
    [
        (NAMED, "identifier: orders"),
        (NAMED, 'identifier: orders, replicateSourceDb: "arn:aws:rds:eu-west-1:1:db:x"'),
        ("namespace: AWS/EC2", "replicateSourceDb: source"),
        (NAMED.replace("orders}", '"${orders.identifier}"}'), "instanceClass: db.r8g.large"),
    ],
)
def test_satisfied(alarm: str, properties: str) -> None:
    judged = judge(database_storage_alarms, database(alarm, properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("alarm", "properties"),
    [
        ("namespace: AWS/EC2", "identifier: orders"),
        (NAMED, "identifier: billing"),
        ("namespace: AWS/EC2", 'identifier: orders, replicateSourceDb: "arn:aws:rds:eu-west-1:1:db:x"'),
    ],
)
def test_violated(alarm: str, properties: str) -> None:
    assert judge(database_storage_alarms, database(alarm, properties)).names(database_storage_alarms.id) == {"orders"}


@pytest.mark.parametrize(
    ("alarm", "properties"),
    [
        ("namespace: AWS/EC2", "identifier: orders, replicateSourceDb: unknown!"),
        (NAMED.replace("orders}", "unknown!}"), "identifier: orders"),
    ],
)
def test_undecided(alarm: str, properties: str) -> None:
    judged = judge(database_storage_alarms, database(alarm, properties))
    assert not judged.violated
    assert "orders (" in judged.undecided[database_storage_alarms.id]
