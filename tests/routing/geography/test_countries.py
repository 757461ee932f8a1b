from __future__ import annotations

from components.routing.geolocation import NON_MEMBERS_IN_EUROPE
from policies.aws import geography as policy_geography
from securecart.routing.geography.countries import continents, countries, states, subdivisions
from securecart.settings.geography import EU_MEMBERS, EU_OUTSIDE_EUROPE, EU_TERRITORIES


def test_every_country_is_filed() -> None:
    assert len(countries()) == 246
    for country in countries().values():
        assert {country.continent, country.otherwise or "EU"} <= set(continents())
        assert country.otherwise != country.continent


def test_sources_disagree_on_four_of_them() -> None:
    disputed = {code: (each.continent, each.otherwise) for code, each in countries().items() if each.otherwise}
    assert disputed == {"CY": ("EU", "AS"), "TR": ("EU", "AS"), "TL": ("OC", "AS"), "GS": ("AN", "SA")}


def test_nobody_lives_in_two_of_them() -> None:
    assert {code for code, each in countries().items() if each.coordinates is None} == {"AQ", "UM"}


def test_the_union_has_records_for_all_who_may_be_filed_elsewhere() -> None:
    union = EU_MEMBERS | EU_TERRITORIES
    elsewhere = {code for code in union if {countries()[code].continent, countries()[code].otherwise} - {"EU", None}}
    assert elsewhere == EU_OUTSIDE_EUROPE
    for code, continent in policy_geography.EU_OUTSIDE_EUROPE.items():
        assert continent in (countries()[code].continent, countries()[code].otherwise)


def test_whoever_may_be_filed_under_europe_is_in_the_union_or_is_not_pinned() -> None:
    filed = {code for code, each in countries().items() if "EU" in (each.continent, each.otherwise)}
    assert filed - EU_MEMBERS - EU_TERRITORIES == NON_MEMBERS_IN_EUROPE


def test_parts_of_countries() -> None:
    assert len(states()) == 51
    assert subdivisions("US") == set(states())
    assert "30" in subdivisions("UA")
    assert subdivisions("CA") == frozenset()
