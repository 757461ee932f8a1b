"""A failure has reached customers' resolvers in less than two minutes."""

from collections.abc import Iterator, Sequence

from policies.aws.elbv2 import aliased, forwarding
from policies.aws.health_checks import (
    CLOUDWATCH_METRIC,
    FAILURE_THRESHOLD,
    REQUEST_INTERVAL,
    TCP,
    Checks,
    is_endpoint_check,
)
from policies.aws.route53 import Records, alias, evaluates_target_health
from policies.aws.types import METRIC_ALARM, RECORD
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Parameter, Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

LONGEST = Parameter(
    name="longestSeconds",
    description="The longest time from a failure until no resolver answers with the record any more, in seconds.",
    default=110,
    schema={"type": "integer", "minimum": 1},
)
_WEB_TIMEOUT = 6
"""Seconds for a connection (4) and the answer (2): an endpoint that hangs takes both ("How Amazon Route 53 determines
whether a health check is healthy")."""
_TCP_TIMEOUT = 10
"""Seconds for a connection (the same page)."""
_TARGET_INTERVAL = 30
_TARGET_THRESHOLD = 3
"""What the provider sets where a target group says neither."""
_ALIAS_TTL = 60
"""Seconds, fixed by AWS, that resolvers keep the answer of an alias to a load balancer, and to other resources."""


@stack_rule(
    title="Failures are found in time",
    what=(
        "For a record with a health check, the failure threshold times the request interval and its time-out, plus the "
        "time for which resolvers keep the answer, is no longer than 110 seconds. A check on an alarm takes the "
        "alarm's periods; an alias that evaluates a load balancer takes the slowest target group's unhealthy threshold "
        "times its interval."
    ),
    why=(
        "Until the check has failed often enough and resolvers have forgotten the old answer, customers are sent to a "
        "Region that is down. With the standard interval and a TTL of five minutes that is nearly seven minutes."
    ),
    fix=(
        "Set `ttl` to 60 or less, and `request_interval=10` and `failure_threshold=3` on the check: 3 x (10 + 6) + 60 "
        "is 108 seconds. A TCP check waits up to 10 seconds for its connection. Behind an alias that evaluates a load "
        "balancer, `interval=10` and `unhealthy_threshold=2` in the target groups' `health_check` take 80 seconds."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon Route 53 developer guide",
            "How Amazon Route 53 determines whether a health check is healthy",
            "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html",
        ),
        Source(
            "AWS Trusted Advisor",
            "C056F80cR3: Amazon Route 53 High TTL Resource Record Sets",
            "https://docs.aws.amazon.com/awssupport/latest/user/fault-tolerance-checks.html",
        ),
    ),
    types=(RECORD,),
    parameters=(LONGEST,),
    passing="""
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
    """,
    failing="""
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
              ttl: 300
              records: [192.0.2.1]
              setIdentifier: blue
              weightedRoutingPolicies: [{weight: 1}]
              healthCheckId: ${check.id}
    """,
)
def detection_time(stack: Stack) -> Iterator[Verdict]:
    """Judge every record that follows health: by the slowest check that decides it, or by its load balancer's."""
    records, checks = Records(stack), Checks(stack)
    targets = forwarding(stack)
    for record in records:
        carried = record.text("healthCheckId")
        if carried not in (None, ""):
            yield _judge_checks(record, records, checks, stack)
        elif behind := [(balancer, targets.get(balancer.urn, ())) for balancer in aliased(record, stack)]:
            yield from _judge_targets(record, behind, stack)


def _judge_checks(record: Resource, records: Records, checks: Checks, stack: Stack) -> Verdict:
    behind = checks.behind(record)
    found = [_found(check, stack) for check in behind.checks]
    kept = _kept(record, records, ())
    slowest = _most(found)
    least = 0 if isinstance(kept, Unknown) else kept
    carries = bool(behind.checks) or record.text("healthCheckId") is not UNKNOWN
    if carries and slowest + least > stack.parameter(LONGEST):
        return _late(record, slowest, least)
    if not carries or UNKNOWN in (*found, kept) or behind.doubtful:
        return undecided(record, "its `ttl`, its check or that check's interval, threshold or type")
    return satisfied(record)


