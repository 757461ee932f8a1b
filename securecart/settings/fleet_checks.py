"""What stacks must agree on: each check is a pure function of all settings and returns its problems as messages."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from securecart.settings.edge import EdgeSettings
from securecart.settings.errors import problem
from securecart.settings.geography import Residency
from securecart.settings.region import RegionSettings, Singleton
from securecart.settings.stack_file import stack_file


@dataclass(frozen=True, kw_only=True)
class Stacks:
    """The stacks that could be read, which may not be a whole fleet yet."""

    project: str
    regions: Mapping[str, RegionSettings]
    edges: Mapping[str, EdgeSettings]

    def problem(self, stack: str, key: str, value: object, allowed: str, reason: str | None = None) -> str:
        """A message about a key of a stack's file."""
        full_key = key if ":" in key else f"{self.project}:{key}"
        return problem(stack_file(stack), full_key, value, allowed, reason=reason)

    def of(self, residency: Residency) -> dict[str, RegionSettings]:
        """The Regions of a data domain."""
        return {name: region for name, region in self.regions.items() if region.residency is residency}


Check = Callable[[Stacks], Iterator[str]]


def shared_settings_agree(stacks: Stacks) -> Iterator[str]:
    """A fleet has one domain, one hosted zone and one account: what most stacks say counts."""
    everyone: dict[str, RegionSettings | EdgeSettings] = {**stacks.regions, **stacks.edges}
    for key, label in (("domain", "domain"), ("hosted_zone_id", "hostedZoneId"), ("account_id", "accountId")):
        told = {name: str(getattr(settings, key)) for name, settings in everyone.items()}
        for most, _ in Counter(told.values()).most_common(1):
            for name, value in told.items():
                if value != most:
                    yield stacks.problem(name, label, value, most, "every stack of a fleet has the same")


def stacks_are_named_after_their_region(stacks: Stacks) -> Iterator[str]:
    """The name of a Region's stack is how other stacks refer to it."""
    for name, region in stacks.regions.items():
        if name != region.aws_region:
            yield stacks.problem(name, "aws:region", region.aws_region, name, "a Region's stack is called after it")


def ranges_do_not_overlap(stacks: Stacks) -> Iterator[str]:
    """Every VPC, and the warehouse, has addresses of its own."""
    ranges = [(name, "network.cidr", region.network.cidr) for name, region in stacks.regions.items()]
    ranges += [
        (name, "warehouse.network", edge.warehouse.network) for name, edge in stacks.edges.items() if edge.warehouse
    ]
    for (first, first_key, one), (second, second_key, other) in combinations(ranges, 2):
        if one.overlaps(other):
            reason = f"overlaps `{first_key}` {one} of {stack_file(first)}"
            yield stacks.problem(second, second_key, str(other), "a range of its own", reason)


def at_most_one_writer_for_each_domain(stacks: Stacks) -> Iterator[str]:
    """No data domain has two databases that take writes."""
    for residency in Residency:
        writers = sorted(name for name, region in stacks.of(residency).items() if region.database.follows is None)
        for name in writers[1:]:
            reason = f"{writers[0]} writes for `{residency}` already"
            yield stacks.problem(name, "database.role", "writer", f"replica, with `follows: {writers[0]}`", reason)


def at_most_one_owner_for_each_singleton(stacks: Stacks) -> Iterator[str]:
    """Nothing that exists once is declared twice."""
    for singleton, residency, members in _scopes(stacks):
        owners = sorted(name for name in members if singleton in members[name].owns)
        for name in owners[1:]:
            reason = f"{owners[0]} owns {_scoped(singleton, residency)} already"
            yield stacks.problem(name, "owns", singleton.value, "one owner", reason)


def at_most_one_edge(stacks: Stacks) -> Iterator[str]:
    """One stack stands above all Regions."""
    first, *others = sorted(stacks.edges) or [""]
    for name in others:
        yield stacks.problem(name, "role", "edge", "active, standby", f"{first} is the edge already")


def at_most_one_last_resort(stacks: Stacks) -> Iterator[str]:
    """The EU has one last resort: its host names can stand in one place only."""
    owners = sorted(name for name, region in stacks.regions.items() if region.last_resort_region is not None)
    for name in owners[1:]:
        region = stacks.regions[name].last_resort_region
        yield stacks.problem(name, "lastResortRegion", region, "nothing", f"{owners[0]} makes the last resort already")


def private_lines_have_their_own_numbers(stacks: Stacks) -> Iterator[str]:
    """Each virtual private gateway, and the Direct Connect gateway, has an ASN of its own."""
    taken = {
        edge.warehouse.amazon_side_asn: "the Direct Connect gateway" for edge in stacks.edges.values() if edge.warehouse
    }
    for name, region in stacks.regions.items():
        if region.warehouse_link is None:
            continue
        asn = region.warehouse_link.amazon_side_asn
        if asn in taken:
            yield stacks.problem(
                name, "warehouseLink.amazonSideAsn", asn, "a number of its own", f"{taken[asn]} has it"
            )
        taken.setdefault(asn, name)


def there_is_an_edge_and_a_region(stacks: Stacks) -> Iterator[str]:
    """A fleet has one edge and some Region."""
    if not stacks.edges:
        yield problem(stack_file("global"), "", None, f"a stack file with `{stacks.project}:role: edge`")
    if not stacks.regions:
        yield problem(stack_file("<region>"), "", None, f"a stack file with `{stacks.project}:role: active`")


