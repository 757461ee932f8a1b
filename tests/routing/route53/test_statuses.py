"""https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html"""

from __future__ import annotations

import pytest

from securecart.routing.route53.health_checks import Health, HealthCheck, HealthCheckType, InsufficientDataHealthStatus
from securecart.routing.route53.statuses import CheckStatus, statuses
from securecart.routing.rules import Rule

HTTPS, ALARM, CALCULATED = HealthCheckType.HTTPS, HealthCheckType.CLOUDWATCH_METRIC, HealthCheckType.CALCULATED


def status(check: HealthCheck, *children: HealthCheck, **health: object) -> CheckStatus:
    checks = {each.id: each for each in (check, *children)}
    return statuses(checks, Health(**health))[check.id]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("inverted", "disabled", "failing", "healthy"),
    [
        (False, False, False, True),
        (False, False, True, False),
        (True, False, False, False),
        (True, False, True, True),
        (False, True, True, True),
        (True, True, False, False),
    ],
)
def test_an_endpoint_check(inverted: bool, disabled: bool, failing: bool, healthy: bool) -> None:  # noqa: FBT001
    check = HealthCheck(id="a", type=HTTPS, inverted=inverted, disabled=disabled)
    found = status(check, failing_checks=frozenset("a") if failing else frozenset())
    assert found.healthy is healthy
    assert found.rule is (Rule.CHECK_DISABLED if disabled else Rule.CHECK_OBSERVED)


@pytest.mark.parametrize(
    ("setting", "failing", "healthy"),
    [
        ("Healthy", True, True),
        ("Unhealthy", False, False),
        ("LastKnownStatus", True, False),
        ("LastKnownStatus", False, True),
    ],
)
def test_an_alarm_with_too_little_data(setting: str, failing: bool, healthy: bool) -> None:  # noqa: FBT001
    check = HealthCheck(id="a", type=ALARM, insufficient_data=InsufficientDataHealthStatus(setting))
    failing_checks = frozenset("a") if failing else frozenset()
    found = status(check, failing_checks=failing_checks, blind_checks=frozenset("a"))
    assert (found.healthy, found.rule) == (healthy, Rule.CHECK_INSUFFICIENT_DATA)
    assert status(check, failing_checks=failing_checks).healthy is not failing


CHILDREN = tuple(HealthCheck(id=id_, type=HTTPS) for id_ in "abc")


@pytest.mark.parametrize(
    ("threshold", "failing", "healthy"),
    [(0, "abc", True), (1, "ab", True), (1, "abc", False), (2, "a", True), (3, "a", False), (4, "", False)],
)
def test_a_calculated_check_counts(threshold: int, failing: str, healthy: bool) -> None:  # noqa: FBT001
    check = HealthCheck(id="all", type=CALCULATED, children=tuple("abc"), threshold=threshold)
    found = status(check, *CHILDREN, failing_checks=frozenset(failing))
    assert (found.healthy, found.rule) == (healthy, Rule.CHECK_CALCULATED)
    assert found.healthy_children == tuple(id_ for id_ in "abc" if id_ not in failing)


def test_a_disabled_child_counts_as_healthy_unless_it_is_inverted() -> None:
    check = HealthCheck(id="all", type=CALCULATED, children=("a",), threshold=1)
    for inverted in (False, True):
        child = HealthCheck(id="a", type=HTTPS, disabled=True, inverted=inverted)
        assert status(check, child, failing_checks=frozenset("a")).healthy is not inverted


def test_a_child_that_was_deleted_counts_as_healthy() -> None:
    check = HealthCheck(id="all", type=CALCULATED, children=("gone",), threshold=1)
    assert status(check, failing_checks=frozenset({"gone"})).healthy


def test_an_inverted_or_disabled_calculated_check() -> None:
    inverted = HealthCheck(id="few", type=CALCULATED, children=tuple("abc"), threshold=2, inverted=True)
    assert not status(inverted, *CHILDREN).healthy
    assert status(inverted, *CHILDREN, failing_checks=frozenset("ab")).healthy
    disabled = HealthCheck(id="off", type=CALCULATED, children=tuple("abc"), threshold=3, disabled=True)
    assert status(disabled, *CHILDREN, failing_checks=frozenset("abc")).healthy


def test_a_given_status_is_final() -> None:
    check = HealthCheck(id="a", type=HTTPS, inverted=True, disabled=True)
    found = status(check, set_checks={"a": True})
    assert (found.healthy, found.rule) == (True, Rule.CHECK_SET)
    calculated = HealthCheck(id="all", type=CALCULATED, children=tuple("abc"), threshold=3)
    assert not status(calculated, *CHILDREN, set_checks={"all": False}).healthy
    assert not status(calculated, *CHILDREN, set_checks={"a": False}).healthy
