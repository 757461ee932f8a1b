"""How long AWS takes to notice and to move: bounds in seconds, each with its source.

docs/proof.md derives them and names what is assumed.
"""

from __future__ import annotations

from typing import Final

from securecart.proof.estate.model import LoadBalancer, TargetGroup
from securecart.routing.route53.health_checks import HealthCheck

CHECK_TIMEOUT: Final = 6
"""A checker waits 4 s for a TCP connection and 2 s more for an answer ("How Route 53 determines the status of health
checks that monitor an endpoint")."""
ALIAS_TTL: Final = 60
"""Resolvers keep an alias to a load balancer so long ("Choosing between alias and non-alias records"); AWS does not say
it of API Gateway, for which the same is assumed."""


def check_notices(check: HealthCheck) -> int:
    """Until a health check is unhealthy: a checker starts an interval after the last answer, and each try hangs."""
    return check.failure_threshold * (check.request_interval + CHECK_TIMEOUT)


def target_group_notices(group: TargetGroup) -> int:
    """Until a target is unhealthy: it fails right after a check, and the last try hangs."""
    return group.interval * group.unhealthy_threshold + group.timeout


def load_balancer_notices(balancer: LoadBalancer) -> int:
    """Until a load balancer has noticed, whichever of its target groups it is that fails."""
    return max((target_group_notices(group) for group in balancer.target_groups), default=0)
