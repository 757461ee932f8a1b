"""A health check is at work."""

from collections.abc import Iterator

from policies.aws.types import HEALTH_CHECK
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="Health checks are not disabled",
    what="No Route 53 health check is disabled.",
    why=(
        "Route 53 takes a disabled check for healthy (an inverted one for unhealthy), whatever happens to what it "
        "checks: customers are sent to a Region that is down, and a calculated check counts it as a Region that works."
    ),
    fix="Leave `disabled` out. To keep customers away from a Region, take its records away or invert the check.",
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "Amazon Route 53 API reference",
            "HealthCheckConfig, Disabled",
            "https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html",
        ),
        Source(
            "Amazon Route 53 developer guide",
            "Values that you specify when you create or update health checks",
            "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html",
        ),
    ),
    types=(HEALTH_CHECK,),
    corrections={"disabled": False},
    passing="""
        resources:
          checkout:
            type: aws:route53:HealthCheck
            properties:
              type: HTTPS
              fqdn: eu-central-1.shop.example
              resourcePath: /health
              requestInterval: 10
              disabled: false
    """,
    failing="""
        resources:
          checkout:
            type: aws:route53:HealthCheck
            properties: {type: HTTPS, fqdn: eu-central-1.shop.example, resourcePath: /health, disabled: true}
    """,
)
def check_enabled(check: Resource) -> Iterator[Verdict]:
    """Judge a check of any type."""
    disabled = check.flag("disabled")
    if disabled is UNKNOWN:
        yield undecided(check, "disabled")
    elif disabled:
        yield violated(check, "`disabled` is true: its status is healthy for good.")
    else:
        yield satisfied(check)