def each_domain_has_a_writer(stacks: Stacks) -> Iterator[str]:
    """Somebody takes a data domain's writes."""
    for residency in Residency:
        members = stacks.of(residency)
        if members and all(region.database.follows is not None for region in members.values()):
            allowed = "`role: writer` in one stack of the data domain"
            yield stacks.problem(min(members), "database.role", "replica", allowed, f"nobody writes for `{residency}`")


def followers_follow_a_writer(stacks: Stacks) -> Iterator[str]:
    """A replica follows a writer that exists, in its own data domain."""
    for name, region in stacks.regions.items():
        source = region.database.follows
        writers = sorted(
            other for other, candidate in stacks.of(region.residency).items() if candidate.database.follows is None
        )
        if source is None or source in writers:
            continue
        allowed = ", ".join(writers) or f"a writer of `{region.residency}`"
        if source not in stacks.regions:
            reason = f"there is no {stack_file(source)}"
        elif stacks.regions[source].residency is not region.residency:
            reason = f"{source} holds the data of `{stacks.regions[source].residency}`"
        else:
            reason = f"{source} is no writer"
        yield stacks.problem(name, "database.follows", source, allowed, reason)


def each_singleton_has_an_owner(stacks: Stacks) -> Iterator[str]:
    """The catalogue and the registry's replication have an owner in the fleet, carts one in each data domain."""
    for singleton, residency, members in _scopes(stacks):
        if members and not any(singleton in region.owns for region in members.values()):
            reason = f"nobody owns {_scoped(singleton, residency)}"
            yield stacks.problem(min(members), "owns", None, f"`{singleton}` in one stack", reason)


def each_domain_is_served(stacks: Stacks) -> Iterator[str]:
    """Each data domain has an active Region, and the EU's has a last resort, since nobody may stand in for it."""
    for residency in Residency:
        members = stacks.of(residency)
        if members and all(region.role != "active" for region in members.values()):
            reason = f"no Region of `{residency}` is active"
            yield stacks.problem(min(members), "role", "standby", "active in one stack at least", reason)
        if not members:
            file = stack_file("<region>")
            yield problem(file, "", None, "one stack file at least", reason=f"there is no Region of `{residency}`")
    europe = stacks.of(Residency.EU)
    if europe and all(region.last_resort_region is None for region in europe.values()):
        reason = "residents of the EU are told there that it is out of order"
        yield stacks.problem(min(europe), "lastResortRegion", None, "another EU Region", reason)


def services_are_everywhere_the_same(stacks: Stacks) -> Iterator[str]:
    """Services are the same everywhere, so that any Region can take any other's customers."""
    everything = {service for region in stacks.regions.values() for service in region.services}
    for name, region in stacks.regions.items():
        for missing in sorted(everything - region.services.keys()):
            reason = "other Regions have this service"
            yield stacks.problem(name, f"services.{missing}", None, "the same services in every Region", reason)


def pins_name_a_region_of_the_world(stacks: Stacks) -> Iterator[str]:
    """A pinned country is served by an active Region outside the EU, and so many Regions can be healthy."""
    active = sorted(name for name, region in stacks.of(Residency.WORLD).items() if region.role == "active")
    for name, edge in stacks.edges.items():
        for country, region in edge.routing.pinned_countries.items():
            if region not in active:
                key, reason = f"routing.pinnedCountries.{country}", "no active Region outside the EU"
                yield stacks.problem(name, key, region, ", ".join(active), reason)
        if active and edge.routing.healthy_regions > len(active):
            reason = f"{len(active)} Regions outside the EU are active"
            key, value = "routing.healthyRegions", edge.routing.healthy_regions
            yield stacks.problem(name, key, value, f"1 to {len(active)}", reason)


def warehouse_links_lead_somewhere(stacks: Stacks) -> Iterator[str]:
    """A Region's end of the line to the warehouse needs the line."""
    if any(edge.warehouse for edge in stacks.edges.values()) or not stacks.edges:
        return
    for name, region in stacks.regions.items():
        if region.warehouse_link is not None:
            asn = region.warehouse_link.amazon_side_asn
            reason = f"{stack_file(min(stacks.edges))} has no `warehouse`"
            yield stacks.problem(name, "warehouseLink.amazonSideAsn", asn, "no `warehouseLink`", reason)


def _scopes(stacks: Stacks) -> Iterator[tuple[Singleton, Residency | None, Mapping[str, RegionSettings]]]:
    yield Singleton.CATALOGUE, None, stacks.regions
    yield Singleton.REGISTRY, None, stacks.regions
    for residency in Residency:
        yield Singleton.CARTS, residency, stacks.of(residency)


def _scoped(singleton: Singleton, residency: Residency | None) -> str:
    return f"`{singleton}`" if residency is None else f"`{singleton}` of `{residency}`"


CHECKS_OF_ANY_STACKS: Final[tuple[Check, ...]] = (
    shared_settings_agree,
    stacks_are_named_after_their_region,
    ranges_do_not_overlap,
    at_most_one_writer_for_each_domain,
    at_most_one_owner_for_each_singleton,
    at_most_one_edge,
    at_most_one_last_resort,
    private_lines_have_their_own_numbers,
)
"""What cannot be put right by another stack: told even while some file cannot be read."""

CHECKS_OF_THE_FLEET: Final[tuple[Check, ...]] = (
    there_is_an_edge_and_a_region,
    each_domain_has_a_writer,
    followers_follow_a_writer,
    each_singleton_has_an_owner,
    each_domain_is_served,
    services_are_everywhere_the_same,
    pins_name_a_region_of_the_world,
    warehouse_links_lead_somewhere,
)
"""What only all stacks together can fulfil: silent while some file cannot be read."""

CHECKS: Final = CHECKS_OF_ANY_STACKS + CHECKS_OF_THE_FLEET
"""Every check that a fleet has passed."""
