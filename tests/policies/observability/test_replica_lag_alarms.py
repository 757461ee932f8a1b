from __future__ import annotations

import pytest

from policies.observability.replica_lag_alarms import replica_lag_alarms
from tests.policies.harness import UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:cloudwatch/metricAlarm:MetricAlarm"

DATABASE = "aws:rds/instance:Instance"


def unnoticed_stop(deployment: Deployment) -> Deployment:
    deployment.set("shop-db-g1", "engine", "mysql", type_=DATABASE)
    deployment.remove("shop-alarm-search-1-stopped", type_=TYPE)
    return deployment.remove("shop-alarm-database-stopped", type_=TYPE)


MUTANTS = (
    mutant(
        "a follower whose lag nobody watches",
        "us-west-2",
        lambda d: d.remove("shop-alarm-database-lag", type_=TYPE),
        "shop-db-g1",
    ),
    mutant(
        "a search replica whose lag nobody watches",
        "us-east-1",
        lambda d: d.remove("shop-alarm-search-2-lag", type_=TYPE),
        "shop-db-g1-search-2",
    ),
    mutant(
        "an alarm on the writer's lag",
        "us-east-1",
        lambda d: d.set(
            "shop-alarm-search-1-lag", "dimensions.DBInstanceIdentifier", "securecart-us-east-1-g1", type_=TYPE
        ),
        "shop-db-g1-search-1",
    ),
    mutant(
        "an alarm on a lag that is too small",
        "ap-southeast-1",
        lambda d: d.set("shop-alarm-database-lag", "comparisonOperator", "LessThanThreshold", type_=TYPE),
        "shop-db-g1",
        view=View.DEPLOYED,
    ),
    mutant(
        "a follower on MySQL whose stop nobody notices",
        "us-west-2",
        unnoticed_stop,
        "shop-db-g1",
        "shop-db-g1-search-1",
        related=("relational-data-log-exports",),
    ),
)

ARN = "arn:aws:rds:us-east-1:123456789012:db:orders"
LAG = "namespace: AWS/RDS, metricName: ReplicaLag, dimensions: {DBInstanceIdentifier: replica}"
ABOVE = "comparisonOperator: GreaterThanThreshold"


def replica(
    alarm: str, source: str = f'replicateSourceDb: "{ARN}"', more: str = "", engine: str = "engine: postgres"
) -> Deployment:
    return program(f"""
        resources:
          orders: {{type: "aws:rds:Instance", properties: {{identifier: orders}}}}
          replica: {{type: "aws:rds:Instance", properties: {{identifier: replica, {source}, {engine}}}}}
          alarm: {{type: "aws:cloudwatch:MetricAlarm", properties: {{{alarm}}}}}
          {more}
    """)


@pytest.mark.parametrize(
    ("alarm", "source"),
    [
        (f"{LAG}, {ABOVE}", f'replicateSourceDb: "{ARN}"'),
        (f"{LAG}, {ABOVE}", "replicateSourceDb: orders"),
        (f"{LAG}, comparisonOperator: GreaterThanUpperThreshold", "replicateSourceDb: unknown!"),
        ("namespace: AWS/EC2", "multiAz: true"),
    ],
)
def test_satisfied(alarm: str, source: str) -> None:
    judged = judge(replica_lag_alarms, replica(alarm, source))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "alarm",
    [
        "namespace: AWS/EC2",
        f"{LAG}, comparisonOperator: LessThanThreshold",
        LAG.replace("replica}", "orders}") + f", {ABOVE}",
        LAG.replace("ReplicaLag", "CPUUtilization") + f", {ABOVE}",
        f"{LAG}, {ABOVE}, region: us-west-2",
    ],
)
def test_violated(alarm: str) -> None:
    assert judge(replica_lag_alarms, replica(alarm)).names(replica_lag_alarms.id) == {"replica"}


