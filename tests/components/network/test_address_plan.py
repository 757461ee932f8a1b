from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.network.address_plan import AddressPlan, AddressPlanError, plan_addresses, tier_ranges

ZONES = ("us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d")

ranges = st.builds(
    lambda prefix, address: IPv4Network((address, prefix), strict=False),
    st.integers(min_value=16, max_value=20),
    st.integers(min_value=int(IPv4Network("10.0.0.0/8")[0]), max_value=int(IPv4Network("10.0.0.0/8")[-1])),
)
zone_counts = st.integers(min_value=2, max_value=4)


def subnets(plan: AddressPlan) -> list[IPv4Network]:
    return [subnet for zone in plan.zones for subnet in (zone.public, zone.application, zone.data)]


@given(ranges, zone_counts)
def test_every_subnet_lies_inside_its_tier_and_its_tier_inside_the_range(cidr: IPv4Network, count: int) -> None:
    plan = plan_addresses(cidr, ZONES[:count])
    for zone in plan.zones:
        assert zone.public.subnet_of(plan.tiers.public)
        assert zone.application.subnet_of(plan.tiers.application)
        assert zone.data.subnet_of(plan.tiers.data)
    for tier in (plan.tiers.public, plan.tiers.application, plan.tiers.data, plan.tiers.outposts):
        assert tier.subnet_of(cidr)


@given(ranges, zone_counts)
def test_nothing_overlaps_and_the_outposts_range_stays_free(cidr: IPv4Network, count: int) -> None:
    plan = plan_addresses(cidr, ZONES[:count])
    for one, other in combinations([*subnets(plan), plan.tiers.outposts], 2):
        assert not one.overlaps(other)


@given(ranges, zone_counts, zone_counts)
def test_adding_zones_moves_nothing(cidr: IPv4Network, before: int, after: int) -> None:
    fewer, more = sorted((before, after))
    assert plan_addresses(cidr, ZONES[:more]).zones[:fewer] == plan_addresses(cidr, ZONES[:fewer]).zones


@given(ranges, zone_counts)
def test_the_zones_are_equal_and_large_enough_for_a_load_balancer(cidr: IPv4Network, count: int) -> None:
    plan = plan_addresses(cidr, ZONES[:count])
    sizes = {(zone.public.prefixlen, zone.application.prefixlen, zone.data.prefixlen) for zone in plan.zones}
    assert sizes == {(cidr.prefixlen + 5, cidr.prefixlen + 3, cidr.prefixlen + 4)}
    assert plan.zones[0].public.prefixlen <= 27


def test_a_slash_16_is_cut_as_documented() -> None:
    plan = plan_addresses(IPv4Network("10.16.0.0/16"), ZONES[:3])
    assert [str(zone.application) for zone in plan.zones] == ["10.16.0.0/19", "10.16.32.0/19", "10.16.64.0/19"]
    assert [str(zone.data) for zone in plan.zones] == ["10.16.128.0/20", "10.16.144.0/20", "10.16.160.0/20"]
    assert [str(zone.public) for zone in plan.zones] == ["10.16.192.0/21", "10.16.200.0/21", "10.16.208.0/21"]
    assert str(plan.tiers.outposts) == "10.16.240.0/20"
    assert [zone.zone for zone in plan.zones] == list(ZONES[:3])


@pytest.mark.parametrize("cidr", ["10.0.0.0/15", "10.0.0.0/21", "10.0.0.0/28"])
def test_a_range_of_another_size_is_refused(cidr: str) -> None:
    with pytest.raises(AddressPlanError, match="not between /16 and /20"):
        tier_ranges(IPv4Network(cidr))


@pytest.mark.parametrize("zones", [(), ZONES[:1], (*ZONES, "us-east-1e")])
def test_another_number_of_zones_is_refused(zones: tuple[str, ...]) -> None:
    with pytest.raises(AddressPlanError, match="not between 2 and 4"):
        plan_addresses(IPv4Network("10.0.0.0/16"), zones)


def test_a_zone_named_twice_is_refused() -> None:
    with pytest.raises(AddressPlanError, match="twice"):
        plan_addresses(IPv4Network("10.0.0.0/16"), ("us-east-1a", "us-east-1a"))
