"""What stacks must agree on: each check is a pure function of all settings and returns its problems as messages."""

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Final

from securecart.settings.edge import EdgeSettings
from securecart.settings.geography import Residency
from securecart.settings.region import RegionSettings, Singleton

Regions = Mapping[str, RegionSettings]
Check = Callable[[Regions, EdgeSettings], Iterator[str]]


def _file(stack: str) -> str:
    return f"Pulumi.{stack}.yaml"


def shared_settings_agree(regions: Regions, edge: EdgeSettings) -> Iterator[str]:
    """A fleet has one domain, one hosted zone and one account."""
    for name, region in regions.items():
        for key in ("domain", "hosted_zone_id", "account_id"):
            ours, theirs = getattr(region, key), getattr(edge, key)
            if ours != theirs:
                label = type(region).model_fields[key].alias or key
                yield f"{_file(name)}: securecart:{label}: {ours}: allowed: {theirs}, as in the global stack"


def stacks_are_named_after_their_region(regions: Regions, _: EdgeSettings) -> Iterator[str]:
    """The name of a Region's stack is how other stacks refer to it."""
    for name, region in regions.items():
        if name != region.aws_region:
            yield f"{_file(name)}: aws:region: {region.aws_region}: allowed: {name}, the stack's name"


def ranges_do_not_overlap(regions: Regions, edge: EdgeSettings) -> Iterator[str]:
    """Every VPC, and the warehouse, has addresses of its own."""
    ranges = [(_file(name), "securecart:network.cidr", region.network.cidr) for name, region in regions.items()]
    if edge.warehouse:
        ranges.append(("the global stack's file", "securecart:warehouse.network", edge.warehouse.network))
    for (first, first_key, one), (second, second_key, other) in combinations(ranges, 2):
        if one.overlaps(other):
            yield f"{second}: {second_key}: {other}: overlaps {first_key} {one} of {first}; allowed: a range of its own"


def one_writer_for_each_domain(regions: Regions, _: EdgeSettings) -> Iterator[str]:
    """Each data domain has exactly one database that takes writes."""
    for residency in Residency:
        members = {name: region for name, region in regions.items() if region.residency is residency}
        writers = sorted(name for name, region in members.items() if region.database.follows is None)
        if members and not writers:
            yield f"{_file(min(members))}: securecart:database.role: replica: nobody writes for {residency}; allowed: one writer"
        for name in writers[1:]:
            yield (
                f"{_file(name)}: securecart:database.role: writer: {writers[0]} writes for {residency} already; "
                "allowed: replica, with `follows`"
            )


def followers_follow_a_writer(regions: Regions, _: EdgeSettings) -> Iterator[str]:
    """A replica follows a writer that exists, in its own data domain."""
    for name, region in regions.items():
        source = region.database.follows
        if source is None:
            continue
        writers = [
            other
            for other, candidate in regions.items()
            if candidate.residency is region.residency and candidate.database.follows is None
        ]
        allowed = f"allowed: {', '.join(sorted(writers)) or 'a writer of the data domain'}"
        if source not in regions:
            yield f"{_file(name)}: securecart:database.follows: {source}: there is no {_file(source)}; {allowed}"
        elif source not in writers:
            yield f"{_file(name)}: securecart:database.follows: {source}: not the writer of {region.residency}; {allowed}"


def singletons_have_one_owner(regions: Regions, _: EdgeSettings) -> Iterator[str]:
    """The catalogue and the registry's replication have one owner in the fleet, carts one in each data domain."""
    scopes = [(Singleton.CATALOGUE, None), (Singleton.REGISTRY, None)]
    scopes += [(Singleton.CARTS, residency) for residency in Residency]
    for singleton, residency in scopes:
        members = [name for name, region in regions.items() if residency in (None, region.residency)]
        owners = sorted(name for name in members if singleton in regions[name].owns)
        of = f"{singleton}" if residency is None else f"{singleton} of {residency}"
        if members and not owners:
            yield f"{_file(min(members))}: securecart:owns: nobody owns {of}; allowed: `{singleton}` in one stack"
        for name in owners[1:]:
            yield f"{_file(name)}: securecart:owns: {singleton}: {owners[0]} owns {of} already; allowed: one owner"


def domains_can_be_served(regions: Regions, _: EdgeSettings) -> Iterator[str]:
    """Each data domain has an active Region, and the world has one to be latency's answer."""
    for residency in Residency:
        members = {name: region.role for name, region in regions.items() if region.residency is residency}
        if "active" not in members.values():
            where = _file(min(members)) if members else "stack files"
            yield f"{where}: securecart:role: no Region of {residency} is active; allowed: at least one"


def services_are_everywhere_the_same(regions: Regions, _: EdgeSettings) -> Iterator[str]:
    """Services are the same everywhere, so that any Region can take any other's customers."""
    names = {name: frozenset(region.services) for name, region in regions.items()}
    everything = frozenset().union(*names.values())
    for name, services in names.items():
        for missing in sorted(everything - services):
            yield f"{_file(name)}: securecart:services: {missing} is missing; allowed: the same services in every Region"


def pins_name_a_region_of_the_world(regions: Regions, edge: EdgeSettings) -> Iterator[str]:
    """A pinned country is served by an active Region outside the EU."""
    allowed = sorted(
        name for name, region in regions.items() if region.role == "active" and region.residency is Residency.WORLD
    )
    for country, region in edge.routing.pinned_countries.items():
        if region not in allowed:
            yield (
                f"the global stack's file: securecart:routing.pinnedCountries.{country}: {region}: "
                f"allowed: {', '.join(allowed)}"
            )
    if edge.routing.healthy_regions > len(allowed):
        yield (
            f"the global stack's file: securecart:routing.healthyRegions: {edge.routing.healthy_regions}: "
            f"allowed: 1 to {len(allowed)}, the active Regions outside the EU"
        )


def private_lines_have_their_own_numbers(regions: Regions, edge: EdgeSettings) -> Iterator[str]:
    """Each virtual private gateway, and the Direct Connect gateway, has an ASN of its own."""
    taken = {edge.warehouse.amazon_side_asn: "the Direct Connect gateway"} if edge.warehouse else {}
    for name, region in regions.items():
        if region.warehouse_link is None:
            continue
        if edge.warehouse is None:
            yield f"{_file(name)}: securecart:warehouseLink: the global stack has no `warehouse`; allowed: nothing"
        asn = region.warehouse_link.amazon_side_asn
        if asn in taken:
            yield f"{_file(name)}: securecart:warehouseLink.amazonSideAsn: {asn}: {taken[asn]} has it; allowed: another"
        taken.setdefault(asn, name)


CHECKS: Final[tuple[Check, ...]] = (
    shared_settings_agree,
    stacks_are_named_after_their_region,
    ranges_do_not_overlap,
    one_writer_for_each_domain,
    followers_follow_a_writer,
    singletons_have_one_owner,
    domains_can_be_served,
    services_are_everywhere_the_same,
    pins_name_a_region_of_the_world,
    private_lines_have_their_own_numbers,
)
