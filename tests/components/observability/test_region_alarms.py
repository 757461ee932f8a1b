from typing import Any

import pulumi
import pytest

from components.arguments import ArgumentError
from components.observability.region_alarms import RegionAlarms, RegionAlarmsArgs, WatchedRelease
from securecart.plan.model import Resource, StackPlan
from tests.support import ACCOUNT, record, type_counts

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
TOPIC = f"arn:aws:sns:us-west-2:{ACCOUNT}:alarms"


def release(name: str, *, takes_traffic: bool) -> WatchedRelease:
    return WatchedRelease(
        takes_traffic=takes_traffic,
        load_balancer_arn_suffix=f"app/{name}/1",
        target_group_arn_suffixes={"checkout": f"targetgroup/{name}/1"},
        service_names={"checkout": f"{name}-checkout", "fulfilment": f"{name}-fulfilment"},
    )


def arguments(**changes: Any) -> RegionAlarmsArgs:
    values: dict[str, Any] = {
        "region": "us-west-2",
        "topic_arn": TOPIC,
        "zones": 3,
        "cluster_name": "cluster",
        "releases": {"blue": release("blue", takes_traffic=True), "green": release("green", takes_traffic=False)},
        "database_identifier": "securecart-us-west-2-g1",
        "follows": True,
        "search_identifiers": ["search"],
        "tables": {"securecart-catalogue": ["us-east-1"]},
        "queue_name": "orders",
        "dead_letter_name": "orders-dead",
        "nat_gateway_ids": {"us-west-2a": "nat-1"},
    }
    return RegionAlarmsArgs(**{**values, **changes})


@pytest.fixture(scope="module")
def plan() -> StackPlan:
    def program(provider: pulumi.ProviderResource) -> None:
        RegionAlarms("app", arguments(), pulumi.ResourceOptions(provider=provider))

    return record(program, region="us-west-2", stack="us-west-2")


def alarm(plan: StackPlan, name: str) -> Resource:
    return plan.named(ALARM, f"app-{name}")


def test_declares_these_alarms_and_nothing_else(plan: StackPlan) -> None:
    names = {resource.name.removeprefix("app-") for resource in plan.of_type(ALARM)}
    assert type_counts(plan) == {ALARM: len(names)}
    assert names == {
        *("blue-latency", "blue-target-errors", "blue-elb-errors"),
        *("blue-checkout-unhealthy", "green-checkout-unhealthy"),
        *(f"{color}-{service}-tasks" for color in ("blue", "green") for service in ("checkout", "fulfilment")),
        *("database-cpu", "database-storage", "database-memory", "database-connections"),
        *("database-lag", "database-stopped", "search-1-lag", "search-1-stopped"),
        *(f"securecart-catalogue-{op}-throttled" for op in ("getitem", "putitem", "query", "updateitem")),
        *("securecart-catalogue-to-us-east-1", "orders-wait", "orders-set-aside", "nat-us-west-2a"),
    }


def test_each_tells_the_topic_of_its_region_and_what_to_do(plan: StackPlan) -> None:
    for resource in plan.of_type(ALARM):
        assert resource.region == "us-west-2"
        assert resource.inputs["alarmActions"] == resource.inputs["okActions"] == [TOPIC]
        assert "insufficientDataActions" not in resource.inputs
        assert resource.inputs["alarmDescription"].endswith((".", "?"))
        assert resource.inputs["datapointsToAlarm"] <= resource.inputs["evaluationPeriods"]


def test_latency_is_a_percentile_that_a_handful_of_requests_does_not_decide(plan: StackPlan) -> None:
    inputs = alarm(plan, "blue-latency").inputs
    assert (inputs["namespace"], inputs["metricName"]) == ("AWS/ApplicationELB", "TargetResponseTime")
    assert inputs["extendedStatistic"] == "p99"
    assert "statistic" not in inputs
    assert inputs["evaluateLowSampleCountPercentiles"] == "ignore"
    assert inputs["dimensions"] == {"LoadBalancer": "app/blue/1"}


@pytest.mark.parametrize(
    "name", ["blue-checkout-tasks", "database-cpu", "database-lag", "database-stopped", "search-1-lag"]
)
def test_silence_is_an_outage_of_what_always_speaks(plan: StackPlan, name: str) -> None:
    assert alarm(plan, name).inputs["treatMissingData"] == "breaching"


@pytest.mark.parametrize("name", ["orders-set-aside", "nat-us-west-2a", "blue-target-errors"])
def test_silence_is_health_where_only_trouble_speaks(plan: StackPlan, name: str) -> None:
    assert alarm(plan, name).inputs["treatMissingData"] == "notBreaching"


def test_notices_a_replica_that_lags_and_one_that_has_stopped(plan: StackPlan) -> None:
    lag, stopped = alarm(plan, "database-lag").inputs, alarm(plan, "database-stopped").inputs
    assert (lag["statistic"], lag["comparisonOperator"], lag["threshold"]) == ("Maximum", "GreaterThanThreshold", 120)
    assert (stopped["statistic"], stopped["comparisonOperator"], stopped["threshold"]) == (
        "Minimum",
        "LessThanThreshold",
        0,
    )


def test_a_writer_has_no_lag_of_its_own() -> None:
    def program(provider: pulumi.ProviderResource) -> None:
        RegionAlarms("app", arguments(follows=False), pulumi.ResourceOptions(provider=provider))

    names = {resource.name for resource in record(program).of_type(ALARM)}
    assert {"app-search-1-lag", "app-search-1-stopped"} <= names
    assert not {"app-database-lag", "app-database-stopped"} & names


def test_refuses_a_latency_that_nothing_meets() -> None:
    with pytest.raises(ArgumentError, match="RegionAlarms: latency_seconds"):
        arguments(latency_seconds=0)