@pytest.mark.parametrize(
    ("alarm", "source"),
    [
        ("namespace: AWS/EC2", "replicateSourceDb: unknown!"),
        (f"{LAG}, comparisonOperator: unknown!", f'replicateSourceDb: "{ARN}"'),
        (LAG.replace("replica}", "unknown!}") + f", {ABOVE}", f'replicateSourceDb: "{ARN}"'),
    ],
)
def test_undecided(alarm: str, source: str) -> None:
    judged = judge(replica_lag_alarms, replica(alarm, source))
    assert not judged.violated
    assert "replica (" in judged.undecided[replica_lag_alarms.id]


def test_one_certain_alarm_is_enough() -> None:
    other = f'other: {{type: "aws:cloudwatch:MetricAlarm", properties: {{{LAG}, comparisonOperator: unknown!}}}}'
    judged = judge(replica_lag_alarms, replica(f"{LAG}, {ABOVE}", more=other))
    assert not judged.violated
    assert not judged.undecided


BELOW = f'below: {{type: "aws:cloudwatch:MetricAlarm", properties: {{{LAG}, %s}}}}'
UNDER = "comparisonOperator: LessThanThreshold"
BAND = "metricQueries: [{id: m1, metric: {" + LAG + "}}]"


@pytest.mark.parametrize("engine", ["engine: mysql", "engine: mariadb", "engine: sqlserver-ee"])
@pytest.mark.parametrize(
    "below",
    [
        f"{UNDER}, threshold: 0",
        UNDER,
        f"{UNDER}, threshold: -0.5",
        "comparisonOperator: LessThanOrEqualToThreshold, threshold: -1",
    ],
)
def test_an_alarm_below_zero_sees_that_replication_has_stopped(engine: str, below: str) -> None:
    judged = judge(replica_lag_alarms, replica(f"{LAG}, {ABOVE}", more=BELOW % below, engine=engine))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "below",
    [
        f"{ABOVE}, threshold: 0",
        f"{UNDER}, threshold: -1",
        "comparisonOperator: LessThanOrEqualToThreshold, threshold: -2",
        f"{UNDER}, threshold: 0, region: us-west-2",
    ],
)
def test_nothing_sees_that_replication_has_stopped(below: str) -> None:
    judged = judge(replica_lag_alarms, replica(f"{LAG}, {ABOVE}", more=BELOW % below, engine="engine: mysql"))
    assert "sees a ReplicaLag of -1" in judged.violated[replica_lag_alarms.id]["replica"]


@pytest.mark.parametrize(
    ("engine", "more"),
    [
        ("", ""),
        ("engine: unknown!", ""),
        ("engine: mysql", BELOW % f"{UNDER}, threshold: unknown!"),
        ("engine: mysql", BELOW % "comparisonOperator: unknown!"),
        ("engine: mysql", f'band: {{type: "aws:cloudwatch:MetricAlarm", properties: {{{BAND}}}}}'),
    ],
)
def test_whether_a_stop_is_seen_is_left_open(engine: str, more: str) -> None:
    judged = judge(replica_lag_alarms, replica(f"{LAG}, {ABOVE}", more=more, engine=engine))
    assert not judged.violated
    assert "replica (" in judged.undecided[replica_lag_alarms.id]


def test_a_replica_has_the_engine_of_its_source() -> None:
    deployment = replica(f"{LAG}, {ABOVE}", "replicateSourceDb: orders", engine="").set("orders", "engine", "mariadb")
    assert judge(replica_lag_alarms, deployment).names(replica_lag_alarms.id) == {"replica"}


def test_a_dimension_that_is_known_is_no_proof_for_a_replica_whose_name_is_not() -> None:
    own = LAG.replace("replica}", '"${replica.identifier}"}')
    deployment = replica(f"{own}, {ABOVE}").set("replica", "identifier", UNKNOWN)
    judged = judge(replica_lag_alarms, deployment)
    assert not judged.violated
    assert "replica (" in judged.undecided[replica_lag_alarms.id]
