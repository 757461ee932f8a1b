"""Customers are not served by capacity alone that AWS may take back."""

from collections.abc import Iterator, Sequence

from policies.aws.ecs import default_strategies, is_balanced
from policies.aws.types import ECS_SERVICE
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_SPOT = "FARGATE_SPOT"


@stack_rule(
    title="Services do not run on Spot alone",
    what="An ECS service behind a load balancer has tasks on capacity other than Fargate Spot.",
    why=(
        "AWS takes Spot capacity back with two minutes' notice when others want it, and everybody wants it when a zone "
        "or Region has failed: all tasks can end at once, and none be placed again."
    ),
    fix=(
        "Add `FARGATE` to `capacity_provider_strategies`, with a `base` that carries the least load, or set "
        "`launch_type` to `FARGATE` instead; a service with neither uses the default strategy of its cluster."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon ECS developer guide",
            "Amazon ECS clusters for Fargate",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html",
        ),
        Source(
            "AWS Well-Architected",
            "REL11-BP05",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
            "rel_withstand_component_failures_static_stability.html",
        ),
    ),
    types=(ECS_SERVICE,),
    passing="""
        resources:
          checkout:
            type: aws:ecs:Service
            properties:
              loadBalancers: [{containerPort: 8080}]
              capacityProviderStrategies:
              - {capacityProvider: FARGATE, base: 3, weight: 1}
              - {capacityProvider: FARGATE_SPOT, weight: 2}
    """,
    failing="""
        resources:
          checkout:
            type: aws:ecs:Service
            properties:
              loadBalancers: [{containerPort: 8080}]
              capacityProviderStrategies: [{capacityProvider: FARGATE_SPOT, weight: 1}]
    """,
)
def not_spot_alone(stack: Stack) -> Iterator[Verdict]:
    """Judge every service behind a load balancer by its strategy, or by its cluster's where it leaves that to it."""
    for service in stack.of_type(ECS_SERVICE):
        balanced = is_balanced(service)
        if balanced is False:
            continue
        path, strategies = _strategies(service, stack)
        stays = [UNKNOWN] if isinstance(strategies, Unknown) else [_stays(strategy) for strategy in strategies]
        if not stays or True in stays:
            yield satisfied(service)
        elif UNKNOWN in stays:
            yield undecided(service, path)
        elif balanced is UNKNOWN:
            yield undecided(service, "loadBalancers")
        else:
            yield violated(service, f"{path} places tasks on {_SPOT} only.")


def _strategies(service: Resource, stack: Stack) -> tuple[str, Sequence[Block | Unknown] | Unknown]:
    """Where it is said which capacity providers a service uses, and what is said; a launch type says all."""
    own, launch_type = service.blocks("capacityProviderStrategies"), service.text("launchType")
    if own is UNKNOWN or own:
        return "`capacityProviderStrategies`", own
    if isinstance(launch_type, str) and launch_type:
        return "`launchType`", ()
    defaults = default_strategies(service, stack)
    if launch_type is UNKNOWN and (defaults is UNKNOWN or defaults):
        return "`launchType`", UNKNOWN
    return "`defaultCapacityProviderStrategies` of its cluster", defaults


def _stays(strategy: Block | Unknown) -> bool | Unknown:
    """Whether a strategy places tasks, and not on Spot."""
    if isinstance(strategy, Unknown):
        return UNKNOWN
    provider, base, weight = strategy.text("capacityProvider"), strategy.number("base"), strategy.number("weight")
    if provider == _SPOT or (base in (None, 0) and weight in (None, 0)):
        return False
    places = any(not isinstance(number, Unknown) and number for number in (base, weight))
    return True if places and provider is not UNKNOWN else UNKNOWN
