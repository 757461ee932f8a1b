"""Where customers and names are: countries of the European Union as Route 53 files them, and Regions in DNS names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from policies.aws.regions import EU_REGIONS

EUROPE: Final = "EU"
"""The code of the continent, which is not the European Union: it holds Norway and Switzerland, and not Cyprus."""
EU_MEMBERS: Final = frozenset(
    {
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT",
        "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    }
)  # fmt: skip
"""The member states, as ISO 3166-1 codes (Treaty on European Union, article 52)."""
EU_TERRITORIES: Final = frozenset({"AX", "GF", "GP", "MF", "MQ", "RE", "YT"})
"""Parts of member states with a code of their own in which EU law applies (Treaty on the Functioning of the
European Union, articles 349 and 355)."""
EU_OUTSIDE_EUROPE: Final[Mapping[str, str]] = MappingProxyType(
    {"CY": "AS", "GF": "SA", "GP": "NA", "MF": "NA", "MQ": "NA", "RE": "AF", "YT": "AF"}
)
"""Members and territories that Route 53 files under another continent, with that continent ("Values specific for
geolocation records", Route 53 developer guide); and Cyprus, which other lists file under Asia."""

_REGION: Final = re.compile(
    r"(?<![a-z0-9])(?:af|ap|ca|eu|il|me|mx|sa|us)-(?:central|(?:north|south)?(?:east|west)|north|south)-\d{1,2}(?![a-z0-9])"
)
"""A Region in a DNS name: `eu-central-1.origin.shop.example`, `shop.eu-west-1.elb.amazonaws.com`."""


def in_eu(country: str | None) -> bool:
    """Whether a country code is that of a member state or of its territory."""
    return country in EU_MEMBERS or country in EU_TERRITORIES


def continent_of(country: str) -> str:
    """The continent under which Route 53 files a country of the EU."""
    return EU_OUTSIDE_EUROPE.get(country, EUROPE)


def regions_in(name: str) -> frozenset[str]:
    """The Regions that a DNS name contains."""
    return frozenset(_REGION.findall(name.lower()))


def name_in_eu(name: str) -> bool | None:
    """Whether a DNS name belongs to a Region in the EU, or of the rest of the world; None where it does not say."""
    standing = {region in EU_REGIONS for region in regions_in(name)}
    return standing.pop() if len(standing) == 1 else None
