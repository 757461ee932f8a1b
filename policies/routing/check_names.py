"""No health check asks for a name that its own result decides."""

from collections.abc import Iterator, Mapping

from policies.aws.health_checks import Checks, is_endpoint_check
from policies.aws.route53 import Records
from policies.aws.types import HEALTH_CHECK
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Health checks ask for names of their own",
    what=(
        "A Route 53 health check does not ask for the name of a record whose health it decides, nor for a name that "
        "leads to it; it asks for the name of one endpoint."
    ),
    why=(
        "Route 53 resolves the name of the check as customers do. If the answer depends on the check, a failed "
        "endpoint is hidden by the one that was answered in its place, is healthy again, fails again: AWS calls the "
        "results unpredictable, and customers are sent to and fro."
    ),
    fix=(
        "Declare a record without routing policy for each endpoint, that nothing else uses, and set `fqdn` to its "
        "name; or set `ip_address`, with which `fqdn` is no more than the Host header."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "Amazon Route 53 API reference",
            "HealthCheckConfig, FullyQualifiedDomainName",
            "https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html",
        ),
        Source(
            "Amazon Route 53 developer guide",
            "Values that you specify when you create or update health checks",
            "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html",
        ),
    ),
    types=(HEALTH_CHECK,),
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
            properties: {type: HTTPS, fqdn: shop.example, resourcePath: /health, requestInterval: 10}
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
)
def check_names(stack: Stack) -> Iterator[Verdict]:
    """Judge every check of an endpoint that a record of the stack carries, itself or behind a calculated check."""
    records, checks = Records(stack), Checks(stack)
    decided: dict[str, list[Resource]] = {}
    doubtful: dict[str, list[Resource]] = {}
    for record in records:
        behind = checks.behind(record)
        for check in behind.checks:
            decided.setdefault(check.urn, []).append(record)
        for check in behind.doubtful:
            doubtful.setdefault(check.urn, []).append(record)
    for check in checks:
        if is_endpoint_check(check) is not False:
            yield _judge(check, records, decided, doubtful)


def _judge(
    check: Resource,
    records: Records,
    decided: Mapping[str, list[Resource]],
    doubtful: Mapping[str, list[Resource]],
) -> Verdict:
    own, doubted = decided.get(check.urn, []), doubtful.get(check.urn, [])
    name, address = check.text("fqdn"), check.text("ipAddress")
    if not (own or doubted) or name in (None, "") or address not in (None, "", UNKNOWN):
        return satisfied(check)
    if isinstance(name, Unknown):
        return undecided(check, "fqdn")
    asked = _reached(str(name), records)
    found = next((record for record in own if record.urn in asked), None)
    if found is None:
        unnamed = any(record.text("name") is UNKNOWN for record in own)
        return undecided(check, "the names of its records") if unnamed or _any(doubted, asked) else satisfied(check)
    if address is UNKNOWN or is_endpoint_check(check) is UNKNOWN:
        return undecided(check, "ipAddress", "type")
    return violated(check, f"`fqdn` is {name}, which leads to {found}, and that is answered by this check's result.")


def _reached(name: str, records: Records) -> set[str]:
    """The URNs of the records that a name leads to."""
    reached: set[str] = set()
    waiting = list(records.named(name))
    while waiting:
        record = waiting.pop()
        if record.urn in reached:
            continue
        reached.add(record.urn)
        target = records.target(record)
        if target is not None and not isinstance(target, Unknown):
            waiting.extend(target.members)
    return reached


def _any(records: list[Resource], urns: set[str]) -> bool:
    return any(record.urn in urns for record in records)
