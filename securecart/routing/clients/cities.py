"""One city for each Region whose latencies are known."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from securecart.routing.clients.client import Client
from securecart.routing.geography.coordinates import Coordinates
from securecart.routing.geography.countries import countries


@cache
def cities() -> Mapping[str, Client]:
    """The clients in the Regions' cities, by name."""
    latency = _data("region_latency.json")["rtt"]
    return MappingProxyType(
        {
            name: Client(
                name=name,
                country=entry["country"],
                continent=countries()[entry["country"]].continent,
                subdivision=entry.get("state"),
                coordinates=Coordinates(entry["latitude"], entry["longitude"]),
                city=entry["city"],
                latency=MappingProxyType(latency[entry["region"]]),
            )
            for name, entry in _cities().items()
        }
    )


@cache
def region_coordinates() -> Mapping[str, Coordinates]:
    """Where the Regions are: at their cities."""
    return MappingProxyType(
        {entry["region"]: Coordinates(entry["latitude"], entry["longitude"]) for entry in _cities().values()}
    )


def _cities() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = _data("cities.json")["cities"]
    return found


@cache
def _data(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))
    return data
