"""A health check asks for a page of the service over HTTPS."""

from collections.abc import Iterator

from policies.aws.health_checks import ENDPOINT_TYPES, TCP
from policies.aws.types import HEALTH_CHECK
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_HTTPS = ("HTTPS", "HTTPS_STR_MATCH")
_WEB_PORTS = (80, 443)


@resource_rule(
    title="Health checks ask over HTTPS",
    what="A Route 53 health check of a web service asks for a path of its own over HTTPS.",
    why=(
        "A TCP check is content with a connection, and an HTTP check with the redirect to HTTPS that a load balancer "
        "answers by itself: the Region stays healthy, and is sent customers, while every request of theirs fails."
    ),
    fix=(
        'Set `type="HTTPS"` (or `"HTTPS_STR_MATCH"`) and `resource_path` to the path on which the service says whether '
        "it works. A TCP check may stay for a port on which no web service listens."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon Route 53 developer guide",
            "How Amazon Route 53 determines whether a health check is healthy",
            "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html",
        ),
        Source(
            "AWS Well-Architected",
            "REL11-BP01",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
            "rel_withstand_component_failures_monitoring_health.html",
        ),
    ),
    types=(HEALTH_CHECK,),
    passing="""
        resources:
          checkout:
            type: aws:route53:HealthCheck
            properties:
              type: HTTPS
              fqdn: eu-central-1.shop.example
              resourcePath: /health/checkout
              requestInterval: 10
              failureThreshold: 3
    """,
    failing="""
        resources:
          checkout:
            type: aws:route53:HealthCheck
            properties: {type: TCP, fqdn: eu-central-1.shop.example, port: 443, requestInterval: 10}
    """,
)
def check_protocol(check: Resource) -> Iterator[Verdict]:
    """Judge a check that asks an endpoint; without a path it asks for `/`."""
    type_ = check.text("type")
    path = check.text("resourcePath")
    if type_ is UNKNOWN:
        yield undecided(check, "type")
    elif type_ not in ENDPOINT_TYPES:
        yield satisfied(check)
    elif type_ == TCP:
        yield _judge_tcp(check)
    elif type_ not in _HTTPS:
        yield violated(check, f"`type` is {type_}: it asks without TLS, where customers find a redirect at most.")
    elif path is UNKNOWN:
        yield undecided(check, "resourcePath")
    elif not path:
        yield violated(check, "`resourcePath` is not set: the check asks for the home page.")
    else:
        yield satisfied(check)


def _judge_tcp(check: Resource) -> Verdict:
    port = check.number("port")
    if port is UNKNOWN:
        return undecided(check, "port")
    if port is None or port in _WEB_PORTS:
        return violated(check, "`type` is TCP: a connection that is accepted says nothing of the service behind it.")
    return satisfied(check)
