"""How long AWS takes to notice and to move: bounds in seconds, each with its source.

docs/proof.md derives them and names what is assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from securecart.proof.estate.model import Check, LoadBalancer, TargetGroup
from securecart.routing.route53.health_checks import HealthCheckType

CHECK_TIMEOUTS: Final = {
    HealthCheckType.HTTP: 6,
    HealthCheckType.HTTPS: 6,
    HealthCheckType.HTTP_STR_MATCH: 8,
    HealthCheckType.HTTPS_STR_MATCH: 8,
    HealthCheckType.TCP: 10,
}
"""A checker waits 4 s for a connection, 2 s more for an answer and, where it looks for a string, 2 s for the body; 10 s
for a connection where it asks for no more ("How Route 53 determines the status of health checks that monitor an
endpoint")."""
ALIAS_TTL: Final = 60
"""Resolvers keep an alias to a load balancer so long ("Choosing between alias and non-alias records"); AWS does not say
it of API Gateway, for which the same is assumed."""


def check_notices(found: Check, checks: Mapping[str, Check]) -> int:
    """Until a health check is unhealthy, or healthy again.

    A checker starts an interval after the last answer, and each try hangs. A calculated check notices with the slowest
    of those that it counts, an alarm's when the alarm has looked at all its periods. A routing control is set, and has
    nothing to notice.

    Args:
        found: the check.
        checks: those that it may count, by id.
    """
    check = found.check
    if check.type is HealthCheckType.CALCULATED:
        children = (checks[child] for child in check.children if child in checks)
        return max((check_notices(child, checks) for child in children), default=0)
    timeout = CHECK_TIMEOUTS.get(check.type)
    if timeout is None:
        return found.alarm_seconds
    return check.failure_threshold * (check.request_interval + timeout)


def target_group_notices(group: TargetGroup) -> int:
    """Until a target is unhealthy: it fails right after a check, and the last try hangs."""
    return group.interval * group.unhealthy_threshold + group.timeout


def target_group_recovers(group: TargetGroup) -> int:
    """Until a target is healthy again: it works right after a check has begun, and that one hangs."""
    return group.interval * group.healthy_threshold + group.timeout


def load_balancer_notices(balancer: LoadBalancer) -> int:
    """Until a load balancer has noticed, whichever of its target groups it is that fails."""
    return max((target_group_notices(group) for group in balancer.target_groups), default=0)
