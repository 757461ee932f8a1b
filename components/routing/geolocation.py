"""Where customers are, as Route 53 files it: who is a resident of the EU, and who can be pinned to a Region.

Route 53 knows continents and countries (`ListGeoLocations`), not the Union: continent `EU` holds countries outside it,
and some members and territories of the Union are filed elsewhere.
"""

from dataclasses import dataclass
from typing import Final

from securecart.settings.geography import EU_MEMBERS, EU_OUTSIDE_EUROPE, EU_TERRITORIES

NON_MEMBERS_IN_EUROPE: Final = frozenset(
    {
        "AD", "AL", "BA", "BY", "CH", "FO", "GB", "GG", "GI", "IM", "IS", "JE", "LI", "MC", "MD", "ME", "MK", "NO",
        "RS", "RU", "SJ", "SM", "TR", "UA", "VA", "XK",
    }
)  # fmt: skip
"""Countries outside the Union that Route 53 files under continent `EU`, and that the EU's Regions serve with it."""


@dataclass(frozen=True)
class Location:
    """An area of Route 53's: a continent, a country, or, with neither, the rest of the world."""

    continent: str | None = None
    country: str | None = None

    @property
    def identifier(self) -> str:
        """A name for it, one for each area."""
        if self.continent:
            return f"continent-{self.continent}"
        return f"country-{self.country}" if self.country else "default"


DEFAULT: Final = Location()
EU_LOCATIONS: Final = (Location(continent="EU"), *(Location(country=code) for code in sorted(EU_OUTSIDE_EUROPE)))
"""The areas whose customers the EU's Regions serve: every resident of the Union is in one of them."""


def can_be_pinned(country: str) -> bool:
    """Whether a country may be pinned to a Region outside the EU.

    When that Region is unhealthy Route 53 turns to the country's continent: for a European country that would be the
    EU's Regions, where its customers have no data. And residents of the Union are served in the EU.
    """
    return country not in EU_MEMBERS | EU_TERRITORIES | NON_MEMBERS_IN_EUROPE
