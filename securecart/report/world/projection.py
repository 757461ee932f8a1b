"""The earth on a plane: equirectangular, true to scale at the latitude of most clients.

A degree of longitude is as wide everywhere, so that a line may leave the map at one side and come in at the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from math import cos, radians
from typing import Final

from securecart.routing.geography.coordinates import Coordinates

WIDTH: Final = 1000
_TRUE_TO_SCALE: Final = 36.0
_NORTH: Final = 80.0
_SOUTH: Final = -56.0
_DEGREE: Final = WIDTH / 360
HEIGHT: Final = round((_NORTH - _SOUTH) * _DEGREE / cos(radians(_TRUE_TO_SCALE)))


def projected(place: Coordinates) -> tuple[float, float]:
    """Where a place is on the map, from the top left."""
    x = (place.longitude + 180) * _DEGREE
    y = (_NORTH - place.latitude) * _DEGREE / cos(radians(_TRUE_TO_SCALE))
    return round(x, 1), round(y, 1)


def land() -> str:
    """The coasts as the data of an SVG path."""
    return "".join(_outline(ring) for ring in _rings())


def _rings() -> Iterator[list[tuple[float, float]]]:
    data = json.loads(files(__package__).joinpath("land.json").read_text(encoding="utf-8"))
    for ring in data["rings"]:
        yield [projected(Coordinates(latitude, longitude)) for longitude, latitude in ring]


def _outline(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z"
