import pytest

from components.routing.geolocation import DEFAULT, EU_LOCATIONS, NON_MEMBERS_IN_EUROPE, can_be_pinned
from securecart.settings.geography import EU_MEMBERS, EU_OUTSIDE_EUROPE, EU_TERRITORIES


def test_the_union_is_a_continent_and_what_route_53_files_elsewhere() -> None:
    assert [location.identifier for location in EU_LOCATIONS] == [
        "continent-EU",
        "country-CY",
        "country-GF",
        "country-GP",
        "country-MF",
        "country-MQ",
        "country-RE",
        "country-YT",
    ]
    assert DEFAULT.identifier == "default"


def test_nobody_is_both_in_and_outside_the_union() -> None:
    assert not NON_MEMBERS_IN_EUROPE & (EU_MEMBERS | EU_TERRITORIES)
    assert EU_OUTSIDE_EUROPE <= EU_MEMBERS | EU_TERRITORIES


@pytest.mark.parametrize("country", ["MX", "IL", "EG"])
def test_a_country_outside_europe_can_be_pinned(country: str) -> None:
    assert can_be_pinned(country)


@pytest.mark.parametrize("country", ["DE", "CY", "RE", "GB", "TR"])
def test_a_european_country_cannot(country: str) -> None:
    assert not can_be_pinned(country)
