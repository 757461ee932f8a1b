"""A service moves its tasks back when a zone returns."""

from collections.abc import Iterator, Mapping

from policies.aws.ecs import is_daemon, subnet_ids
from policies.aws.types import ECS_SERVICE
from policies.aws.zones import Subnets
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_LEAST_MAXIMUM = 100
"""ECS starts the new task before it stops the old one: it needs room for more than there are."""


@stack_rule(
    title="Services rebalance their zones",
    what="An ECS service sets Availability Zone rebalancing on explicitly, where ECS can do it.",
    why=(
        "After a zone has failed and returned, all tasks are in the zones that were left. Without rebalancing they "
        "stay there, and the next zone to fail takes half of the service with it, or all. A service "
        "that does not say so keeps what it was made with, and one from before there was rebalancing has none."
    ),
    fix=(
        "Set `availability_zone_rebalancing` to `ENABLED`. Daemons, services outside AWS, on an Outpost or in a Local "
        "Zone, and those with `deployment_maximum_percent` 100, a Classic Load Balancer or a placement of their own "
        "may do without."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon ECS developer guide",
            "Balancing an Amazon ECS service across Availability Zones",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html",
        ),
        Source(
            "AWS Well-Architected",
            "REL10-BP01",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/rel_fault_isolation_multiaz_region_system.html",
        ),
    ),
    types=(ECS_SERVICE,),
    passing="""
        resources:
          checkout:
            type: aws:ecs:Service
            properties: {launchType: FARGATE, availabilityZoneRebalancing: ENABLED}
          stocktaking:
            type: aws:ecs:Service
            properties: {availabilityZoneRebalancing: DISABLED, deploymentMaximumPercent: 100}
    """,
    failing="""
        resources:
          checkout:
            type: aws:ecs:Service
            properties: {launchType: FARGATE}
    """,
)
def zone_rebalancing(stack: Stack) -> Iterator[Verdict]:
    """Judge every service by what the program says: absent, ECS keeps what an older one has."""
    subnets = Subnets(stack)
    for service in stack.of_type(ECS_SERVICE):
        rebalancing = service.said.text("availabilityZoneRebalancing")
        if rebalancing == "ENABLED":
            yield satisfied(service)
            continue
        hindrances = _hindrances(service, subnets)
        unknown = [path for path, hinders in hindrances.items() if hinders is UNKNOWN]
        if True in hindrances.values():
            yield satisfied(service)
        elif rebalancing is UNKNOWN or unknown:
            yield undecided(service, *unknown, *(["availabilityZoneRebalancing"] if rebalancing is UNKNOWN else []))
        else:
            yield violated(service, f"`availabilityZoneRebalancing` is {rebalancing or 'not set'}.")


def _hindrances(service: Resource, subnets: Subnets) -> Mapping[str, bool | Unknown]:
    """By property, whether it keeps ECS from rebalancing, or leaves nothing to rebalance."""
    ids = subnet_ids(service)
    most, launch_type = service.number("deploymentMaximumPercent"), service.text("launchType")
    return {
        "schedulingStrategy": is_daemon(service),
        "launchType": UNKNOWN if launch_type is UNKNOWN else launch_type == "EXTERNAL",
        "deploymentMaximumPercent": (
            UNKNOWN if isinstance(most, Unknown) else most is not None and most <= _LEAST_MAXIMUM
        ),
        "loadBalancers": _is_behind_classic_load_balancer(service),
        "placementConstraints": _mentions_zones(service),
        "orderedPlacementStrategies": _places_by_something_else(service),
        "networkConfiguration": (
            False if ids is None else subnets.spread(service, "networkConfiguration", ids).single_place
        ),
    }


def _is_behind_classic_load_balancer(service: Resource) -> bool | Unknown:
    balancers = service.blocks("loadBalancers")
    names = [UNKNOWN] if isinstance(balancers, Unknown) else [_classic_name(balancer) for balancer in balancers]
    if any(isinstance(name, str) and name for name in names):
        return True
    return UNKNOWN if UNKNOWN in names else False


def _classic_name(balancer: Block | Unknown) -> str | Unknown | None:
    """The Classic Load Balancer that a block names; None if it names a target group instead."""
    if isinstance(balancer, Unknown):
        return UNKNOWN
    return None if balancer.value("targetGroupArn") is not None else balancer.text("elbName")


def _mentions_zones(service: Resource) -> bool | Unknown:
    constraints = service.blocks("placementConstraints")
    if isinstance(constraints, Unknown):
        return UNKNOWN
    expressions = [item if isinstance(item, Unknown) else item.text("expression") for item in constraints]
    if any(isinstance(text, str) and "ecs.availability-zone" in text for text in expressions):
        return True
    return UNKNOWN if UNKNOWN in expressions else False


def _places_by_something_else(service: Resource) -> bool | Unknown:
    """Whether the first placement strategy is another than a spread over zones."""
    strategies = service.blocks("orderedPlacementStrategies")
    first = strategies if isinstance(strategies, Unknown) else next(iter(strategies), None)
    if first is None or isinstance(first, Unknown):
        return UNKNOWN if first is UNKNOWN else False
    kind, by = first.text("type"), first.text("field")
    if UNKNOWN in (kind, by):
        return UNKNOWN
    return (kind, by) != ("spread", "attribute:ecs.availability-zone")
