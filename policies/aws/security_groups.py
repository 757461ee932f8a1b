"""Security groups: what a rule lets in, and what a group guards."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from policies.aws.references import sole
from policies.aws.types import (
    DEFAULT_SECURITY_GROUP,
    EC2_INSTANCE,
    ECS_SERVICE,
    LAMBDA_FUNCTION,
    LAUNCH_TEMPLATE,
    LOAD_BALANCERS,
    RDS_CLUSTER,
    RDS_INSTANCE,
    SECURITY_GROUP,
    SECURITY_GROUP_INGRESS_RULE,
    SECURITY_GROUP_RULE,
    SYNTHETICS_CANARY,
    VPC_ENDPOINT,
)
from policies.framework.values import UNKNOWN, Block, Unknown, leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from policies.framework.resources import Resource, Stack

INGRESS_RULES: Final = (SECURITY_GROUP_INGRESS_RULE, SECURITY_GROUP_RULE)
"""The types of the resources that may be a rule for ingress."""
SECURITY_GROUPS: Final = (SECURITY_GROUP, DEFAULT_SECURITY_GROUP)
"""The types of security groups, which may have rules inside."""

_LONGEST_OPEN_PREFIXES: Final = {4: 7, 6: 31}
"""By IP version. Nobody has more addresses of his own: IPv4 has been given out in /8, IPv6 in /32 (RIRs' policies)."""
_PRIVATE: Final = ipaddress.IPv6Network("fc00::/7")
"""Unique local addresses (RFC 4193). No private range of IPv4 is larger than a /8."""

_GROUPS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(LOAD_BALANCERS, ("securityGroups",)),
    EC2_INSTANCE: ("vpcSecurityGroupIds",),
    ECS_SERVICE: ("networkConfiguration",),
    LAMBDA_FUNCTION: ("vpcConfig",),
    LAUNCH_TEMPLATE: ("vpcSecurityGroupIds", "networkInterfaces"),
    RDS_CLUSTER: ("vpcSecurityGroupIds",),
    RDS_INSTANCE: ("vpcSecurityGroupIds",),
    SYNTHETICS_CANARY: ("vpcConfig",),
    VPC_ENDPOINT: ("securityGroupIds",),
}
"""Where resources name the groups that guard them."""

_NUMBERS: Final = {"1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6", "all": "-1"}
"""Protocols that may also be given by number (IANA, Protocol Numbers)."""


@dataclass(frozen=True, slots=True)
class Ingress:
    """What a rule lets in.

    Attributes:
        from_anywhere: whether it is for every address, or a large part of the internet.
        protocol: `tcp`, `udp`, `icmp`, `icmpv6`, another protocol's number, or `-1` for all.
        first: the first port; None where it says none.
        last: the last port.
        group: the security group, as far as this stack declares it.
    """

    from_anywhere: bool | Unknown
    protocol: str | Unknown | None
    first: float | Unknown | None
    last: float | Unknown | None
    group: Resource | Unknown | None


def ingress(rule: Resource, stack: Stack) -> Ingress | Unknown | None:
    """What a rule lets in; None where it is for egress."""
    if rule.type == SECURITY_GROUP_RULE:
        direction = rule.text("type")
        if direction != "ingress":
            return UNKNOWN if direction is UNKNOWN else None
        ranges = {*leaves(rule.value("cidrBlocks")), *leaves(rule.value("ipv6CidrBlocks"))}
        protocol = rule.text("protocol")
    else:
        ranges = {rule.text("cidrIpv4"), rule.text("cidrIpv6")}
        protocol = rule.text("ipProtocol")
    return _ingress(rule, ranges, protocol, sole(rule, "securityGroupId", stack, *SECURITY_GROUPS))


def inline_ingress(group: Resource) -> Sequence[Ingress | Unknown] | Unknown:
    """What the rules inside a security group let in.

    They are those that the program says: once the group is made it also shows what rules of their own say.
    """
    rules = group.said.blocks("ingress")
    if isinstance(rules, Unknown):
        return UNKNOWN
    return [rule if isinstance(rule, Unknown) else _inline_ingress(rule, group) for rule in rules]


def _inline_ingress(rule: Block, group: Resource) -> Ingress:
    ranges = {*leaves(rule.value("cidrBlocks")), *leaves(rule.value("ipv6CidrBlocks"))}
    return _ingress(rule, ranges, rule.text("protocol"), group)


def _ingress(
    rule: Block, ranges: set[str | Unknown | None], protocol: str | Unknown | None, group: Resource | Unknown | None
) -> Ingress:
    return Ingress(
        _is_open(ranges),
        protocol if protocol is None or protocol is UNKNOWN else _NUMBERS.get(protocol.lower(), protocol.lower()),
        rule.number("fromPort"),
        rule.number("toPort"),
        group,
    )


def _is_open(ranges: Iterable[str | Unknown | None]) -> bool | Unknown:
    """Whether one of the ranges holds all of the internet, or so much that it can be nobody's own."""
    found = set(ranges)
    if any(isinstance(range_, str) and _holds_internet(range_) for range_ in found):
        return True
    return UNKNOWN if UNKNOWN in found else False


def _holds_internet(range_: str) -> bool:
    try:
        network = ipaddress.ip_network(range_, strict=False)
    except ValueError:
        return False
    if isinstance(network, ipaddress.IPv6Network) and network.subnet_of(_PRIVATE):
        return False
    return network.prefixlen <= _LONGEST_OPEN_PREFIXES[network.version]


class Guarded:
    """What the security groups of a stack guard."""

    def __init__(self, stack: Stack) -> None:
        self._by_group: dict[str, list[Resource]] = {}
        self._any: list[Resource] = []
        for resource, path in _uses(stack):
            groups = stack.referents(resource, path, *SECURITY_GROUPS)
            for group in groups:
                self._by_group.setdefault(group.urn, []).append(resource)
            if not groups and not resource.sources(path) and UNKNOWN in set(leaves(resource.value(path))):
                self._any.append(resource)

    def by(self, group: Resource) -> tuple[Resource, ...]:
        """What a group guards."""
        return tuple(self._by_group.get(group.urn, ()))

    @property
    def by_any(self) -> tuple[Resource, ...]:
        """What may be guarded by any group."""
        return tuple(self._any)


def _uses(stack: Stack) -> Iterator[tuple[Resource, str]]:
    for type_, paths in _GROUPS_OF.items():
        for resource in stack.of_type(type_):
            yield from ((resource, path) for path in paths)
