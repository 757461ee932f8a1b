"""Regions, and where they stand with the European Union."""

from typing import Final

EU_REGIONS: Final = frozenset({"eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3"})
"""The Regions on the Union's soil (AWS Regions and Availability Zones User Guide, "AWS Regions").

London (eu-west-2) and Zurich (eu-central-2) are not, whatever their names begin with.
"""


def same_residency(one: str, other: str) -> bool:
    """Whether data of one Region may be kept in the other: neither crosses the border of the European Union."""
    return (one in EU_REGIONS) == (other in EU_REGIONS)
