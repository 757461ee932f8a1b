"""The routing tree above the Regions' own records, as plain data.

It follows from which Regions there are, and needs neither Pulumi nor AWS. Route 53 documents three levels of records
below a name ("Managing over 100 weighted records"): no chain here passes more than three groups, the Region's weighted
records being the last of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from components.arguments import ArgumentError
from components.routing.geolocation import DEFAULT, EU_LOCATIONS, Location, can_be_pinned
from securecart.settings.geography import Residency
from securecart.settings.services import Surface

MOST_RECORDS: Final = 100
"""Records of one name, type and policy ("Quotas", Route 53 Developer Guide)."""
APEX: Final = ""
"""The label of the domain itself."""


class RecordType(StrEnum):
    """The type of a record."""

    A = "A"
    AAAA = "AAAA"
    HTTPS = "HTTPS"
    """Tells a browser of HTTP/3 before it connects; CloudFront answers it."""


class FailoverRole(StrEnum):
    """A record's part in a failover pair."""

    PRIMARY = "PRIMARY"
    SECONDARY = "SECONDARY"


@dataclass(frozen=True)
class Simple:
    """The only record of its name."""


@dataclass(frozen=True)
class Latency:
    """Answers clients to whom the Region is nearest."""

    region: str


@dataclass(frozen=True)
class Failover:
    """Answers as long as it is healthy, or when the primary is not."""

    role: FailoverRole


@dataclass(frozen=True)
class Geolocation:
    """Answers clients in an area."""

    location: Location


@dataclass(frozen=True)
class Group:
    """Points to the records of another name of this tree."""

    label: str


@dataclass(frozen=True)
class RegionOrigin:
    """Points to the weighted records of a Region, which its own stack declares."""

    region: str


@dataclass(frozen=True)
class ToAccelerator:
    """Points to a data domain's accelerator."""

    residency: Residency


@dataclass(frozen=True)
class ToLastResort:
    """Points to the EU's page of last resort."""

    surface: Surface


@dataclass(frozen=True)
class ToDistribution:
    """Points to CloudFront."""


Policy = Simple | Latency | Failover | Geolocation
Target = Group | RegionOrigin | ToAccelerator | ToLastResort | ToDistribution


@dataclass(frozen=True, kw_only=True)
class CheckPlan:
    """A calculated check over several Regions.

    Attributes:
        name: its name in the tree.
        regions: where.
        every_check: counts every check of API and checkout in a Region, and not the Region's API as a whole alone.
        threshold: how many must be healthy.
        inverted: healthy when fewer are.
    """

    name: str
    regions: tuple[str, ...]
    every_check: bool = False
    threshold: int = 1
    inverted: bool = False


@dataclass(frozen=True, kw_only=True)
class RecordPlan:
    """One alias record, in every type of `types`.

    Attributes:
        label: its name within the domain.
        identifier: what tells it from the others of its name; empty for a simple record.
        policy: when it answers.
        target: what it points to.
        evaluate_target_health: whether it is as healthy as its target.
        check: the name of the check that it carries as well.
        types: the types it has: CloudFront answers all, everything else IPv4 only.
    """

    label: str
    identifier: str
    policy: Policy
    target: Target
    evaluate_target_health: bool
    check: str | None = None
    types: tuple[RecordType, ...] = (RecordType.A,)


@dataclass(frozen=True, kw_only=True)
class Tree:
    """The whole tree: its checks, and its records with every group before the records that point to it."""

    checks: tuple[CheckPlan, ...]
    records: tuple[RecordPlan, ...]


@dataclass(frozen=True, kw_only=True)
class RegionFacts:
    """What the tree depends on in a Region."""

    region: str
    residency: Residency
    active: bool


def plan_tree(regions: Sequence[RegionFacts], *, pinned_countries: Mapping[str, str], healthy_regions: int) -> Tree:
    """The tree of a fleet.

    Args:
        regions: the fleet's Regions, at least one active in each data domain.
        pinned_countries: countries outside Europe, each with the active Region outside the EU that serves its API.
        healthy_regions: active Regions outside the EU that must be healthy; with fewer the standbys join.

    Raises:
        ArgumentError: the fleet cannot be routed.
    """
    ordered = tuple(sorted(regions, key=lambda facts: facts.region))
    world = _names(ordered, Residency.WORLD, active=True)
    _refuse_what_cannot_be_routed(ordered, pinned_countries, healthy_regions)
    standby_check = CheckPlan(name="world-too-few-healthy", regions=world, threshold=healthy_regions, inverted=True)
    eu = tuple(facts.region for facts in ordered if facts.residency is Residency.EU)
    eu_check = CheckPlan(name="eu", regions=eu, every_check=True)
    records = (
        *_origin(ordered),
        *_api_world(ordered, standby_check.name),
        *_eu("api-eu", Surface.API, eu_check.name),
        *_geolocated(Surface.API, Group("api-eu"), Group("api-world"), pinned_countries),
        *_eu("checkout-eu", Surface.CHECKOUT, eu_check.name),
        *_geolocated(Surface.CHECKOUT, Group("checkout-eu"), ToAccelerator(Residency.WORLD), {}),
        *_content_delivery(),
    )
    used = {record.check for record in records}
    checks = tuple(check for check in (standby_check, eu_check) if check.name in used)
    return Tree(checks=checks, records=records)


