"""The address plan of a VPC: which part of its range each tier and each Availability Zone gets.

The range is cut into sixteen equal parts (of a /16: sixteen /20), and every tier lies in one piece, so that a whole
tier is one CIDR in routes and in security group rules, however many zones there are:

| parts  | of 10.16.0.0/16 | what for                                         | a zone gets |
| ------ | --------------- | ------------------------------------------------ | ----------- |
| 0-7    | 10.16.0.0/17    | application: tasks and interface endpoints       | two parts   |
| 8-11   | 10.16.128.0/18  | data: databases                                  | one part    |
| 12-13  | 10.16.192.0/19  | public: load balancers and NAT gateways          | half a part |
| 14     | 10.16.224.0/20  | nothing: room for a tier that nobody thought of  |             |
| 15     | 10.16.240.0/20  | the subnets of Outposts                          |             |

A zone's subnets follow from its position alone and four positions are always kept free, so that a zone added at the
end of the list moves nothing. The smallest public subnet, of a /20, is a /25: an Application Load Balancer asks for a
/27 with eight free addresses ("Application Load Balancers", subnets for your load balancer).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

LARGEST_PREFIX: Final = 16
"""The largest range that a VPC takes is a /16 ("VPC CIDR blocks")."""
SMALLEST_PREFIX: Final = 20
"""The smallest range that leaves a load balancer room in each of four zones, with reserve."""
FEWEST_ZONES: Final = 2
MOST_ZONES: Final = 4


class AddressPlanError(ValueError):
    """No plan can be made of a range and zones."""


@dataclass(frozen=True, kw_only=True)
class ZoneSubnets:
    """The subnets of one Availability Zone."""

    zone: str
    public: IPv4Network
    application: IPv4Network
    data: IPv4Network


@dataclass(frozen=True, kw_only=True)
class TierRanges:
    """The part of a VPC's range that each tier has over all zones, present and future."""

    public: IPv4Network
    application: IPv4Network
    data: IPv4Network
    outposts: IPv4Network


@dataclass(frozen=True, kw_only=True)
class AddressPlan:
    """The plan of one VPC."""

    cidr: IPv4Network
    """The VPC's range."""
    tiers: TierRanges
    """The range of each tier."""
    zones: tuple[ZoneSubnets, ...]
    """The subnets of each zone, in the order in which the zones were given."""


def tier_ranges(cidr: IPv4Network) -> TierRanges:
    """The ranges of the tiers of a VPC.

    Raises:
        AddressPlanError: the range is larger or smaller than a plan is made for.
    """
    if not LARGEST_PREFIX <= cidr.prefixlen <= SMALLEST_PREFIX:
        raise AddressPlanError(f"{cidr} is not between /{LARGEST_PREFIX} and /{SMALLEST_PREFIX}")
    application, rest = cidr.subnets(prefixlen_diff=1)
    data, rest = rest.subnets(prefixlen_diff=1)
    public, rest = rest.subnets(prefixlen_diff=1)
    _, outposts = rest.subnets(prefixlen_diff=1)
    return TierRanges(public=public, application=application, data=data, outposts=outposts)


def plan_addresses(cidr: IPv4Network, zones: Sequence[str]) -> AddressPlan:
    """The plan of a VPC over its zones, 2 to 4 of them; the first keeps the first subnets whatever follows.

    Raises:
        AddressPlanError: the range or the number of zones is not one that a plan is made for, or a zone is named twice.
    """
    if not FEWEST_ZONES <= len(zones) <= MOST_ZONES:
        raise AddressPlanError(f"{len(zones)} zones are not between {FEWEST_ZONES} and {MOST_ZONES}")
    if len(set(zones)) < len(zones):
        raise AddressPlanError(f"{', '.join(zones)} names a zone twice")
    tiers = tier_ranges(cidr)
    # Two bits of prefix: a quarter of the tier for each of the four zones that there may be.
    quarters = zip(
        *(tier.subnets(prefixlen_diff=2) for tier in (tiers.public, tiers.application, tiers.data)), strict=True
    )
    return AddressPlan(
        cidr=cidr,
        tiers=tiers,
        zones=tuple(
            ZoneSubnets(zone=zone, public=public, application=application, data=data)
            for zone, (public, application, data) in zip(zones, quarters, strict=False)
        ),
    )
