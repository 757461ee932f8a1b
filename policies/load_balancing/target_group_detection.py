"""A target group notices in time that its targets have failed."""

from collections.abc import Iterator, Mapping

from policies.aws.elbv2 import GENEVE, LAMBDA
from policies.aws.types import TARGET_GROUPS
from policies.framework.resources import Resource
from policies.framework.rule import Parameter, Severity, Source, resource_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

LONGEST = Parameter(
    name="longestSeconds",
    description="The longest time from a failure until no resolver answers with the load balancer, in seconds.",
    default=110,
    schema={"type": "integer", "minimum": 1},
)
_INTERVAL = 30
_FAILURES = 3
"""The provider's, where there is a health check that leaves it out."""
_FAILURES_WITHOUT_CHECK = 2
"""AWS's, where there is none."""
_ALIAS_TTL = 60
"""Seconds, fixed by AWS, that resolvers keep the answer of an alias to a load balancer."""


@resource_rule(
    title="Target groups notice failures in time",
    what=(
        "The interval of a target group's health check times its unhealthy threshold, plus the 60 seconds for which "
        "resolvers keep the answer of an alias, is no longer than 110 seconds."
    ),
    why=(
        "An alias that evaluates the health of its target stays in DNS until the load balancer has found its targets "
        "unhealthy: with 10 failures at 300 seconds a Region that is down keeps its customers for 51 minutes."
    ),
    fix=(
        "Set `interval` and `unhealthy_threshold` in `health_check`, for instance to 10 and 2: 10 x 2 + 60 is 80 "
        "seconds."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Elastic Load Balancing user guide",
            "Health checks for Application Load Balancer target groups",
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
        ),
        Source(
            "Amazon Route 53 developer guide",
            "Values specific for alias records: Evaluate target health",
            "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-alias-common.html",
        ),
        Source(
            "AWS Well-Architected",
            "REL11-BP01",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
            "rel_withstand_component_failures_monitoring_health.html",
        ),
    ),
    types=TARGET_GROUPS,
    parameters=(LONGEST,),
    passing="""
        resources:
          checkout:
            type: aws:lb:TargetGroup
            properties:
              protocol: HTTPS
              port: 8443
              targetType: ip
              healthCheck: {path: /health, interval: 10, unhealthyThreshold: 2}
    """,
    failing="""
        resources:
          checkout:
            type: aws:lb:TargetGroup
            properties:
              protocol: HTTPS
              port: 8443
              targetType: ip
              healthCheck: {path: /health, interval: 300, unhealthyThreshold: 10}
    """,
)
def target_group_detection(target_group: Resource) -> Iterator[Verdict]:
    """Judge a target group that checks health and may be behind an alias."""
    kind, protocol = target_group.text("targetType"), target_group.text("protocol")
    check = target_group.block("healthCheck")
    enabled = check.flag("enabled") if isinstance(check, Block) else check
    if kind == LAMBDA or protocol == GENEVE or enabled is False:
        return
    figures = _figures(check)
    unknown = [path for path, value in figures.items() if isinstance(value, Unknown)]
    seconds = [value for value in figures.values() if not isinstance(value, Unknown)]
    longest = target_group.parameter(LONGEST)
    if unknown:
        yield undecided(target_group, *unknown)
        return
    interval, failures = seconds
    total = interval * failures + _ALIAS_TTL
    read = {"targetType": kind, "protocol": protocol, "healthCheck.enabled": enabled}
    if total <= longest:
        yield satisfied(target_group)
    elif unknown := [path for path, value in read.items() if value is UNKNOWN]:
        yield undecided(target_group, *unknown)
    else:
        yield violated(
            target_group,
            f"`interval` is {interval} and `unhealthyThreshold` {failures}: "
            f"{interval} x {failures} + {_ALIAS_TTL} is {total} seconds, more than {longest}.",
        )


def _figures(check: Block | Unknown | None) -> Mapping[str, float | Unknown]:
    """The interval and the number of failures, by property."""
    if isinstance(check, Unknown):
        return {"healthCheck": UNKNOWN}
    if check is None:
        return {"healthCheck.interval": _INTERVAL, "healthCheck.unhealthyThreshold": _FAILURES_WITHOUT_CHECK}
    interval, failures = check.number("interval"), check.number("unhealthyThreshold")
    return {
        "healthCheck.interval": _INTERVAL if interval is None else interval,
        "healthCheck.unhealthyThreshold": _FAILURES if failures is None else failures,
    }
