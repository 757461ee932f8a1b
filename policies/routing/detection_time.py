"""A failure has reached customers' resolvers in less than two minutes."""

from collections.abc import Iterator

from policies.aws.health_checks import FAILURE_THRESHOLD, REQUEST_INTERVAL, TCP, Checks, is_endpoint_check
from policies.aws.route53 import Records, alias
from policies.aws.types import RECORD
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
_WEB_TIMEOUT = 4
_TCP_TIMEOUT = 10
"""Seconds for a connection ("How Amazon Route 53 determines whether a health check is healthy")."""
_ALIAS_TTL = 60
"""Seconds, fixed by AWS, that resolvers keep the answer of an alias to a load balancer, and to other resources."""


@stack_rule(
    title="Failures are found in time",
    what=(
        "For a record with a health check, the failure threshold times the request interval and its time-out, plus the "
        "time for which resolvers keep the answer, is no longer than 110 seconds."
    ),
    why=(
        "Until the check has failed often enough and resolvers have forgotten the old answer, customers are sent to a "
        "Region that is down. With the standard interval and a TTL of five minutes that is nearly seven minutes."
    ),
    fix=(
        "Set `ttl` to 60 or less, and `request_interval=10` and `failure_threshold=3` on the check: 3 x (10 + 4) + 60 "
        "is 102 seconds. A TCP check waits up to 10 seconds for its connection."
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
    """Judge every record that carries a health check, by the slowest check that decides its health."""
    records, checks = Records(stack), Checks(stack)
    longest = stack.parameter(LONGEST)
    for record in records:
        carried = record.text("healthCheckId")
        if carried in (None, ""):
            continue
        behind = checks.behind(record)
        found = [_found(check) for check in behind.checks]
        kept = _kept(record, records, ())
        slowest = max((seconds for seconds in found if not isinstance(seconds, Unknown)), default=0)
        least = 0 if isinstance(kept, Unknown) else kept
        carries = bool(behind.checks) or carried is not UNKNOWN
        if carries and slowest + least > longest:
            yield violated(
                record, f"A failure is found after {slowest} seconds, and resolvers keep the answer for {least} more."
            )
        elif not carries or UNKNOWN in (*found, kept) or behind.doubtful:
            yield undecided(record, "its `ttl`, its check or that check's interval, threshold or type")
        else:
            yield satisfied(record)


def _found(check: Resource) -> float | Unknown:
    """The seconds in which a check finds a failure; none for one that asks no endpoint: it reads what others find."""
    asks = is_endpoint_check(check)
    if asks is False:
        return 0
    interval, threshold = check.number("requestInterval"), check.number("failureThreshold")
    if asks is UNKNOWN or isinstance(interval, Unknown) or isinstance(threshold, Unknown):
        return UNKNOWN
    timeout = _TCP_TIMEOUT if check.text("type") == TCP else _WEB_TIMEOUT
    return (threshold or FAILURE_THRESHOLD) * ((interval or REQUEST_INTERVAL) + timeout)


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
