"""A target group asks its targets whether they work."""

import re
from collections.abc import Iterator

from policies.aws.types import TARGET_GROUPS
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_ERRORS = re.compile(r"[45]\d\d")


@resource_rule(
    title="Target groups check health",
    what="A target group checks its targets' health: a web service's on a path of its own, and by a success.",
    why=(
        "A load balancer sends requests to every target that it takes for healthy. Without a check, with one that asks "
        "for the home page by default, or with one that an error satisfies, customers get errors from a task that is "
        "broken; and Route 53, which asks the load balancer, keeps the Region in service."
    ),
    fix="Set `health_check` with `enabled` left on, the service's health path as `path`, and a `matcher` of successes.",
    severity=Severity.HIGH,
    sources=(
        Source(
            "Elastic Load Balancing user guide",
            "Health checks for Application Load Balancer target groups",
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
        ),
        Source(
            "AWS Well-Architected",
            "REL11-BP01",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
            "rel_withstand_component_failures_monitoring_health.html",
        ),
    ),
    types=TARGET_GROUPS,
    passing="""
        resources:
          checkout:
            type: aws:lb:TargetGroup
            properties: {protocol: HTTPS, port: 8443, targetType: ip, healthCheck: {path: /health, matcher: "200"}}
    """,
    failing="""
        resources:
          checkout:
            type: aws:lb:TargetGroup
            properties: {protocol: HTTPS, port: 8443, targetType: ip, healthCheck: {path: /health, matcher: 200-499}}
    """,
)
def target_group_health_check(target_group: Resource) -> Iterator[Verdict]:
    """Judge a target group. Absent, the protocol is HTTP, the path `/`, and 200 is healthy."""
    check = target_group.block("healthCheck")
    if check is UNKNOWN:
        yield undecided(target_group, "healthCheck")
        return
    if check is None:
        yield violated(target_group, "`healthCheck` is not set: its targets are asked for `/`, or not at all.")
        return
    enabled, protocol, matcher = check.flag("enabled"), check.text("protocol"), check.text("matcher")
    without_path = check.text("path") is None
    if enabled is False:
        yield violated(target_group, "`healthCheck.enabled` is false.")
    elif without_path and protocol in (None, "HTTP", "HTTPS"):
        yield violated(target_group, "`healthCheck.path` is not set: its targets are asked for `/`.")
    elif isinstance(matcher, str) and _ERRORS.search(matcher):
        yield violated(target_group, f"`healthCheck.matcher` is {matcher}: an error counts as healthy.")
    else:
        read = {"enabled": enabled, "matcher": matcher} | ({"protocol": protocol} if without_path else {})
        unknown = [f"healthCheck.{name}" for name, value in read.items() if value is UNKNOWN]
        yield undecided(target_group, *unknown) if unknown else satisfied(target_group)
