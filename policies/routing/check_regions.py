"""A health check asks from several parts of the world."""

from collections.abc import Iterator

from policies.aws.types import HEALTH_CHECK
from policies.framework.resources import Resource
from policies.framework.rule import Parameter, Severity, Source, resource_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

FEWEST_REGIONS = Parameter(
    name="fewestRegions",
    description="The fewest Regions that checkers ask from, where they are chosen.",
    default=3,
    schema={"type": "integer", "minimum": 3, "maximum": 8},
)


@resource_rule(
    title="Health checks ask from three Regions or more",
    what="A Route 53 health check asks from all Regions that have checkers, or from three of them at least.",
    why=(
        "An endpoint is unhealthy when 18 percent of the checkers or fewer reach it. Where all of them are in one or "
        "two places, a failure of the network there takes a Region out of service that works for everybody else."
    ),
    fix="List three `regions` or more, each once, or none for all that Route 53 has.",
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "Amazon Route 53 API reference",
            "HealthCheckConfig, Regions",
            "https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html",
        ),
        Source(
            "Amazon Route 53 developer guide",
            "How Amazon Route 53 determines whether a health check is healthy",
            "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html",
        ),
    ),
    types=(HEALTH_CHECK,),
    parameters=(FEWEST_REGIONS,),
    passing="""
        resources:
          checkout:
            type: aws:route53:HealthCheck
            properties:
              type: HTTPS
              fqdn: eu-central-1.shop.example
              resourcePath: /health
              requestInterval: 10
              regions: [us-east-1, eu-west-1, ap-southeast-1]
    """,
    failing="""
        resources:
          checkout:
            type: aws:route53:HealthCheck
            properties:
              type: HTTPS
              fqdn: eu-central-1.shop.example
              resourcePath: /health
              regions: [us-east-1, us-east-1, eu-west-1]
    """,
)
def check_regions(check: Resource) -> Iterator[Verdict]:
    """Judge the Regions of a check; where none are listed Route 53 uses all."""
    regions = check.texts("regions")
    if isinstance(regions, Unknown):
        yield undecided(check, "regions")
        return
    known = {region for region in regions if not isinstance(region, Unknown)}
    fewest = check.parameter(FEWEST_REGIONS)
    unknown = sum(region is UNKNOWN for region in regions)
    if not regions or len(known) >= fewest:
        yield satisfied(check)
    elif len(known) + unknown >= fewest:
        yield undecided(check, "regions")
    else:
        yield violated(check, f"`regions` names {len(known) + unknown} ({', '.join(sorted(known)) or 'not known'}).")
