"""The formulas, on the figures that AWS gives for them."""

from dataclasses import replace
from typing import Any

import pytest

from securecart.proof import times
from securecart.proof.estate.model import Check, Declared, Estate
from securecart.routing.route53.health_checks import HealthCheck, HealthCheckType

DECLARED = Declared(stack="us-east-1", type="aws:route53/healthCheck:HealthCheck", name="check", source="")


def check(type_: HealthCheckType, **attributes: Any) -> Check:
    """A check of an interval of 10 s and a threshold of 3, or as it is said."""
    values = {"request_interval": 10, "failure_threshold": 3, **attributes}
    alarm_seconds = values.pop("alarm_seconds", 0)
    return Check(
        check=HealthCheck(id=type_.value, type=type_, **values), alarm_seconds=alarm_seconds, declared=DECLARED
    )


@pytest.mark.parametrize(("interval", "threshold", "seconds"), [(10, 3, 48), (30, 3, 108), (10, 1, 16)])
def test_a_check_notices_after_its_threshold_of_intervals_and_time_outs(
    interval: int, threshold: int, seconds: int
) -> None:
    asking = check(HealthCheckType.HTTPS, request_interval=interval, failure_threshold=threshold)

    assert times.check_notices(asking, {}) == seconds


@pytest.mark.parametrize(
    ("type_", "timeout"),
    [
        (HealthCheckType.HTTP, 6),
        (HealthCheckType.HTTPS, 6),
        (HealthCheckType.HTTP_STR_MATCH, 8),
        (HealthCheckType.HTTPS_STR_MATCH, 8),
        (HealthCheckType.TCP, 10),
    ],
)
def test_a_check_waits_for_as_much_as_it_asks_for(type_: HealthCheckType, timeout: int) -> None:
    assert times.check_notices(check(type_), {}) == 3 * (10 + timeout)


def test_checks_that_ask_nobody_have_no_interval() -> None:
    alarm = check(HealthCheckType.CLOUDWATCH_METRIC, alarm_seconds=180, request_interval=30)
    asking = check(HealthCheckType.HTTPS)
    counting = check(HealthCheckType.CALCULATED, children=("HTTPS", "gone"), request_interval=30)

    assert times.check_notices(alarm, {}) == 180
    assert times.check_notices(check(HealthCheckType.RECOVERY_CONTROL), {}) == 0
    assert times.check_notices(counting, {"HTTPS": asking, "CLOUDWATCH_METRIC": alarm}) == 48
    both = replace(counting, check=replace(counting.check, children=("HTTPS", "CLOUDWATCH_METRIC")))
    assert times.check_notices(both, {"HTTPS": asking, "CLOUDWATCH_METRIC": alarm}) == 180


def test_a_region_is_left_within_108_seconds() -> None:
    """docs/architecture.md: 3 checks of 10 s that hang for 6 s each, and a TTL of 60 s."""
    assert times.check_notices(check(HealthCheckType.HTTPS), {}) + times.ALIAS_TTL == 108


def test_a_target_group_recovers_after_its_successes(estate: Estate) -> None:
    group = next(iter(estate.load_balancers.values())).target_groups[0]

    assert times.target_group_recovers(group) == 25
    assert times.target_group_recovers(replace(group, healthy_threshold=5)) == 55


def test_a_load_balancer_notices_with_its_slowest_target_group(estate: Estate) -> None:
    balancer = next(iter(estate.load_balancers.values()))
    assert times.load_balancer_notices(balancer) == 25

    rule = balancer.rules[0]
    slow = replace(rule, target_groups=(replace(rule.target_groups[0], arn="slow", interval=30),))
    assert times.load_balancer_notices(replace(balancer, rules=(slow, *balancer.rules))) == 65
