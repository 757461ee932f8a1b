"""Facts about AWS Regions and about the European Union that settings and routing are checked against.

Sources: "AWS Regions" and "AWS Availability Zones" (AWS Regions and Availability Zones User Guide); the members of
the Union and its outermost regions (Treaty on the Functioning of the European Union, articles 349 and 355), as
ISO 3166-1 codes; the continents are those that the Route 53 Developer Guide lists ("Values specific for geolocation
records").
"""

import re
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Residency(StrEnum):
    """A data domain: where personal data of its customers may be kept."""

    WORLD = "world"
    EU = "eu"


ZONE_LETTERS: Final = MappingProxyType(
    {
        "af-south-1": "abc",
        "ap-east-1": "abc",
        "ap-northeast-1": "acd",
        "ap-northeast-2": "abcd",
        "ap-northeast-3": "abc",
        "ap-south-1": "abc",
        "ap-south-2": "abc",
        "ap-southeast-1": "abc",
        "ap-southeast-2": "abc",
        "ap-southeast-3": "abc",
        "ap-southeast-4": "abc",
        "ap-southeast-5": "abc",
        "ap-southeast-7": "abc",
        "ca-central-1": "abd",
        "ca-west-1": "abc",
        "eu-central-1": "abc",
        "eu-central-2": "abc",
        "eu-north-1": "abc",
        "eu-south-1": "abc",
        "eu-south-2": "abc",
        "eu-west-1": "abc",
        "eu-west-2": "abc",
        "eu-west-3": "abc",
        "il-central-1": "abc",
        "me-central-1": "abc",
        "me-south-1": "abc",
        "mx-central-1": "abc",
        "sa-east-1": "abc",
        "us-east-1": "abcdef",
        "us-east-2": "abc",
        "us-west-1": "ac",
        "us-west-2": "abcd",
    }
)
"""The letters of the Availability Zones that a new account sees in each commercial Region."""

EU_REGIONS: Final = frozenset({"eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3"})
"""The Regions on the Union's soil: London (eu-west-2) and Zurich (eu-central-2) are not."""

EU_MEMBERS: Final = frozenset(
    {
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT",
        "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    }
)  # fmt: skip
"""The 27 member states."""

EU_TERRITORIES: Final = frozenset({"AX", "GF", "GP", "MF", "MQ", "RE", "YT"})
"""Parts of member states with a country code of their own in which the Union's law applies."""

EU_OUTSIDE_EUROPE: Final = frozenset({"CY", "GF", "GP", "MF", "MQ", "RE", "YT"})
"""Members and territories that Route 53 files under another continent than `EU`; on Cyprus lists disagree."""


_REGION_NAME: Final = re.compile(
    r"(us|eu|ap|sa|ca|me|af|il|mx)-(central|(north|south)?(east|west)|north|south)-[1-9]\d?"
)
"""The form of the names of the `aws` partition's Regions, which Regions newer than `ZONE_LETTERS` have too."""


def is_region(name: str) -> bool:
    """Whether a name is one of the `aws` partition's Regions, or could be one that is newer than this module."""
    return _REGION_NAME.fullmatch(name) is not None


def zones_of(region: str) -> tuple[str, ...]:
    """The names of the Availability Zones that a Region has; of one newer than the list, all that it could have."""
    return tuple(f"{region}{letter}" for letter in ZONE_LETTERS.get(region, "abcdef"))


def residency_allows(residency: Residency, region: str) -> bool:
    """Whether data of a domain may be kept in a Region: the EU's only on the Union's soil, the world's outside it."""
    return (region in EU_REGIONS) == (residency is Residency.EU)
