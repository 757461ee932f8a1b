"""A load balancer passes no malformed header on."""

from collections.abc import Iterator

from policies.aws.elbv2 import APPLICATION, load_balancer_type
from policies.aws.types import LOAD_BALANCERS
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="Invalid headers are dropped",
    what="An Application Load Balancer drops HTTP headers whose names are not valid.",
    why=(
        "What the load balancer and the service behind it read differently lets one request hide in another: it passes "
        "the web ACL and its rate limits unseen and reaches the service as somebody else's."
    ),
    fix="Set `drop_invalid_header_fields=True`.",
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS Security Hub",
            "ELB.4",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-4",
        ),
        Source(
            "Elastic Load Balancing user guide",
            "Edit attributes for your Application Load Balancer",
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html",
        ),
    ),
    types=LOAD_BALANCERS,
    corrections={"dropInvalidHeaderFields": True},
    passing="""
        resources:
          public:
            type: aws:lb:LoadBalancer
            properties: {loadBalancerType: application, dropInvalidHeaderFields: true}
    """,
    failing="""
        resources:
          public:
            type: aws:lb:LoadBalancer
            properties: {loadBalancerType: application}
    """,
)
def invalid_headers(load_balancer: Resource) -> Iterator[Verdict]:
    """Judge an Application Load Balancer: others do not read headers. Absent, it passes them on."""
    kind, dropped = load_balancer_type(load_balancer), load_balancer.flag("dropInvalidHeaderFields")
    if kind not in (APPLICATION, UNKNOWN):
        return
    if dropped is True:
        yield satisfied(load_balancer)
    elif UNKNOWN in (kind, dropped):
        read = {"loadBalancerType": kind, "dropInvalidHeaderFields": dropped}
        yield undecided(load_balancer, *(name for name, value in read.items() if value is UNKNOWN))
    else:
        yield violated(load_balancer, "`dropInvalidHeaderFields` is not true.")
