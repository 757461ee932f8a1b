import pulumi
import pytest

from components.observability.edge_alarms import (
    EdgeAlarms,
    EdgeAlarmsArgs,
    WatchedAccelerator,
    WatchedConnection,
    alarm_regions,
)
from securecart.plan.model import StackPlan
from tests.support import ACCOUNT, record, type_counts

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
CONNECTIONS = {
    "ashburn": WatchedConnection(connection_id="dxcon-1", region="us-east-1"),
    "newark": WatchedConnection(connection_id="dxcon-2", region="us-east-2"),
}


def topic(region: str) -> str:
    return f"arn:aws:sns:{region}:{ACCOUNT}:alarms"


@pytest.fixture(scope="module")
def plan() -> StackPlan:
    def program(provider: pulumi.ProviderResource) -> None:
        EdgeAlarms(
            "edge",
            EdgeAlarmsArgs(
                topic_arns={region: topic(region) for region in alarm_regions(CONNECTIONS)},
                distribution_id="E1",
                accelerators={
                    "world": WatchedAccelerator(
                        accelerator_id="accelerator", listener_id="listener", regions=("us-east-1", "us-west-2")
                    )
                },
                connections=CONNECTIONS,
            ),
            pulumi.ResourceOptions(provider=provider),
        )

    return record(program, stack="global")


def test_each_alarm_is_where_its_metric_is(plan: StackPlan) -> None:
    assert {alarm.name.removeprefix("edge-"): alarm.region for alarm in plan.of_type(ALARM)} == {
        "content-errors": "us-east-1",
        "origin-latency": "us-east-1",
        "accelerator-world-us-east-1": "us-west-2",
        "accelerator-world-us-west-2": "us-west-2",
        "line-ashburn": "us-east-1",
        "line-newark": "us-east-2",
    }
    assert type_counts(plan) == {ALARM: 6}


def test_each_notifies_a_topic_of_its_own_region(plan: StackPlan) -> None:
    for alarm in plan.of_type(ALARM):
        assert alarm.region is not None
        assert alarm.inputs["alarmActions"] == alarm.inputs["okActions"] == [topic(alarm.region)]


def test_cloudfront_publishes_under_the_region_global(plan: StackPlan) -> None:
    inputs = plan.named(ALARM, "edge-content-errors").inputs
    assert inputs["dimensions"] == {"DistributionId": "E1", "Region": "Global"}
    assert (inputs["metricName"], inputs["statistic"], inputs["threshold"]) == ("5xxErrorRate", "Average", 1)


def test_a_silent_line_is_down(plan: StackPlan) -> None:
    inputs = plan.named(ALARM, "edge-line-newark").inputs
    assert (inputs["namespace"], inputs["metricName"]) == ("AWS/DX", "ConnectionState")
    assert inputs["treatMissingData"] == "breaching"
    assert (inputs["comparisonOperator"], inputs["threshold"]) == ("LessThanThreshold", 1)


def test_asks_for_topics_in_the_regions_of_metrics_only() -> None:
    assert alarm_regions({}) == ("us-east-1", "us-west-2")
    assert alarm_regions(CONNECTIONS) == ("us-east-1", "us-east-2", "us-west-2")
