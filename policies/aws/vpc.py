"""VPCs: which route table a subnet has, and where that leads."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from policies.aws.references import sole
from policies.aws.types import (
    INTERNET_GATEWAY,
    INTERNET_GATEWAY_ATTACHMENT,
    ROUTE,
    ROUTE_TABLE,
    ROUTE_TABLE_ASSOCIATION,
    SUBNET,
    VPN_GATEWAY,
    VPN_GATEWAY_ATTACHMENT,
)
from policies.framework.values import UNKNOWN, Unknown

if TYPE_CHECKING:
    from policies.framework.resources import Resource, Stack

_INTERNET_GATEWAYS: Final = (INTERNET_GATEWAY, INTERNET_GATEWAY_ATTACHMENT)
_VPN_GATEWAYS: Final = (VPN_GATEWAY, VPN_GATEWAY_ATTACHMENT)
_DESTINATIONS: Final = ("destinationCidrBlock", "destinationIpv6CidrBlock")


class Tier(enum.Enum):
    """What the route table of a subnet makes of it."""

    PUBLIC = "public"
    """Its default route goes to an internet gateway."""
    PRIVATE = "private"
    """Its default route goes elsewhere, for instance to a NAT gateway."""
    ISOLATED = "isolated"
    """It has no default route."""


class Routing:
    """The route tables of a stack, by the routes and associations that are resources of their own.

    The `routes` of a route table are left out: once it is made they also show what the resources say.
    """

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._tables: dict[str, Resource | Unknown | None] = {}
        self._routes: dict[str, list[Resource]] = {}
        self._any_subnet = False
        self._any_table = False
        for association in stack.of_type(ROUTE_TABLE_ASSOCIATION):
            subnet = sole(association, "subnetId", stack, SUBNET)
            if subnet is UNKNOWN:
                self._any_subnet = True
            elif subnet is not None:
                self._tables[subnet.urn] = sole(association, "routeTableId", stack, ROUTE_TABLE)
        for route in stack.of_type(ROUTE):
            table = sole(route, "routeTableId", stack, ROUTE_TABLE)
            if table is UNKNOWN:
                self._any_table = True
            elif table is not None:
                self._routes.setdefault(table.urn, []).append(route)

    def table(self, subnet: Resource) -> Resource | Unknown | None:
        """The route table of a subnet; None where this stack does not say, as with the VPC's main route table."""
        return self._tables.get(subnet.urn, UNKNOWN if self._any_subnet else None)

    def routes(self, table: Resource) -> tuple[Resource, ...]:
        """The routes of a route table."""
        return tuple(self._routes.get(table.urn, ()))

    def complete(self) -> bool:
        """Whether it is known of every route which route table it belongs to."""
        return not self._any_table

    def tier(self, subnet: Resource) -> Tier | Unknown | None:
        """What the routes of a subnet make of it; None where its route table is not this stack's."""
        table = self.table(subnet)
        if table is None or table is UNKNOWN:
            return table
        found = {self._tier(route) for route in self.routes(table)}
        if Tier.PUBLIC in found:
            return Tier.PUBLIC
        if UNKNOWN in found or not self.complete():
            return UNKNOWN
        return Tier.PRIVATE if Tier.PRIVATE in found else Tier.ISOLATED

    def _tier(self, route: Resource) -> Tier | Unknown:
        default = is_default(route)
        if default is not True:
            return UNKNOWN if default is UNKNOWN else Tier.ISOLATED
        gateway = route.text("gatewayId")
        named = sole(route, "gatewayId", self._stack, *_INTERNET_GATEWAYS, *_VPN_GATEWAYS)
        if named is None and gateway is not UNKNOWN:
            return Tier.PUBLIC if (gateway or "").startswith("igw-") else Tier.PRIVATE
        if named is None or named is UNKNOWN:
            return UNKNOWN
        return Tier.PUBLIC if named.type in _INTERNET_GATEWAYS else Tier.PRIVATE


def is_default(route: Resource) -> bool | Unknown:
    """Whether a route is for every address that no other route is for."""
    return every_address(route.text(path) for path in _DESTINATIONS)


def every_address(ranges: Iterable[str | Unknown | None]) -> bool | Unknown:
    """Whether one of the ranges, of IPv4 or of IPv6, holds every address."""
    found = set(ranges)
    if any(isinstance(range_, str) and range_.endswith("/0") for range_ in found):
        return True
    return UNKNOWN if UNKNOWN in found else False


def zone(subnet: Resource) -> tuple[str | Unknown | None, str | Unknown | None]:
    """The Availability Zone of a subnet: its name and its id, as far as they are said."""
    return subnet.text("availabilityZone"), subnet.text("availabilityZoneId")


def same_zone(one: Resource, other: Resource) -> bool | Unknown:
    """Whether two subnets are in one Availability Zone; AWS chooses one where the program does not."""
    for mine, others in zip(zone(one), zone(other), strict=True):
        if isinstance(mine, str) and isinstance(others, str):
            return mine == others
    return UNKNOWN


def in_availability_zone(subnet: Resource) -> bool | Unknown:
    """Whether a subnet is in an Availability Zone of its Region: not on an Outpost, in no Local or Wavelength Zone.

    Their names have a place between the Region and the letter: `us-east-1-bos-1a` (AWS Local Zones User Guide).
    """
    outpost, name, region = subnet.text("outpostArn"), subnet.text("availabilityZone"), subnet.region
    if isinstance(outpost, str) and outpost:
        return False
    if isinstance(name, str) and isinstance(region, str):
        return UNKNOWN if outpost is UNKNOWN else name[:-1] == region
    return UNKNOWN if UNKNOWN in (outpost, name, region) else True
