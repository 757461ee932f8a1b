"""A target group asks its targets whether they work."""

import re
from collections.abc import Iterator

from policies.aws.elbv2 import LAMBDA
from policies.aws.types import TARGET_GROUPS
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_WEB = ("HTTP", "HTTPS")
_ERRORS = re.compile(r"[45]\d\d")


@resource_rule(
    title="Target groups check health",
    what="A target group checks its targets' health: a web service's on a path of its own, and by a success.",
    why=(
        "A load balancer sends requests to every target that it takes for healthy. Without a check, with one that asks "
        "for the home page `/`, or with one that an error satisfies, customers get errors from a task that is "
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
    """Judge a target group. Absent, the path is `/`, and 200 is healthy.

    A function is not checked unless that is asked for, and fails for one request alone. Where nothing is said, AWS
    checks the targets of a Network Load Balancer by a connection.
    """
    kind = target_group.text("targetType")
    if kind == LAMBDA:
        return
    fault = _fault(target_group)
    unknown = _unknown(target_group)
    if fault and kind is UNKNOWN:
        yield undecided(target_group, "targetType")
    elif fault:
        yield violated(target_group, fault)
    else:
        yield undecided(target_group, *unknown) if unknown else satisfied(target_group)


def _fault(target_group: Resource) -> str:
    """What is certainly wrong with a health check; empty if nothing is."""
    check = target_group.block("healthCheck")
    if check is UNKNOWN:
        return ""
    if check is None:
        missing = target_group.text("protocol") in _WEB
        return "`healthCheck` is not set: its targets are asked for `/`." if missing else ""
    enabled, protocol = check.flag("enabled"), check.text("protocol")
    path, matcher = check.text("path"), check.text("matcher")
    if enabled is False:
        return "`healthCheck.enabled` is false."
    if path in (None, "/") and protocol in (None, *_WEB):
        return f"`healthCheck.path` is {path or 'not set'}: its targets are asked for the home page."
    if isinstance(matcher, str) and _ERRORS.search(matcher):
        return f"`healthCheck.matcher` is {matcher}: an error counts as healthy."
    return ""


def _unknown(target_group: Resource) -> list[str]:
    """The properties that may hide a fault."""
    check = target_group.block("healthCheck")
    if check is UNKNOWN:
        return ["healthCheck"]
    if check is None:
        return ["protocol"] if target_group.text("protocol") is UNKNOWN else []
    path = check.text("path")
    read = {"enabled": check.flag("enabled"), "path": path, "matcher": check.text("matcher")}
    read |= {"protocol": check.text("protocol")} if path in (None, "/") else {}
    return [f"healthCheck.{name}" for name, value in read.items() if value is UNKNOWN]
