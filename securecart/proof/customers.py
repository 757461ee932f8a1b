"""Who makes a journey: clients all over the world, the warehouse, the stores."""

from __future__ import annotations

from collections.abc import Iterable

from securecart.proof.estate.model import Estate
from securecart.routing.clients.cities import cities
from securecart.routing.clients.client import Client
from securecart.routing.clients.selection import in_country
from securecart.routing.route53.records import DEFAULT_LOCATION, Geolocation, Latency
from securecart.settings.geography import EU_MEMBERS, EU_TERRITORIES


def clients() -> tuple[Client, ...]:
    """A client in each city with measured latencies, and one in each part of the Union that has none of them."""
    found = tuple(cities().values())
    visited = {client.country for client in found}
    missing = sorted((EU_MEMBERS | EU_TERRITORIES) - visited)
    return (*found, *(client for country in missing for client in in_country(country)))


def is_eu_resident(client: Client) -> bool:
    """Whether a client's data has to stay in the European Union."""
    return client.country in EU_MEMBERS | EU_TERRITORIES


def treated_alike(found: Iterable[Client], estate: Estate) -> tuple[tuple[Client, ...], ...]:
    """The clients in groups of those that are treated alike.

    Route 53 tells clients apart by their area and by the order of Regions by latency, Global Accelerator by the latter;
    and what is promised to a client depends on its country.
    """
    policies = [each.record.policy for each in estate.records]
    places = [policy for policy in policies if isinstance(policy, Geolocation)]
    regions = {policy.region for policy in policies if isinstance(policy, Latency)}
    regions |= {group.region for each in estate.accelerators.values() for group in each.model.endpoint_groups}
    grouped: dict[tuple[object, ...], list[Client]] = {}
    for client in found:
        order = sorted(regions, key=lambda region: (client.latency.get(region, float("inf")), region))
        areas = tuple(place for place in places if _covers(place, client))
        grouped.setdefault((areas, tuple(order), is_eu_resident(client)), []).append(client)
    return tuple(map(tuple, grouped.values()))


def _covers(place: Geolocation, client: Client) -> bool:
    if place.country is not None:
        here = place.country in (DEFAULT_LOCATION, client.country)
        return here and place.subdivision in (None, client.subdivision)
    return place.continent == client.continent
