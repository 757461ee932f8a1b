"""The status of health checks, as Route 53 takes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from securecart.routing.route53.health_checks import (
    Health,
    HealthCheck,
    HealthCheckType,
    InsufficientDataHealthStatus,
)
from securecart.routing.rules import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckStatus:
    """A check's status.

    Attributes:
        healthy: the status, inverted where the check is.
        rule: why.
        healthy_children: of a calculated check, the ids of the children that are healthy.
    """

    healthy: bool
    rule: Rule
    healthy_children: tuple[str, ...] = ()


def statuses(checks: Mapping[str, HealthCheck], health: Health) -> dict[str, CheckStatus]:
    """The status of every check; a check that is new counts as healthy, and so does one that nothing is said of."""
    found = {
        check.id: _status(check, health) for check in checks.values() if check.type is not HealthCheckType.CALCULATED
    }
    calculated = {
        check.id: _calculated(check, health, found)
        for check in checks.values()
        if check.type is HealthCheckType.CALCULATED
    }
    return found | calculated


def _status(check: HealthCheck, health: Health) -> CheckStatus:
    if check.id in health.set_checks:
        return CheckStatus(healthy=health.set_checks[check.id], rule=Rule.CHECK_SET)
    if check.disabled:
        return _result(check, healthy=True, rule=Rule.CHECK_DISABLED)
    seen = check.id not in health.failing_checks
    if check.id not in health.blind_checks:
        return _result(check, healthy=seen, rule=Rule.CHECK_OBSERVED)
    said = {InsufficientDataHealthStatus.HEALTHY: True, InsufficientDataHealthStatus.UNHEALTHY: False}
    return _result(check, healthy=said.get(check.insufficient_data, seen), rule=Rule.CHECK_INSUFFICIENT_DATA)


def _calculated(check: HealthCheck, health: Health, found: Mapping[str, CheckStatus]) -> CheckStatus:
    if check.id in health.set_checks or check.disabled:
        return _status(check, health)
    healthy = tuple(child for child in check.children if child not in found or found[child].healthy)
    return _result(check, healthy=len(healthy) >= check.threshold, rule=Rule.CHECK_CALCULATED, children=healthy)


def _result(check: HealthCheck, *, healthy: bool, rule: Rule, children: tuple[str, ...] = ()) -> CheckStatus:
    return CheckStatus(healthy=healthy is not check.inverted, rule=rule, healthy_children=children)