def _judge_targets(
    record: Resource, behind: Sequence[tuple[Resource, Sequence[Resource]]], stack: Stack
) -> Iterator[Verdict]:
    """Judge a record without a check by the target groups of its load balancer; one of several may be its target."""
    evaluates = evaluates_target_health(record)
    found = [_found_by_target_group(group) for _, groups in behind for group in groups]
    if evaluates is False or not found:
        return
    slowest = _most(found)
    late = slowest + _ALIAS_TTL > stack.parameter(LONGEST)
    if late and evaluates is True and len(behind) == 1:
        yield _late(record, slowest, _ALIAS_TTL)
    elif late or UNKNOWN in found:
        yield undecided(record, "its `aliases`, or the interval or threshold of a target group")
    else:
        yield satisfied(record)


def _late(record: Resource, found: float, kept: float) -> Verdict:
    return violated(record, f"A failure is found after {found} seconds, and resolvers keep the answer for {kept} more.")


def _most(found: Sequence[float | Unknown]) -> float:
    return max((seconds for seconds in found if not isinstance(seconds, Unknown)), default=0)


def _found(check: Resource, stack: Stack) -> float | Unknown:
    """The seconds in which a check finds a failure; none for one that only reads what others find."""
    asks = is_endpoint_check(check)
    if asks is False:
        return _found_by_alarm(check, stack) if check.text("type") == CLOUDWATCH_METRIC else 0
    interval, threshold = check.number("requestInterval"), check.number("failureThreshold")
    if asks is UNKNOWN or isinstance(interval, Unknown) or isinstance(threshold, Unknown):
        return UNKNOWN
    timeout = _TCP_TIMEOUT if check.text("type") == TCP else _WEB_TIMEOUT
    return (threshold or FAILURE_THRESHOLD) * ((interval or REQUEST_INTERVAL) + timeout)


def _found_by_alarm(check: Resource, stack: Stack) -> float | Unknown:
    """The seconds in which an alarm of the stack goes off; nothing is known of one that is declared elsewhere."""
    alarms = stack.referents(check, "cloudwatchAlarmName", METRIC_ALARM)
    if len(alarms) != 1:
        return UNKNOWN if alarms or check.text("cloudwatchAlarmName") is UNKNOWN else 0
    alarm = alarms[0]
    periods = alarm.number("datapointsToAlarm")
    periods = alarm.number("evaluationPeriods") if periods in (None, 0) else periods
    queries = alarm.blocks("metricQueries")
    lengths = [alarm.number("period")]
    for query in [UNKNOWN] if isinstance(queries, Unknown) else queries:
        lengths += [UNKNOWN] if isinstance(query, Unknown) else [query.number("period"), query.number("metric.period")]
    if isinstance(periods, Unknown) or UNKNOWN in lengths:
        return UNKNOWN
    return (periods or 1) * _most([length for length in lengths if length is not None])


def _found_by_target_group(group: Resource) -> float | Unknown:
    interval, threshold = group.number("healthCheck.interval"), group.number("healthCheck.unhealthyThreshold")
    if isinstance(interval, Unknown) or isinstance(threshold, Unknown):
        return UNKNOWN
    return (threshold or _TARGET_THRESHOLD) * (interval or _TARGET_INTERVAL)


def _kept(record: Resource, records: Records, above: tuple[Resource, ...]) -> float | Unknown:
    """The seconds for which resolvers keep a record's answer; an alias to records has their TTL."""
    if alias(record) is None:
        ttl = record.number("ttl")
        return UNKNOWN if isinstance(ttl, Unknown) else ttl or 0
    group = records.target(record)
    if isinstance(group, Unknown):
        return UNKNOWN
    if group is None or record in above:
        return _ALIAS_TTL
    kept = [_kept(member, records, (*above, record)) for member in group.members]
    known = max((seconds for seconds in kept if not isinstance(seconds, Unknown)), default=0)
    return UNKNOWN if group.doubtful or UNKNOWN in kept else known
