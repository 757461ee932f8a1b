"""Who asks: a place on earth, and how far each Region is from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

from securecart.routing.geography.coordinates import Coordinates


@dataclass(frozen=True, kw_only=True, eq=False)
class Client:
    """Clients at one place; each is equal to itself alone, so that what it is answered can be kept by it.

    Attributes:
        name: what it is selected by: a city (`frankfurt`), or the code of a country without one (`CY`).
        country: ISO 3166-1 code.
        continent: where Route 53 files the country.
        subdivision: the state, for the United States.
        coordinates: where it is.
        city: the city whose latencies it has: its own, or the nearest one.
        latency: milliseconds of a round trip to each Region, the median of a year.
        subnet: the addresses that Route 53 sees, for IP-based routing; None where nothing asks.
    """

    name: str
    country: str
    continent: str
    subdivision: str | None = None
    coordinates: Coordinates
    city: str
    latency: Mapping[str, float]
    subnet: IPv4Network | IPv6Network | None = None
