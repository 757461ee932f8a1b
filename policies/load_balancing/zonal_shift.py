"""A zone that is ill can be taken out of a load balancer by hand, or by AWS."""

from collections.abc import Iterator
from typing import Final

from policies.aws.elbv2 import APPLICATION, NETWORK, load_balancer_type, subnet_ids
from policies.aws.references import sole
from policies.aws.types import LISTENERS, LOAD_BALANCERS, TARGET_GROUPS
from policies.aws.zones import Subnets
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_PROTOCOLS: Final = ("TCP", "TLS")
_APPLICATION_LOAD_BALANCER: Final = "alb"


@stack_rule(
    title="Load balancers can shift zones away",
    what="An Application or Network Load Balancer takes part in zonal shift of Application Recovery Controller.",
    why=(
        "A zone that fails half-way, slow or losing packets, passes health checks and gives errors to its share of "
        "customers. A zonal shift takes the zone out within minutes; where it is not switched on beforehand, that has "
        "to be changed in the middle of the outage."
    ),
    fix=(
        "Set `enable_zonal_shift=True`. AWS refuses that for a Network Load Balancer with "
        "`enable_cross_zone_load_balancing` if a target group has another protocol than TCP and TLS, an Application "
        "Load Balancer as target, or `enable_unhealthy_connection_termination` on, as by default."
    ),
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "Elastic Load Balancing user guide",
            "Zonal shift for your Application Load Balancer",
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/zonal-shift.html",
        ),
        Source(
            "Elastic Load Balancing user guide",
            "Enable zonal shift for your Network Load Balancer",
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/enable-zonal-shift.html",
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
    subnets, cross_zone = Subnets(stack), _CrossZone(stack)
    for load_balancer in stack.of_type(*LOAD_BALANCERS):
        kind, enabled = load_balancer_type(load_balancer), load_balancer.flag("enableZonalShift")
        if kind not in (APPLICATION, NETWORK, UNKNOWN):
            continue
        if enabled is True:
            yield satisfied(load_balancer)
            continue
        path, ids = subnet_ids(load_balancer)
        single = subnets.spread(load_balancer, path, ids).single_place
        refused = False if kind == APPLICATION else cross_zone.refuses(load_balancer)
        read = {"loadBalancerType": kind, "enableZonalShift": enabled, path: single, "its target groups": refused}
        if single is True or (refused is True and kind == NETWORK):
            yield satisfied(load_balancer)
        elif unknown := [name for name, value in read.items() if value is UNKNOWN]:
            yield undecided(load_balancer, *unknown)
        else:
            yield violated(load_balancer, "`enableZonalShift` is not true.")


class _CrossZone:
    """The Network Load Balancers with cross-zone load balancing that AWS gives no zonal shift, for their targets."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._listeners: dict[str, list[Resource]] = {}
        for listener in stack.of_type(*LISTENERS):
            load_balancer = sole(listener, "loadBalancerArn", stack, *LOAD_BALANCERS)
            if isinstance(load_balancer, Resource):
                self._listeners.setdefault(load_balancer.urn, []).append(listener)

    def refuses(self, load_balancer: Resource) -> bool | Unknown:
        """Whether AWS refuses zonal shift; cross-zone load balancing is off by default."""
        enabled = load_balancer.flag("enableCrossZoneLoadBalancing")
        if not (enabled is UNKNOWN or enabled):
            return False
        found = [refuses for listener in self._listeners.get(load_balancer.urn, ()) for refuses in self._of(listener)]
        if True in found:
            return True if enabled is True else UNKNOWN
        return UNKNOWN if UNKNOWN in found else False

    def _of(self, listener: Resource) -> Iterator[bool | Unknown]:
        groups = self._stack.referents(listener, "defaultActions", *TARGET_GROUPS)
        yield from (_hinders(group) for group in groups) if groups else [UNKNOWN]


def _hinders(target_group: Resource) -> bool | Unknown:
    """Whether a target group, of a load balancer with cross-zone load balancing, rules out a zonal shift."""
    protocol, kind = target_group.text("protocol"), target_group.text("targetType")
    cross_zone = target_group.text("loadBalancingCrossZoneEnabled")
    ends_connections = _ends_connections(target_group)
    hinders = (
        protocol not in (*_PROTOCOLS, UNKNOWN),
        kind == _APPLICATION_LOAD_BALANCER,
        cross_zone == "false",
        ends_connections is True,
    )
    if True in hinders:
        return True
    return UNKNOWN if UNKNOWN in (protocol, kind, cross_zone, ends_connections) else False


def _ends_connections(target_group: Resource) -> bool | Unknown:
    """Whether connections to a target that becomes unhealthy are ended, as they are by default."""
    state = target_group.block("targetHealthStates")
    if not isinstance(state, Block):
        return UNKNOWN if state is UNKNOWN else True
    ends = state.flag("enableUnhealthyConnectionTermination")
    return True if ends is None else ends
