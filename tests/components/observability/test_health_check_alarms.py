import pulumi
import pytest

from components.arguments import ArgumentError
from components.observability.health_check_alarms import HealthCheckAlarms, HealthCheckAlarmsArgs
from securecart.plan.model import StackPlan
from tests.support import ACCOUNT, record

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:alarms"
REGIONS = {"us-east-1": "check-1", "us-west-2": "check-2", "eu-central-1": "check-3"}


def arguments(fewest_healthy: int = 2) -> HealthCheckAlarmsArgs:
    return HealthCheckAlarmsArgs(
        topic_arn=TOPIC,
        checks={"us-east-1-blue-checkout": "check-4"},
        region_checks=REGIONS,
        fewest_healthy=fewest_healthy,
    )


@pytest.fixture(scope="module")
def plan() -> StackPlan:
    def program(provider: pulumi.ProviderResource) -> None:
        HealthCheckAlarms("checks", arguments(), pulumi.ResourceOptions(provider=provider))

    # The stack's own Region is another one: the metrics' Region decides.
    return record(program, region="eu-central-1", stack="global")


def test_watches_every_check_and_how_many_regions_are_healthy_in_us_east_1(plan: StackPlan) -> None:
    assert plan.types() == {ALARM: 5}
    assert {alarm.region for alarm in plan.of_type(ALARM)} == {"us-east-1"}
    assert {alarm.inputs["treatMissingData"] for alarm in plan.of_type(ALARM)} == {"breaching"}


def test_an_unhealthy_check_is_an_alarm_within_a_minute(plan: StackPlan) -> None:
    inputs = plan.named(ALARM, "checks-us-east-1-blue-checkout").inputs
    assert (inputs["namespace"], inputs["metricName"]) == ("AWS/Route53", "HealthCheckStatus")
    assert inputs["dimensions"] == {"HealthCheckId": "check-4"}
    assert (inputs["statistic"], inputs["comparisonOperator"], inputs["threshold"]) == (
        "Minimum",
        "LessThanThreshold",
        1,
    )
    assert inputs["period"] * inputs["evaluationPeriods"] == 60


def test_counts_a_silent_region_as_sick(plan: StackPlan) -> None:
    inputs = plan.named(ALARM, "checks-healthy-regions").inputs
    total, *metrics = inputs["metricQueries"]
    assert total["expression"] == "FILL(m0, 0) + FILL(m1, 0) + FILL(m2, 0)"
    assert total["returnData"] is True
    assert [query["metric"]["dimensions"]["HealthCheckId"] for query in metrics] == list(REGIONS.values())
    assert (inputs["comparisonOperator"], inputs["threshold"]) == ("LessThanThreshold", 2)


@pytest.mark.parametrize("fewest", [0, 4])
def test_refuses_a_number_that_is_never_or_always_met(fewest: int) -> None:
    with pytest.raises(ArgumentError, match="HealthCheckAlarms: fewest_healthy"):
        arguments(fewest)
