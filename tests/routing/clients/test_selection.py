from __future__ import annotations

import pytest

from securecart.routing.clients.selection import in_country, select
from securecart.routing.errors import ClientError
from securecart.routing.geography.countries import countries


@pytest.mark.parametrize(
    ("text", "name", "country", "continent", "subdivision", "city"),
    [
        ("frankfurt", "frankfurt", "DE", "EU", None, "Frankfurt"),
        ("Sao-Paulo", "sao-paulo", "BR", "SA", None, "São Paulo"),
        ("ashburn", "ashburn", "US", "NA", "VA", "Ashburn"),
        ("DE", "DE", "DE", "EU", None, "Frankfurt"),
        ("de", "DE", "DE", "EU", None, "Frankfurt"),
        ("US", "US", "US", "NA", None, "Ashburn"),
        ("US-CA", "US-CA", "US", "NA", "CA", "San Francisco"),
        ("US-TX", "US-TX", "US", "NA", "TX", "Columbus"),  # Querétaro is nearer, and in another country
        ("AU", "AU", "AU", "OC", None, "Sydney"),
        ("CY", "CY", "CY", "EU", None, "Tel Aviv"),
        ("CY@AS", "CY@AS", "CY", "AS", None, "Tel Aviv"),
        ("MT", "MT", "MT", "EU", None, "Milan"),
        ("PE", "PE", "PE", "SA", None, "São Paulo"),
        ("RE", "RE", "RE", "AF", None, "Cape Town"),
    ],
)
def test_who_is_meant(  # noqa: PLR0917
    text: str, name: str, country: str, continent: str, subdivision: str | None, city: str
) -> None:
    client = select(text)
    assert (client.name, client.country, client.continent) == (name, country, continent)
    assert (client.subdivision, client.city) == (subdivision, city)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("DD", "DD: there is no such client; allowed: a city"),
        ("frankfrut", "did you mean frankfurt"),
        ("US-ZZ", "US-ZZ: there is no such client"),
        ("DE-BY", "DE-BY: there is no such client"),
        ("CY@NA", "CY@NA: Cyprus is not filed under NA; allowed: EU or AS"),
        ("DE@AS", "DE@AS: Germany is not filed under AS; allowed: EU"),
        ("AQ", "nobody lives in Antarctica"),
        ("", "there is no such client"),
    ],
)
def test_nobody_is_meant(text: str, problem: str) -> None:
    with pytest.raises(ClientError, match=problem):
        select(text)


def test_every_country_has_a_client_for_each_continent_that_it_may_be_filed_under() -> None:
    for code, country in countries().items():
        filed = [client.continent for client in in_country(code)]
        expected = [country.continent, *([country.otherwise] if country.otherwise else [])]
        assert filed == (expected if country.coordinates else [])
