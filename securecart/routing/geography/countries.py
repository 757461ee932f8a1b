"""Countries, the continents under which Route 53 files them, and their parts that it tells apart.

The continents are those that the Route 53 Developer Guide lists, which `ListGeoLocations` does not tell. Other sources
file some countries elsewhere (`Country.otherwise`): what must hold for their residents should hold for either. The data
and its sources are in `geography.json`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from securecart.routing.geography.coordinates import Coordinates


@dataclass(frozen=True, kw_only=True)
class Country:
    """A country, or a territory with a code of its own.

    Attributes:
        code: ISO 3166-1 code.
        name: its name in English.
        continent: the code of the continent under which Route 53 files it.
        otherwise: the continent under which octoDNS files it, where that is another one.
        coordinates: its capital; None where nobody lives.
    """

    code: str
    name: str
    continent: str
    otherwise: str | None
    coordinates: Coordinates | None


@dataclass(frozen=True, kw_only=True)
class State:
    """A state of the United States.

    Attributes:
        code: the letters that the postal service uses.
        name: its name.
        coordinates: its largest city.
    """

    code: str
    name: str
    coordinates: Coordinates


@cache
def continents() -> Mapping[str, str]:
    """The names of the continents by code."""
    return MappingProxyType(_data()["continents"])


@cache
def countries() -> Mapping[str, Country]:
    """The countries that Route 53 knows, by code."""
    return MappingProxyType(
        {
            code: Country(
                code=code,
                name=entry["name"],
                continent=entry["continent"],
                otherwise=entry.get("otherwise"),
                coordinates=_coordinates(entry) if "latitude" in entry else None,
            )
            for code, entry in _data()["countries"].items()
        }
    )


@cache
def states() -> Mapping[str, State]:
    """The states of the United States, by code."""
    return MappingProxyType(
        {
            code: State(code=code, name=entry["name"], coordinates=_coordinates(entry))
            for code, entry in _data()["states"].items()
        }
    )


@cache
def subdivisions(country: str) -> frozenset[str]:
    """The codes of the parts of a country that a geolocation record may be for; of most countries there are none."""
    return frozenset(states()) if country == "US" else frozenset(_data()["subdivisions"].get(country, ()))


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(files(__package__).joinpath("geography.json").read_text(encoding="utf-8"))
    return data


def _coordinates(entry: Mapping[str, Any]) -> Coordinates:
    return Coordinates(entry["latitude"], entry["longitude"])
