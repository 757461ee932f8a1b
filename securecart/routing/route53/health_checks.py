"""Health checks, as the Route 53 API tells them (`HealthCheckConfig`, Route 53 API Reference), and their status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class HealthCheckType(StrEnum):
    """What a check looks at."""

    HTTP = "HTTP"
    HTTPS = "HTTPS"
    HTTP_STR_MATCH = "HTTP_STR_MATCH"
    HTTPS_STR_MATCH = "HTTPS_STR_MATCH"
    TCP = "TCP"
    CALCULATED = "CALCULATED"
    CLOUDWATCH_METRIC = "CLOUDWATCH_METRIC"
    RECOVERY_CONTROL = "RECOVERY_CONTROL"


class InsufficientDataHealthStatus(StrEnum):
    """The status of an alarm's check while the alarm has too little data."""

    HEALTHY = "Healthy"
    UNHEALTHY = "Unhealthy"
    LAST_KNOWN = "LastKnownStatus"


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthCheck:
    """A health check.

    Attributes:
        id: its id.
        type: what it looks at.
        name: its `Name` tag, or what else tells a reader which it is.
        children: of a calculated check, the ids of those that it counts.
        threshold: of a calculated check, how many of them must be healthy.
        inverted: turns the result round.
        disabled: asks nobody, and counts as healthy before it is inverted.
        insufficient_data: of an alarm's check, its status while the alarm has too little data.
        alarm_region: of an alarm's check, the Region that the alarm is in.
        domain_name: what an endpoint check resolves, asks for as host, or both.
        ip_address: what an endpoint check asks, where it resolves nothing.
        request_interval: seconds between two requests of one checker.
        failure_threshold: requests in a row that change a checker's mind.
    """

    id: str
    type: HealthCheckType
    name: str = ""
    children: tuple[str, ...] = ()
    threshold: int = 0
    inverted: bool = False
    disabled: bool = False
    insufficient_data: InsufficientDataHealthStatus = InsufficientDataHealthStatus.LAST_KNOWN
    alarm_region: str | None = None
    domain_name: str | None = None
    ip_address: str | None = None
    request_interval: int = 30
    failure_threshold: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What is unhealthy at a moment; all else is healthy.

    Attributes:
        failing_checks: ids of the checks that see their endpoint fail, or whose alarm is in alarm.
        blind_checks: ids of the checks whose alarm has too little data; what is last known of one is whether it is
            among the failing.
        set_checks: statuses (True: healthy) that are given, whatever the check would find: of any type.
        unhealthy_targets: names of the alias targets outside the zone that are unhealthy, as AWS gave them.
    """

    failing_checks: frozenset[str] = frozenset()
    blind_checks: frozenset[str] = frozenset()
    set_checks: Mapping[str, bool] = field(default_factory=dict)
    unhealthy_targets: frozenset[str] = frozenset()
