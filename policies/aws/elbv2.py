"""Load balancers: their type, and what stands in the stack around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policies.aws.types import LISTENER_RULES, LISTENERS, LOAD_BALANCERS, TARGET_GROUPS
from policies.framework.values import UNKNOWN, Block, Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policies.framework.resources import Resource, Stack

APPLICATION: Final = "application"
NETWORK: Final = "network"

LAMBDA: Final = "lambda"
"""The type of a target group of a function."""
GENEVE: Final = "GENEVE"
"""The protocol of a Gateway Load Balancer's target group."""


def load_balancer_type(load_balancer: Resource) -> str | Unknown:
    """`application`, which is the provider's default, `network` or `gateway`."""
    kind = load_balancer.text("loadBalancerType")
    return APPLICATION if kind is None else kind


def subnet_ids(load_balancer: Resource) -> tuple[str, Sequence[str | Unknown] | Unknown]:
    """The property in which a load balancer names its subnets, and their ids: `subnets` or `subnetMappings`.

    Once it is made it shows both, whichever the program sets: `subnets` is then complete.
    """
    if load_balancer.value("subnets") is not None:
        return "subnets", load_balancer.texts("subnets")
    mappings = load_balancer.blocks("subnetMappings")
    if isinstance(mappings, Unknown):
        return "subnetMappings", UNKNOWN
    ids = [mapping if isinstance(mapping, Unknown) else mapping.text("subnetId") for mapping in mappings]
    return "subnetMappings", [id_ for id_ in ids if id_ is not None]


def aliased(record: Resource, stack: Stack) -> tuple[Resource, ...]:
    """The load balancers of the stack that a record is an alias of, by their DNS name."""
    targets = record.blocks("aliases")
    names = [UNKNOWN] if isinstance(targets, Unknown) else [_name(target) for target in targets]
    return tuple(
        load_balancer
        for load_balancer in stack.of_type(*LOAD_BALANCERS)
        if (UNKNOWN in names and load_balancer.urn in record.sources("aliases"))
        or (isinstance(name := load_balancer.text("dnsName"), str) and _plain(name) in names)
    )


def forwarding(stack: Stack) -> Mapping[str, Sequence[Resource]]:
    """The target groups that each load balancer of the stack forwards to, by the load balancer's URN."""
    found: dict[str, dict[Resource, None]] = {}
    owners: dict[str, str] = {}
    for listener in stack.of_type(*LISTENERS):
        balancers = stack.referents(listener, "loadBalancerArn", *LOAD_BALANCERS)
        if len(balancers) == 1:
            owners[listener.urn] = balancers[0].urn
            groups = stack.referents(listener, "defaultActions", *TARGET_GROUPS)
            found.setdefault(balancers[0].urn, {}).update(dict.fromkeys(groups))
    for rule in stack.of_type(*LISTENER_RULES):
        listeners = stack.referents(rule, "listenerArn", *LISTENERS)
        if len(listeners) == 1 and (owner := owners.get(listeners[0].urn)):
            found[owner].update(dict.fromkeys(stack.referents(rule, "actions", *TARGET_GROUPS)))
    return {owner: tuple(groups) for owner, groups in found.items()}


def _name(target: Block | Unknown) -> str | Unknown:
    name = target if isinstance(target, Unknown) else target.text("name")
    return name if isinstance(name, Unknown) else _plain(name or "")


def _plain(name: str) -> str:
    """Route 53's console puts `dualstack.` before the name; names compare without case and final dot (RFC 4343)."""
    return name.lower().rstrip(".").removeprefix("dualstack.")
