"""Places on earth."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Final

EARTH_RADIUS: Final = 6371.0
"""Kilometers, the mean (IUGG)."""


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A place, in degrees."""

    latitude: float
    longitude: float

    def distance(self, other: Coordinates) -> float:
        """Kilometers to another place along a great circle (haversine formula)."""
        here, there = radians(self.latitude), radians(other.latitude)
        across = radians(other.longitude - self.longitude)
        half = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(across / 2) ** 2
        return 2 * EARTH_RADIUS * asin(min(1.0, sqrt(half)))
