"""The public zone of a plan: its records and health checks, in the shape of the Route 53 API."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

from securecart.plan.model import Resource
from securecart.proof.estate.declarations import Declarations, block, declared
from securecart.proof.estate.model import Check, Estate, Record
from securecart.routing.errors import ZoneError
from securecart.routing.route53.health_checks import HealthCheck, HealthCheckType, InsufficientDataHealthStatus
from securecart.routing.route53.hosted_zone import HostedZone
from securecart.routing.route53.records import (
    AliasTarget,
    Failover,
    FailoverRole,
    Geolocation,
    Latency,
    MultivalueAnswer,
    ResourceRecordSet,
    RoutingPolicy,
    Simple,
    Weighted,
)
from securecart.routing.route53.targets import TargetKind

RECORD: Final = "aws:route53/record:Record"
HEALTH_CHECK: Final = "aws:route53/healthCheck:HealthCheck"
METRIC_ALARM: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"

_POLICIES: Final[Mapping[str, Callable[[Mapping[str, Any]], RoutingPolicy]]] = {
    "weightedRoutingPolicies": lambda given: Weighted(int(given["weight"])),
    "latencyRoutingPolicies": lambda given: Latency(str(given["region"])),
    "failoverRoutingPolicies": lambda given: Failover(FailoverRole(given["type"])),
    "geolocationRoutingPolicies": lambda given: Geolocation(
        continent=given.get("continent"), country=given.get("country"), subdivision=given.get("subdivision")
    ),
}
_UNREAD: Final = ("geoproximityRoutingPolicy", "cidrRoutingPolicy")
"""Policies that no fleet of this program has."""


def records(found: Declarations) -> tuple[Record, ...]:
    """The records of the zone that has the most of them: a fleet has one, other zones hold AWS's own names."""
    resources = found.of_type(RECORD)
    zones = Counter(str(resource.inputs.get("zoneId")) for resource in resources).most_common(1)
    return tuple(
        Record(record=_record(resource), declared=declared(resource))
        for resource in resources
        if zones and resource.inputs.get("zoneId") == zones[0][0]
    )


def checks(found: Declarations) -> dict[str, Check]:
    """The health checks by id."""
    return {str(resource.id): _check(resource, found) for resource in found.of_type(HEALTH_CHECK)}


def hosted_zone(estate: Estate, domain: str) -> HostedZone:
    """The public zone, with what its alias targets are.

    Args:
        estate: the fleet.
        domain: the public domain.

    Raises:
        ZoneError: Route 53 would not hold such records.
    """
    kinds = dict.fromkeys(estate.load_balancers, TargetKind.LOAD_BALANCER)
    kinds |= dict.fromkeys(estate.accelerators, TargetKind.ACCELERATOR)
    kinds |= dict.fromkeys(estate.distributions, TargetKind.DISTRIBUTION)
    kinds |= dict.fromkeys(estate.error_pages, TargetKind.API)
    return HostedZone(
        name=domain,
        record_sets=tuple(each.record for each in estate.records),
        health_checks={key: each.check for key, each in estate.checks.items()},
        target_kinds=kinds,
    )


def _record(resource: Resource) -> ResourceRecordSet:
    inputs = resource.inputs
    alias = block(inputs, "aliases")
    target = None
    if alias is not None:
        target = AliasTarget(
            dns_name=str(alias["name"]),
            evaluate_target_health=bool(alias.get("evaluateTargetHealth")),
        )
    return ResourceRecordSet(
        name=str(inputs["name"]),
        type=str(inputs["type"]),
        policy=_policy(resource),
        set_identifier=inputs.get("setIdentifier"),
        values=tuple(str(value) for value in inputs.get("records", ())),
        ttl=inputs.get("ttl"),
        alias_target=target,
        health_check_id=inputs.get("healthCheckId"),
    )


def _policy(resource: Resource) -> RoutingPolicy:
    found: list[RoutingPolicy] = [
        policy(given) for name, policy in _POLICIES.items() if (given := block(resource.inputs, name)) is not None
    ]
    others = [name for name in _UNREAD if resource.inputs.get(name)]
    if others or len(found) > 1:
        allowed = f"one of {', '.join(_POLICIES)}"
        raise ZoneError(f"{declared(resource)}: {others[0] if others else 'several policies'}; allowed: {allowed}")
    if resource.inputs.get("multivalueAnswerRoutingPolicy"):
        return MultivalueAnswer()
    return found[0] if found else Simple()


def _check(resource: Resource, found: Declarations) -> Check:
    inputs = resource.inputs
    tags = inputs.get("tags") or {}
    alarm = _alarm(inputs.get("cloudwatchAlarmName"), found)
    return Check(
        check=HealthCheck(
            id=str(resource.id),
            type=HealthCheckType(inputs["type"]),
            name=str(tags.get("Name") or resource.name),
            children=tuple(str(child) for child in inputs.get("childHealthchecks", ())),
            threshold=int(inputs.get("childHealthThreshold") or 0),
            inverted=bool(inputs.get("invertHealthcheck")),
            disabled=bool(inputs.get("disabled")),
            insufficient_data=InsufficientDataHealthStatus(
                inputs.get("insufficientDataHealthStatus") or InsufficientDataHealthStatus.LAST_KNOWN
            ),
            alarm_region=inputs.get("cloudwatchAlarmRegion"),
            domain_name=inputs.get("fqdn"),
            ip_address=inputs.get("ipAddress"),
            request_interval=int(inputs.get("requestInterval") or 30),
            failure_threshold=int(inputs.get("failureThreshold") or 3),
        ),
        service=tags.get("Service"),
        alarm_instance=_watched_instance(alarm) if alarm else None,
        alarm_seconds=_looks_back(alarm) if alarm else 0,
        declared=declared(resource),
    )


def _alarm(name: object, found: Declarations) -> Resource | None:
    """The alarm of a check."""
    alarms = found.of_type(METRIC_ALARM) if name is not None else ()
    return next((alarm for alarm in alarms if name in (alarm.id, alarm.outputs.get("name"))), None)


def _watched_instance(alarm: Resource) -> str | None:
    """The database instance that an alarm watches."""
    dimensions = alarm.inputs.get("dimensions") or {}
    return str(dimensions["DBInstanceIdentifier"]) if "DBInstanceIdentifier" in dimensions else None


def _looks_back(alarm: Resource) -> int:
    """Seconds that an alarm looks back: the periods that it evaluates, each as long as that of its slowest metric."""
    queries = alarm.inputs.get("metricQueries") or ()
    asked = [alarm.inputs, *queries, *(block(query, "metric") or {} for query in queries)]
    return int(alarm.inputs.get("evaluationPeriods") or 0) * max(int(each.get("period") or 0) for each in asked)
