"""A client's connection ends soon enough for the client to follow a shift of traffic."""

from collections.abc import Iterator

from policies.aws.elbv2 import APPLICATION, load_balancer_type
from policies.aws.types import LOAD_BALANCERS
from policies.framework.resources import Resource
from policies.framework.rule import Parameter, Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

LONGEST = Parameter(
    name="longestSeconds",
    description="How long, in seconds, a client may keep a connection to an Application Load Balancer",
    default=120,
    schema={"minimum": 60, "maximum": 604800},
)
_DEFAULT_SECONDS = 3600


@resource_rule(
    title="Connections follow traffic shifts",
    what="An Application Load Balancer ends a client's connection after two minutes at the latest.",
    why=(
        "DNS and zonal shifts move new connections only. A client that keeps its connection, for an hour by default, "
        "goes on to send requests to the Region or zone that has failed, long after everybody else was moved."
    ),
    fix="Set `client_keep_alive` to 60 to 120 seconds: absent, it is 3,600.",
    severity=Severity.HIGH,
    sources=(
        Source(
            "Application Recovery Controller developer guide",
            "Best practices for zonal shifts in ARC",
            "https://docs.aws.amazon.com/r53recovery/latest/dg/route53-arc-best-practices.zonal-shifts.html",
        ),
        Source(
            "Elastic Load Balancing user guide",
            "Edit attributes for your Application Load Balancer",
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html",
        ),
    ),
    types=LOAD_BALANCERS,
    parameters=(LONGEST,),
    corrections={"clientKeepAlive": 60},
    passing="""
        resources:
          public:
            type: aws:lb:LoadBalancer
            properties: {loadBalancerType: application, clientKeepAlive: 60}
    """,
    failing="""
        resources:
          public:
            type: aws:lb:LoadBalancer
            properties: {loadBalancerType: application}
    """,
)
def keep_alive(load_balancer: Resource) -> Iterator[Verdict]:
    """Judge an Application Load Balancer: others have no such limit."""
    kind, seconds = load_balancer_type(load_balancer), load_balancer.number("clientKeepAlive")
    longest = load_balancer.parameter(LONGEST)
    if kind not in (APPLICATION, UNKNOWN):
        return
    if seconds is UNKNOWN:
        yield undecided(load_balancer, "clientKeepAlive")
    elif (_DEFAULT_SECONDS if seconds is None else seconds) <= longest:
        yield satisfied(load_balancer)
    elif kind is UNKNOWN:
        yield undecided(load_balancer, "loadBalancerType")
    elif seconds is None:
        yield violated(load_balancer, f"`clientKeepAlive` is not set: it is {_DEFAULT_SECONDS} seconds.")
    else:
        yield violated(load_balancer, f"`clientKeepAlive` is {seconds} seconds, more than {longest}.")
