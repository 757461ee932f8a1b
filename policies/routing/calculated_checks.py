"""A calculated health check can be healthy, can be unhealthy, and counts checks of its own kind nowhere."""

from collections.abc import Iterator, Sequence

from policies.aws.health_checks import CALCULATED, Checks, Named
from policies.aws.types import HEALTH_CHECK
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Calculated health checks can fail and recover",
    what=(
        "A calculated health check has children, none of them calculated, and a threshold between 1 and the number of "
        "its children."
    ),
    why=(
        "With the threshold 0 the check is always healthy and its record never fails over; with one above the number "
        "of children it is always unhealthy and its Region never used. A calculated child is refused by Route 53, in "
        "the middle of a deployment."
    ),
    fix=(
        "Set `child_health_threshold` to how many of `child_healthchecks` must be healthy, and list the checks of the "
        "endpoints themselves."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "Amazon Route 53 API reference",
            "HealthCheckConfig, HealthThreshold",
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
          api:
            type: aws:route53:HealthCheck
            properties: {type: HTTPS, fqdn: blue.shop.example, resourcePath: /health/api, requestInterval: 10}
          checkout:
            type: aws:route53:HealthCheck
            properties: {type: HTTPS, fqdn: blue.shop.example, resourcePath: /health/checkout, requestInterval: 10}
          both:
            type: aws:route53:HealthCheck
            properties:
              type: CALCULATED
              childHealthchecks: ["${api.id}", "${checkout.id}"]
              childHealthThreshold: 2
    """,
    failing="""
        resources:
          api:
            type: aws:route53:HealthCheck
            properties: {type: HTTPS, fqdn: blue.shop.example, resourcePath: /health/api, requestInterval: 10}
          region:
            type: aws:route53:HealthCheck
            properties: {type: CALCULATED, childHealthchecks: ["${api.id}"], childHealthThreshold: 2}
    """,
)
def calculated_checks(stack: Stack) -> Iterator[Verdict]:
    """Judge every calculated check."""
    checks = Checks(stack)
    for check in checks:
        type_ = check.text("type")
        if isinstance(type_, Unknown):
            yield undecided(check, "type")
        elif type_ == CALCULATED:
            yield _judge(check, checks)


def _judge(check: Resource, checks: Checks) -> Verdict:
    named = checks.children(check)
    children = check.texts("childHealthchecks")
    threshold = check.number("childHealthThreshold")
    if fault := _fault(children, threshold, named):
        return violated(check, fault)
    types = [child.text("type") for child in named.checks]
    doubted = [child.text("type") for child in named.doubtful]
    if isinstance(threshold, Unknown):
        return undecided(check, "childHealthThreshold")
    if (
        isinstance(children, Unknown)
        or _of_nowhere(check, named)
        or UNKNOWN in types
        or {CALCULATED, UNKNOWN} & set(doubted)
    ):
        return undecided(check, "childHealthchecks")
    return satisfied(check)


def _fault(children: Sequence[str | Unknown] | Unknown, threshold: float | Unknown | None, named: Named) -> str:
    """What is certainly wrong with a calculated check; empty if nothing is."""
    if threshold is None or threshold == 0:
        return "`childHealthThreshold` is 0 or not set: no failure makes the check unhealthy."
    if calculated := [child for child in named.checks if child.text("type") == CALCULATED]:
        return f"`childHealthchecks` names {calculated[0]}, which is calculated itself."
    if isinstance(children, Unknown):
        return ""
    if not children:
        return "`childHealthchecks` names no check."
    if not isinstance(threshold, Unknown) and threshold > len(children):
        return f"`childHealthThreshold` is {threshold}, and `childHealthchecks` names {len(children)}."
    return ""


def _of_nowhere(check: Resource, named: Named) -> bool:
    """Whether it names checks of which not even the stack is known: calculated ones of this stack, perhaps."""
    return named.unresolved and not check.sources("childHealthchecks")
