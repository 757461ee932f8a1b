"""A health check finds a failure within half a minute."""

from collections.abc import Iterator

from policies.aws.health_checks import ENDPOINT_TYPES, FAILURE_THRESHOLD, REQUEST_INTERVAL
from policies.aws.types import HEALTH_CHECK
from policies.framework.resources import Resource
from policies.framework.rule import Parameter, Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

LONGEST_INTERVAL = Parameter(
    name="longestInterval",
    description="The longest request interval, in seconds: Route 53 offers 10 and 30.",
    default=10,
    schema={"type": "integer", "enum": [10, 30]},
)
LARGEST_THRESHOLD = Parameter(
    name="largestThreshold",
    description="The largest failure threshold, in requests.",
    default=3,
    schema={"type": "integer", "minimum": 1, "maximum": 10},
)


@resource_rule(
    title="Health checks ask every ten seconds",
    what="A Route 53 health check of an endpoint uses the fast interval of 10 seconds and a failure threshold of 3.",
    why=(
        "With the standard interval of 30 seconds a failed Region is taken for healthy for a minute more, and with a "
        "larger threshold for longer still: all that time customers are sent to it. The interval cannot be changed "
        "later: another one is another health check."
    ),
    fix="Set `request_interval=10`, which is 30 otherwise, and `failure_threshold` to 3 or less.",
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "Amazon Route 53 developer guide",
            "Values that you specify when you create or update health checks",
            "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html",
        ),
        Source(
            "Amazon Route 53 API reference",
            "HealthCheckConfig",
            "https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html",
        ),
    ),
    types=(HEALTH_CHECK,),
    parameters=(LONGEST_INTERVAL, LARGEST_THRESHOLD),
    passing="""
        resources:
          checkout:
            type: aws:route53:HealthCheck
            properties: {type: HTTPS, fqdn: eu-central-1.shop.example, resourcePath: /health, requestInterval: 10}
    """,
    failing="""
        resources:
          checkout:
            type: aws:route53:HealthCheck
            properties: {type: HTTPS, fqdn: eu-central-1.shop.example, resourcePath: /health}
    """,
)
def check_interval(check: Resource) -> Iterator[Verdict]:
    """Judge a check that asks an endpoint; the others have no interval."""
    type_ = check.text("type")
    if type_ is not UNKNOWN and type_ not in ENDPOINT_TYPES:
        yield satisfied(check)
        return
    interval, threshold = check.number("requestInterval"), check.number("failureThreshold")
    fault = ""
    if interval is not UNKNOWN and (interval or REQUEST_INTERVAL) > check.parameter(LONGEST_INTERVAL):
        fault = f"`requestInterval` is {interval or f'not set, which means {REQUEST_INTERVAL}'} seconds."
    elif threshold is not UNKNOWN and (threshold or FAILURE_THRESHOLD) > check.parameter(LARGEST_THRESHOLD):
        fault = f"`failureThreshold` is {threshold or f'not set, which means {FAILURE_THRESHOLD}'} requests."
    if fault and type_ is not UNKNOWN:
        yield violated(check, fault)
    elif UNKNOWN in (interval, threshold) or fault:
        read = {"type": type_, "requestInterval": interval, "failureThreshold": threshold}
        yield undecided(check, *(path for path, value in read.items() if value is UNKNOWN))
    else:
        yield satisfied(check)
