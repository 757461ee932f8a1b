"""Somebody is told when a health check fails."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policies.aws.health_checks import Checks, Named, is_endpoint_check
from policies.aws.route53 import Records
from policies.aws.types import COMPOSITE_ALARM, HEALTH_CHECK, METRIC_ALARM
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, fleet_rule
from policies.framework.values import UNKNOWN, Unknown, leaves
from policies.framework.verdicts import Outcome, Verdict, satisfied, undecided, violated

_METRICS = ("HealthCheckStatus", "HealthCheckPercentageHealthy")
_REGION = "us-east-1"
"""Where Route 53 publishes its metrics ("Monitoring health checks using CloudWatch")."""


@fleet_rule(
    title="Health checks have alarms",
    what=(
        "Each endpoint check that decides the health of a record has a CloudWatch alarm with an action, in us-east-1; "
        "or the calculated check in between has one."
    ),
    why=(
        "When a check fails Route 53 takes its record away and says nothing. A Region can be out of service for days, "
        "and the failure of the next one takes customers down without a warning."
    ),
    fix=(
        "Declare a `cloudwatch.MetricAlarm` in us-east-1 on `HealthCheckStatus` of the namespace `AWS/Route53`, with "
        "the check's id as dimension `HealthCheckId` and `alarm_actions`."
    ),
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "Amazon Route 53 developer guide",
            "Monitoring health checks using CloudWatch",
            "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html",
        ),
        Source(
            "AWS Well-Architected",
            "REL06-BP03",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
            "rel_monitor_aws_resources_notification_monitor.html",
        ),
    ),
    types=(HEALTH_CHECK,),
    passing="""
        name: eu-central-1
        resources:
          check:
            type: aws:route53:HealthCheck
            properties: {type: HTTPS, fqdn: blue.shop.example, resourcePath: /health, requestInterval: 10}
          share:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: shop.example
              type: A
              ttl: 60
              records: [192.0.2.1]
              setIdentifier: blue
              weightedRoutingPolicies: [{weight: 1}]
              healthCheckId: ${check.id}
          share-ipv6:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: shop.example
              type: AAAA
              ttl: 60
              records: ["2001:db8::1"]
              setIdentifier: blue
              weightedRoutingPolicies: [{weight: 1}]
              healthCheckId: ${check.id}
          alarm:
            type: aws:cloudwatch:MetricAlarm
            properties:
              region: us-east-1
              namespace: AWS/Route53
              metricName: HealthCheckStatus
              dimensions: {HealthCheckId: "${check.id}"}
              statistic: Minimum
              comparisonOperator: LessThanThreshold
              threshold: 1
              period: 60
              evaluationPeriods: 1
              treatMissingData: breaching
              alarmActions: ["arn:aws:sns:us-east-1:123456789012:on-call"]
          warning:
            type: aws:cloudwatch:MetricAlarm
            properties:
              region: us-east-1
              namespace: AWS/Route53
              metricName: HealthCheckPercentageHealthy
              dimensions: {HealthCheckId: "${check.id}"}
              statistic: Minimum
              comparisonOperator: LessThanThreshold
              threshold: 50
              period: 60
              evaluationPeriods: 1
              treatMissingData: breaching
              alarmActions: ["arn:aws:sns:us-east-1:123456789012:on-call"]
        ---
        name: global
        resources:
          unused:
            type: aws:route53:HealthCheck
            properties: {type: HTTPS, fqdn: green.shop.example, resourcePath: /health, requestInterval: 10}
    """,
    failing="""
        name: eu-central-1
        resources:
          check:
            type: aws:route53:HealthCheck
            properties: {type: HTTPS, fqdn: blue.shop.example, resourcePath: /health, requestInterval: 10}
          share:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: shop.example
              type: A
              ttl: 60
              records: [192.0.2.1]
              setIdentifier: blue
              weightedRoutingPolicies: [{weight: 1}]
              healthCheckId: ${check.id}
          share-ipv6:
            type: aws:route53:Record
            properties:
              zoneId: Z1
              name: shop.example
              type: AAAA
              ttl: 60
              records: ["2001:db8::1"]
              setIdentifier: blue
              weightedRoutingPolicies: [{weight: 1}]
              healthCheckId: ${check.id}
        ---
        name: global
        resources:
          unused:
            type: aws:route53:HealthCheck
            properties: {type: HTTPS, fqdn: green.shop.example, resourcePath: /health, requestInterval: 10}
    """,
)
def check_alarms(stack: Stack) -> Iterator[Verdict]:
    """Judge every endpoint check that a record carries, itself or behind a calculated check.

    Checks are declared where their endpoints are, and alarms often elsewhere: only all stacks together show both.
    """
    checks = Checks(stack)
    alarms = [_Alarm.of(alarm, checks, stack) for alarm in stack.of_type(METRIC_ALARM) if _on_health_check(alarm)]
    parents: dict[str, list[Resource]] = {}
    unresolved = False
    for record in Records(stack):
        named = checks.named(record, "healthCheckId")
        unresolved |= named.unresolved or bool(named.doubtful)
        for carried in named.checks:
            children = checks.children(carried)
            unresolved |= children.unresolved or bool(children.doubtful)
            for check in (carried, *children.checks):
                parents.setdefault(check.urn, []).append(carried)
    for check in checks:
        if is_endpoint_check(check) is False:
            continue
        verdict = _judge(check, (check, *parents.get(check.urn, ())), alarms)
        if check.urn in parents:
            yield verdict
        elif unresolved and verdict.outcome is not Outcome.SATISFIED:
            yield undecided(check, "whether a record carries it")


@dataclass(frozen=True, slots=True)
class _Alarm:
    """An alarm on a health check.

    Attributes:
        alarm: the alarm.
        named: the checks that it names.
        unresolved: whether it names a check that may be any.
        fault: why it tells nobody; empty if it does, `UNKNOWN` if that is not known.
    """

    alarm: Resource
    named: Named
    unresolved: bool
    fault: str | Unknown

    @classmethod
    def of(cls, alarm: Resource, checks: Checks, stack: Stack) -> "_Alarm":
        path = "dimensions.HealthCheckId" if alarm.value("metricQueries") is None else "metricQueries"
        named = checks.named(alarm, path)
        unresolved = UNKNOWN in set(leaves(alarm.value(path))) and not named.checks
        return cls(alarm, named, unresolved, _fault(alarm, stack))


def _judge(check: Resource, watched: Sequence[Resource], alarms: Sequence[_Alarm]) -> Verdict:
    on_it = [alarm for alarm in alarms if any(one in alarm.named.checks for one in watched)]
    if any(alarm.fault == "" for alarm in on_it):
        return satisfied(check)
    doubtful = [alarm for alarm in alarms if alarm.unresolved and alarm.fault in ("", UNKNOWN)]
    doubtful += [alarm for alarm in on_it if alarm.fault is UNKNOWN]
    if doubtful:
        return undecided(check, *(f"dimensions, region or alarmActions of {alarm.alarm}" for alarm in doubtful[:3]))
    if is_endpoint_check(check) is UNKNOWN:
        return undecided(check, "type")
    return violated(check, str(on_it[0].fault) if on_it else "No alarm is on its status.")


def _on_health_check(alarm: Resource) -> bool:
    if alarm.value("metricQueries") is not None:
        return any(metric in (*_METRICS, UNKNOWN) for metric in leaves(alarm.value("metricQueries")))
    return alarm.text("namespace") in ("AWS/Route53", UNKNOWN) and alarm.text("metricName") in (*_METRICS, UNKNOWN)


def _fault(alarm: Resource, stack: Stack) -> str | Unknown:
    region, enabled, actions = alarm.region, alarm.flag("actionsEnabled"), alarm.texts("alarmActions")
    if region not in (_REGION, UNKNOWN, None):
        return f"{alarm} is in {region}, and the metric in {_REGION} only."
    if enabled is False:
        return f"`actionsEnabled` of {alarm} is false."
    if actions is not UNKNOWN and not actions:
        return UNKNOWN if any(stack.of_type(COMPOSITE_ALARM)) else f"`alarmActions` of {alarm} names nothing."
    # A Region that is not stated is the environment's, or the profile's.
    return UNKNOWN if region in (UNKNOWN, None) or enabled is UNKNOWN or actions is UNKNOWN else ""
