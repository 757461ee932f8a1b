from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.arguments import ArgumentError
from components.routing.geolocation import EU_LOCATIONS
from components.routing.tree import (
    Failover,
    FailoverRole,
    Geolocation,
    Group,
    Latency,
    RecordPlan,
    RecordType,
    RegionFacts,
    RegionOrigin,
    Simple,
    ToAccelerator,
    ToDistribution,
    ToLastResort,
    Tree,
    plan_tree,
)
from securecart.settings.geography import EU_REGIONS, ZONE_LETTERS, Residency
from securecart.settings.services import Surface

WORLD_REGIONS = sorted(set(ZONE_LETTERS) - EU_REGIONS)
Fleet = tuple[list[RegionFacts], dict[str, str], int]
"""Regions, pinned countries, and how many Regions must be healthy."""
PINNABLE = ("MX", "CO", "PE", "BR", "IN", "ZA", "EG")


def facts(region: str, *, active: bool = True) -> RegionFacts:
    residency = Residency.EU if region in EU_REGIONS else Residency.WORLD
    return RegionFacts(region=region, residency=residency, active=active)


FLEET = (facts("us-east-1"), facts("us-west-2"), facts("eu-central-1"), facts("ap-southeast-1", active=False))


@st.composite
def fleets(draw: st.DrawFn) -> Fleet:
    def domain(names: list[str]) -> list[RegionFacts]:
        chosen = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
        roles = draw(st.lists(st.booleans(), min_size=len(chosen), max_size=len(chosen)))
        return [facts(name, active=active or not i) for i, (name, active) in enumerate(zip(chosen, roles, strict=True))]

    world, eu = domain(WORLD_REGIONS), domain(sorted(EU_REGIONS))
    active = [region.region for region in world if region.active]
    pinned = draw(st.dictionaries(st.sampled_from(PINNABLE), st.sampled_from(active)))
    regions = draw(st.permutations([*world, *eu]))
    return regions, pinned, draw(st.integers(1, len(active)))


def plan(fleet: Fleet) -> Tree:
    regions, pinned, healthy = fleet
    return plan_tree(regions, pinned_countries=pinned, healthy_regions=healthy)


def groups(tree: Tree) -> dict[str, list[RecordPlan]]:
    named = defaultdict(list)
    for record in tree.records:
        named[record.label].append(record)
    return named


def chains(tree: Tree, label: str) -> Iterator[list[RecordPlan]]:
    """Every way from a name to where the tree ends."""
    for record in groups(tree)[label]:
        if isinstance(record.target, Group):
            yield from ([record, *rest] for rest in chains(tree, record.target.label))
        else:
            yield [record]


def test_the_fleet_of_four() -> None:
    tree = plan_tree(FLEET, pinned_countries={"MX": "us-east-1"}, healthy_regions=2)

    def shown(label: str) -> list[tuple[object, ...]]:
        return [(r.policy, r.target, r.evaluate_target_health, r.check) for r in groups(tree)[label]]

    primary, secondary = Failover(FailoverRole.PRIMARY), Failover(FailoverRole.SECONDARY)
    assert shown("origin-active") == [
        (Latency(region), RegionOrigin(region), True, None) for region in ("eu-central-1", "us-east-1", "us-west-2")
    ]
    assert shown("origin-standby") == [(Latency("ap-southeast-1"), RegionOrigin("ap-southeast-1"), True, None)]
    assert shown("origin") == [
        (primary, Group("origin-active"), True, None),
        (secondary, Group("origin-standby"), True, None),
    ]
    assert shown("api-world") == [
        (Latency("ap-southeast-1"), RegionOrigin("ap-southeast-1"), True, "world-too-few-healthy"),
        (Latency("us-east-1"), RegionOrigin("us-east-1"), True, None),
        (Latency("us-west-2"), RegionOrigin("us-west-2"), True, None),
    ]
    assert shown("api-eu") == [
        (primary, ToAccelerator(Residency.EU), True, "eu"),
        (secondary, ToLastResort(Surface.API), True, None),
    ]
    assert shown("checkout-eu") == [
        (primary, ToAccelerator(Residency.EU), True, "eu"),
        (secondary, ToLastResort(Surface.CHECKOUT), True, None),
    ]
    assert [r.identifier for r in groups(tree)["api"]] == [
        *(location.identifier for location in EU_LOCATIONS),
        "country-MX",
        "default",
    ]
    assert groups(tree)["api"][-2].target == RegionOrigin("us-east-1")
    assert groups(tree)["api"][-1].target == Group("api-world")
    assert groups(tree)["checkout"][-1].target == ToAccelerator(Residency.WORLD)
    for label in ("", "shop"):
        (record,) = groups(tree)[label]
        assert (record.policy, record.target, record.types) == (Simple(), ToDistribution(), tuple(RecordType))
    too_few, eu = tree.checks
    assert (too_few.regions, too_few.threshold, too_few.inverted) == (("us-east-1", "us-west-2"), 2, True)
    assert (eu.regions, eu.every_check, eu.threshold, eu.inverted) == (("eu-central-1",), True, 1, False)


def test_a_second_region_in_the_eu_changes_no_record_and_counts_in_the_check() -> None:
    grown = plan_tree([*FLEET, facts("eu-north-1")], pinned_countries={}, healthy_regions=1)

    before = groups(plan_tree(FLEET, pinned_countries={}, healthy_regions=1))
    after = groups(grown)
    assert (after["api-eu"], after["checkout-eu"]) == (before["api-eu"], before["checkout-eu"])
    (check,) = [check for check in grown.checks if check.name == "eu"]
    assert check.regions == ("eu-central-1", "eu-north-1")


