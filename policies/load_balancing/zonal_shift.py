"""A zone that is ill can be taken out of a load balancer by hand, or by AWS."""

from collections.abc import Iterator

from policies.aws.elbv2 import APPLICATION, NETWORK, load_balancer_type, subnet_ids
from policies.aws.types import LOAD_BALANCERS
from policies.aws.zones import Subnets
from policies.framework.resources import Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Load balancers can shift zones away",
    what="An Application or Network Load Balancer takes part in zonal shift of Application Recovery Controller.",
    why=(
        "A zone that fails half-way, slow or losing packets, passes health checks and gives errors to its share of "
        "customers. A zonal shift takes the zone out within minutes; where it is not switched on beforehand, that has "
        "to be changed in the middle of the outage."
    ),
    fix="Set `enable_zonal_shift=True`.",
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "Elastic Load Balancing user guide",
            "Zonal shift for your Application Load Balancer",
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/zonal-shift.html",
        ),
        Source(
            "Elastic Load Balancing user guide",
            "Zonal shift for your Network Load Balancer",
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/zonal-shift.html",
        ),
        Source(
            "Application Recovery Controller developer guide",
            "Zonal shift in ARC",
            "https://docs.aws.amazon.com/r53recovery/latest/dg/arc-zonal-shift.html",
        ),
    ),
    types=LOAD_BALANCERS,
    passing="""
        resources:
          public:
            type: aws:lb:LoadBalancer
            properties: {subnets: [subnet-1, subnet-2], enableZonalShift: true}
    """,
    failing="""
        resources:
          public:
            type: aws:lb:LoadBalancer
            properties: {subnets: [subnet-1, subnet-2]}
    """,
)
def zonal_shift(stack: Stack) -> Iterator[Verdict]:
    """Judge load balancers but gateways, which have none, and those in a single place; absent, it is off."""
    subnets = Subnets(stack)
    for load_balancer in stack.of_type(*LOAD_BALANCERS):
        kind, enabled = load_balancer_type(load_balancer), load_balancer.flag("enableZonalShift")
        if kind not in (APPLICATION, NETWORK, UNKNOWN):
            continue
        if enabled is True:
            yield satisfied(load_balancer)
            continue
        path, ids = subnet_ids(load_balancer)
        single = subnets.spread(load_balancer, path, ids).single_place
        read = {"loadBalancerType": kind, "enableZonalShift": enabled, path: single}
        if single is True:
            yield satisfied(load_balancer)
        elif unknown := [name for name, value in read.items() if value is UNKNOWN]:
            yield undecided(load_balancer, *unknown)
        else:
            yield violated(load_balancer, "`enableZonalShift` is not true.")
