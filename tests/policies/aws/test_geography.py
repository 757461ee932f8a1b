from __future__ import annotations

import pytest

from policies.aws import geography
from securecart.settings import geography as settings


def test_the_pack_and_the_settings_agree_on_the_union() -> None:
    assert geography.EU_MEMBERS == settings.EU_MEMBERS
    assert geography.EU_TERRITORIES == settings.EU_TERRITORIES
    assert set(geography.EU_OUTSIDE_EUROPE) == settings.EU_OUTSIDE_EUROPE


@pytest.mark.parametrize(("country", "continent"), [("DE", "EU"), ("AX", "EU"), ("CY", "AS"), ("GF", "SA")])
def test_a_country_is_on_route_53_s_continent(country: str, continent: str) -> None:
    assert geography.continent_of(country) == continent


@pytest.mark.parametrize(
    ("name", "in_eu"),
    [
        ("eu-central-1.origin.shop.example", True),
        ("Shop-1.EU-WEST-1.elb.amazonaws.com", True),
        ("s3-website-us-east-1.amazonaws.com", False),
        ("shop.eu-west-2.elb.amazonaws.com", False),
        ("us-east-1.eu-west-1.shop.example", None),
        ("shop.example", None),
        ("blue-eu-west-12x.shop.example", None),
    ],
)
def test_a_name_tells_its_region(name: str, *, in_eu: bool | None) -> None:
    assert geography.name_in_eu(name) is in_eu
