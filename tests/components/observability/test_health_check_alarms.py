import pulumi
import pytest

from components.arguments import ArgumentError
from components.observability.health_check_alarms import HealthCheckAlarms, HealthCheckAlarmsArgs
from securecart.plan.model import StackPlan
from tests.support import ACCOUNT, record, type_counts

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
CHECK = "aws:route53/healthCheck:HealthCheck"
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
    assert type_counts(plan) == {ALARM: 5, CHECK: 1}
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


def test_a_check_counts_the_healthy_regions(plan: StackPlan) -> None:
    check = plan.named(CHECK, "checks-healthy-regions")
    assert check.inputs["type"] == "CALCULATED"
    assert set(check.inputs["childHealthchecks"]) == set(REGIONS.values())
    assert check.inputs["childHealthThreshold"] == 2
    alarm = plan.named(ALARM, "checks-healthy-regions")
    assert alarm.inputs["dimensions"] == {"HealthCheckId": check.id}
    assert (alarm.inputs["comparisonOperator"], alarm.inputs["threshold"]) == ("LessThanThreshold", 1)


@pytest.mark.parametrize("fewest", [0, 4])
def test_refuses_a_number_that_is_never_or_always_met(fewest: int) -> None:
    with pytest.raises(ArgumentError, match="HealthCheckAlarms: fewest_healthy"):
        arguments(fewest)
