"""The formulas, on the figures that AWS gives for them."""

from dataclasses import replace

import pytest

from securecart.proof import times
from securecart.proof.estate.model import Estate
from securecart.routing.route53.health_checks import HealthCheck, HealthCheckType


@pytest.mark.parametrize(("interval", "threshold", "seconds"), [(10, 3, 48), (30, 3, 108), (10, 1, 16)])
def test_a_check_notices_after_its_threshold_of_intervals_and_time_outs(
    interval: int, threshold: int, seconds: int
) -> None:
    check = HealthCheck(id="c", type=HealthCheckType.HTTPS, request_interval=interval, failure_threshold=threshold)

    assert times.check_notices(check) == seconds


def test_a_region_is_left_within_108_seconds() -> None:
    """docs/architecture.md: 3 checks of 10 s that hang for 6 s each, and a TTL of 60 s."""
    check = HealthCheck(id="c", type=HealthCheckType.HTTPS, request_interval=10, failure_threshold=3)

    assert times.check_notices(check) + times.ALIAS_TTL == 108


def test_a_load_balancer_notices_with_its_slowest_target_group(estate: Estate) -> None:
    balancer = next(iter(estate.load_balancers.values()))
    assert times.load_balancer_notices(balancer) == 25

    rule = balancer.rules[0]
    slow = replace(rule, target_groups=(replace(rule.target_groups[0], arn="slow", interval=30),))
    assert times.load_balancer_notices(replace(balancer, rules=(slow, *balancer.rules))) == 65
