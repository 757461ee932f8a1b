"""Client IP preservation: which targets see the internet's own addresses, and have to let them in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from policies.aws.elbv2 import NETWORK, load_balancer_type
from policies.aws.references import sole
from policies.aws.types import (
    EC2_AUTOSCALING_GROUP,
    EC2_INSTANCE,
    ECS_SERVICE,
    LAUNCH_TEMPLATE,
    LISTENERS,
    LOAD_BALANCERS,
    TARGET_GROUP_ATTACHMENTS,
    TARGET_GROUPS,
)
from policies.framework.values import UNKNOWN, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policies.framework.resources import Resource, Stack

_ALWAYS_KEPT: Final = ("UDP", "TCP_UDP", "QUIC", "TCP_QUIC")
_KEPT_BY_INSTANCES: Final = ("TCP", "TLS")
"""Protocols of target groups of Network Load Balancers, by what AWS does by default ("Client IP preservation")."""
_INSTANCE: Final = "instance"
_NONE: Final[tuple[object, ...]] = (None, [])


@dataclass(frozen=True, slots=True)
class Clients:
    """Who reaches a target with an address of the internet.

    Attributes:
        come: whether somebody does.
        ports: where, as far as the target groups say.
    """

    come: bool | Unknown
    ports: frozenset[float | Unknown]


class ClientAddresses:
    """The targets of a stack that internet-facing Network Load Balancers leave the clients' addresses to."""

    def __init__(self, stack: Stack) -> None:
        self._kept = {group.urn: _keeps(group, stack) for group in stack.of_type(*TARGET_GROUPS)}
        self._groups: dict[str, list[Resource | Unknown]] = {}
        for target, path, holder in _registrations(stack):
            groups = stack.referents(holder, path, *TARGET_GROUPS)
            self._groups.setdefault(target.urn, []).extend(groups or [UNKNOWN])

    def reaching(self, target: Resource) -> Clients:
        """Who reaches a target."""
        groups = self._groups.get(target.urn, ())
        known = [group for group in groups if not isinstance(group, Unknown)]
        kept = [self._kept[group.urn] for group in known]
        ports = {group.number("port") for group, keeps in zip(known, kept, strict=True) if keeps is not False}
        come = True if True in kept else UNKNOWN if UNKNOWN in kept or UNKNOWN in groups else False
        return Clients(come, frozenset(port for port in ports if port is not None))


def _registrations(stack: Stack) -> Iterator[tuple[Resource, str, Resource]]:
    """Targets, with the resource and its property that name their target groups."""
    for service in stack.of_type(ECS_SERVICE):
        if service.value("loadBalancers") not in _NONE:
            yield service, "loadBalancers", service
    for attachment in stack.of_type(*TARGET_GROUP_ATTACHMENTS):
        instance = sole(attachment, "targetId", stack, EC2_INSTANCE)
        for target in stack.of_type(EC2_INSTANCE) if isinstance(instance, Unknown) else [instance]:
            if target is not None:
                yield target, "targetGroupArn", attachment
    for group in stack.of_type(EC2_AUTOSCALING_GROUP):
        if group.value("targetGroupArns") not in _NONE:
            for template in stack.referents(group, "launchTemplate", LAUNCH_TEMPLATE):
                yield template, "targetGroupArns", group


def _keeps(target_group: Resource, stack: Stack) -> bool | Unknown:
    """Whether an internet-facing load balancer passes clients' addresses on to the targets of a group."""
    kept = _is_kept(target_group)
    if kept is False:
        return False
    facing = [_is_facing(listener, stack) for listener in _listeners(target_group, stack)]
    if facing and UNKNOWN not in facing and True not in facing:
        return False
    return True if kept is True and True in facing else UNKNOWN


def _is_kept(target_group: Resource) -> bool | Unknown:
    protocol = target_group.text("protocol")
    if protocol in _ALWAYS_KEPT:
        return True
    if protocol not in (*_KEPT_BY_INSTANCES, UNKNOWN):
        return False
    kept = target_group.value("preserveClientIp")
    if str(kept).lower() == "false" and protocol is not UNKNOWN:
        return False
    if UNKNOWN in (kept, protocol):
        return UNKNOWN
    if kept:
        return True
    kind = target_group.text("targetType")
    return UNKNOWN if kind is UNKNOWN else kind in (None, _INSTANCE)


def _listeners(target_group: Resource, stack: Stack) -> Sequence[Resource]:
    return [
        listener
        for listener in stack.of_type(*LISTENERS)
        if target_group in stack.referents(listener, "defaultActions", *TARGET_GROUPS)
    ]


def _is_facing(listener: Resource, stack: Stack) -> bool | Unknown:
    load_balancer = sole(listener, "loadBalancerArn", stack, *LOAD_BALANCERS)
    if load_balancer is None or isinstance(load_balancer, Unknown):
        return UNKNOWN
    kind, internal = load_balancer_type(load_balancer), load_balancer.flag("internal")
    if kind not in (NETWORK, UNKNOWN) or internal is True:
        return False
    return UNKNOWN if UNKNOWN in (kind, internal) else True