def test_without_a_standby_the_primary_is_alone() -> None:
    tree = plan_tree(FLEET[:3], pinned_countries={}, healthy_regions=1)

    assert [record.policy for record in groups(tree)["origin"]] == [Failover(FailoverRole.PRIMARY)]
    assert "origin-standby" not in groups(tree)
    assert [check.name for check in tree.checks] == ["eu"]


@given(fleets())
def test_every_name_leads_somewhere_over_three_groups_at_most(
    fleet: Fleet,
) -> None:
    tree = plan(fleet)

    for label in ("", "shop", "origin", "api", "checkout"):
        found = list(chains(tree, label))
        assert found
        for chain in found:
            ends_in_weighted_records = isinstance(chain[-1].target, RegionOrigin)
            assert len(chain) + ends_in_weighted_records <= 3
            # No simple alias in the middle of a chain: how it hands health on is not documented.
            assert len(chain) == 1 or not any(isinstance(record.policy, Simple) for record in chain)


@given(fleets())
def test_groups_are_declared_before_what_points_to_them(fleet: Fleet) -> None:
    complete: set[str] = set()
    tree = plan(fleet)
    members = Counter(record.label for record in tree.records)
    for record in tree.records:
        if isinstance(record.target, Group):
            assert record.target.label in complete
        members[record.label] -= 1
        if not members[record.label]:
            complete.add(record.label)


@given(fleets())
def test_residents_of_the_eu_never_leave_it(fleet: Fleet) -> None:
    tree = plan(fleet)

    for label in ("api", "checkout"):
        eu = [r for r in groups(tree)[label] if isinstance(r.policy, Geolocation) and r.policy.location in EU_LOCATIONS]
        assert len(eu) == len(EU_LOCATIONS)
        for record in eu:
            assert record.check is None
            assert record.evaluate_target_health is False
            assert isinstance(record.target, Group)
            for chain in chains(tree, record.target.label):
                end = chain[-1].target
                match end:
                    case RegionOrigin(region=region):
                        assert region in EU_REGIONS
                    case ToAccelerator(residency=residency):
                        assert residency is Residency.EU
                    case _:
                        assert isinstance(end, ToLastResort)


@given(fleets())
def test_nobody_else_is_sent_into_the_eu_for_personal_data(
    fleet: Fleet,
) -> None:
    tree = plan(fleet)

    for label in ("api", "checkout"):
        for chain in chains(tree, label):
            policy = chain[0].policy
            assert isinstance(policy, Geolocation)
            if policy.location in EU_LOCATIONS:
                continue
            end = chain[-1].target
            assert end == ToAccelerator(Residency.WORLD) or (
                isinstance(end, RegionOrigin) and end.region not in EU_REGIONS
            )


@given(fleets())
def test_route_53_takes_the_records(fleet: Fleet) -> None:
    tree = plan(fleet)

    assert len({(record.label, record.identifier) for record in tree.records}) == len(tree.records)
    for records in groups(tree).values():
        assert len({type(record.policy) for record in records}) == 1
        assert len({record.policy for record in records}) == len(records) <= 100
        for record in records:
            if isinstance(record.policy, Failover):
                assert record.evaluate_target_health
    checks = {check.name for check in tree.checks}
    assert {record.check for record in tree.records if record.check} == checks
    for check in tree.checks:
        assert 1 <= check.threshold <= len(check.regions)


@given(fleets())
def test_every_region_has_its_place(fleet: Fleet) -> None:
    tree = plan(fleet)

    for region in fleet[0]:
        labels = {record.label for record in tree.records if record.target == RegionOrigin(region.region)}
        assert ("origin-active" if region.active else "origin-standby") in labels
        assert ("api-world" in labels) == (region.residency is Residency.WORLD)
    for record in groups(tree)["api-world"]:
        assert isinstance(record.target, RegionOrigin)
        active = {region.region: region.active for region in fleet[0]}[record.target.region]
        assert record.check == (None if active else "world-too-few-healthy")


@given(fleets())
def test_the_order_of_the_regions_does_not_matter(fleet: Fleet) -> None:
    regions, pinned, healthy = fleet

    assert plan_tree(regions[::-1], pinned_countries=pinned, healthy_regions=healthy) == plan(fleet)


@pytest.mark.parametrize(
    ("regions", "pinned", "healthy", "argument"),
    [
        (FLEET[:2], {}, 1, "regions"),
        (FLEET[2:], {}, 1, "regions"),
        ((*FLEET, FLEET[0]), {}, 1, "regions"),
        ((), {}, 1, "regions"),
        (FLEET, {"GB": "us-east-1"}, 1, "pinned_countries"),
        (FLEET, {"CY": "us-east-1"}, 1, "pinned_countries"),
        (FLEET, {"MX": "ap-southeast-1"}, 1, r"pinned_countries\[MX\]"),
        (FLEET, {"MX": "eu-central-1"}, 1, r"pinned_countries\[MX\]"),
        (FLEET, {f"{a}Q": "us-east-1" for a in map(str, range(92))}, 1, "pinned_countries"),
        (FLEET, {}, 0, "healthy_regions"),
        (FLEET, {}, 3, "healthy_regions"),
    ],
)
def test_what_cannot_be_routed_is_refused(
    regions: tuple[RegionFacts, ...], pinned: dict[str, str], healthy: int, argument: str
) -> None:
    with pytest.raises(ArgumentError, match=f"routing tree: {argument}"):
        plan_tree(regions, pinned_countries=pinned, healthy_regions=healthy)