def _refuse_what_cannot_be_routed(
    regions: Sequence[RegionFacts], pinned_countries: Mapping[str, str], healthy_regions: int
) -> None:
    if not 1 <= len(regions) <= MOST_RECORDS:
        raise ArgumentError("routing tree", "regions", len(regions), f"1 to {MOST_RECORDS} Regions")
    names = [facts.region for facts in regions]
    if len(set(names)) < len(names):
        raise ArgumentError("routing tree", "regions", names, "each Region once")
    for residency in Residency:
        if not _names(regions, residency, active=True):
            raise ArgumentError("routing tree", "regions", names, f"an active Region of {residency.value}")
    world = _names(regions, Residency.WORLD, active=True)
    for country, region in pinned_countries.items():
        if not can_be_pinned(country):
            raise ArgumentError("routing tree", "pinned_countries", country, "countries outside Europe and the Union")
        if region not in world:
            raise ArgumentError("routing tree", f"pinned_countries[{country}]", region, ", ".join(world))
    if len(pinned_countries) + len(EU_LOCATIONS) + 1 > MOST_RECORDS:
        most = MOST_RECORDS - len(EU_LOCATIONS) - 1
        raise ArgumentError("routing tree", "pinned_countries", len(pinned_countries), f"{most} countries at most")
    if not 1 <= healthy_regions <= len(world):
        raise ArgumentError("routing tree", "healthy_regions", healthy_regions, f"1 to {len(world)}")


def _names(regions: Sequence[RegionFacts], residency: Residency, *, active: bool) -> tuple[str, ...]:
    return tuple(facts.region for facts in regions if facts.residency is residency and facts.active is active)


def _nearest(label: str, region: str, check: str | None = None) -> RecordPlan:
    return RecordPlan(
        label=label,
        identifier=region,
        policy=Latency(region),
        target=RegionOrigin(region),
        evaluate_target_health=True,
        check=check,
    )


def _failover(label: str, primary: Target, secondary: Target | None, check: str | None = None) -> list[RecordPlan]:
    """A pair, or the primary alone: Route 53 answers with it whatever its health."""
    targets = ((FailoverRole.PRIMARY, primary, check), (FailoverRole.SECONDARY, secondary, None))
    return [
        RecordPlan(
            label=label,
            identifier=role.value.lower(),
            policy=Failover(role),
            target=target,
            evaluate_target_health=True,
            check=own_check,
        )
        for role, target, own_check in targets
        if target is not None
    ]


def _origin(regions: Sequence[RegionFacts]) -> list[RecordPlan]:
    """Anonymous pages: the nearest active Region of all, then the nearest standby."""
    active = [_nearest("origin-active", facts.region) for facts in regions if facts.active]
    standby = [_nearest("origin-standby", facts.region) for facts in regions if not facts.active]
    secondary = Group("origin-standby") if standby else None
    return [*active, *standby, *_failover(Surface.ORIGIN.value, Group("origin-active"), secondary)]


def _api_world(regions: Sequence[RegionFacts], standby_check: str) -> list[RecordPlan]:
    """The nearest Region outside the EU; a standby counts only while too few active Regions are healthy."""
    return [
        _nearest("api-world", facts.region, None if facts.active else standby_check)
        for facts in regions
        if facts.residency is Residency.WORLD
    ]


def _eu(label: str, surface: Surface, check: str) -> list[RecordPlan]:
    """The EU's accelerator while anything in the EU answers, then the page of last resort.

    The page is for the loss of every Region in the EU, where nothing else may serve. A check that is wrong, or a
    service that fails alone, sends nobody there: the accelerator leads to a load balancer even if that is unhealthy,
    and it answers for the services that work. It also chooses among several Regions, which would need a fourth group
    here, and never leaves the EU.
    """
    return _failover(label, ToAccelerator(Residency.EU), ToLastResort(surface), check)


def _geolocated(surface: Surface, eu: Target, rest: Target, pinned: Mapping[str, str]) -> list[RecordPlan]:
    """Residents of the EU to the EU and nowhere else, pinned countries to their Region while it is healthy."""

    def record(location: Location, target: Target, *, evaluate_target_health: bool) -> RecordPlan:
        return RecordPlan(
            label=surface.value,
            identifier=location.identifier,
            policy=Geolocation(location),
            target=target,
            evaluate_target_health=evaluate_target_health,
        )

    return [
        # An unhealthy area falls to the next larger one, in the end to the default. Without health it cannot.
        *(record(location, eu, evaluate_target_health=False) for location in EU_LOCATIONS),
        *(
            record(Location(country=country), RegionOrigin(region), evaluate_target_health=True)
            for country, region in sorted(pinned.items())
        ),
        record(DEFAULT, rest, evaluate_target_health=True),
    ]


def _content_delivery() -> list[RecordPlan]:
    """The shop's own names; an alias to CloudFront cannot evaluate its health."""
    return [
        RecordPlan(
            label=label,
            identifier="",
            policy=Simple(),
            target=ToDistribution(),
            evaluate_target_health=False,
            types=tuple(RecordType),
        )
        for label in (APEX, "shop")
    ]
