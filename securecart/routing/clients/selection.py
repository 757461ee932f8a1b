"""Selects clients by city, country or state."""

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from typing import Final

from securecart.routing.clients.cities import cities
from securecart.routing.clients.client import Client
from securecart.routing.errors import ClientError
from securecart.routing.geography.coordinates import Coordinates
from securecart.routing.geography.countries import Country, countries, states

_ALLOWED: Final = "a city (frankfurt), a country's code (CY) or a state's (US-CA)"


def select(text: str) -> Client:
    """The client that is meant.

    Args:
        text: a city (`frankfurt`), the code of a country (`CY`) or of a state of the United States (`US-CA`); `CY@AS`
            for a country that other sources than Route 53's guide file under another continent.

    Raises:
        ClientError: there is none.
    """
    if city := cities().get(text.lower()):
        return city
    place, _, continent = text.upper().partition("@")
    code, _, state = place.partition("-")
    country = countries().get(code)
    if country is None or (state and (code != "US" or state not in states() or continent)):
        raise ClientError(f"{text}: there is no such client; {_near(text)}allowed: {_ALLOWED}")
    if state:
        return replace(_at(f"US-{state}", country, states()[state].coordinates, country.continent), subdivision=state)
    if country.coordinates is None:
        raise ClientError(f"{text}: nobody lives in {country.name} whose latency could be told; allowed: {_ALLOWED}")
    filed = {country.continent: country.code, country.otherwise: f"{country.code}@{country.otherwise}"}
    if continent and continent not in filed:
        allowed = " or ".join(filter(None, (country.continent, country.otherwise)))
        raise ClientError(f"{text}: {country.name} is not filed under {continent}; allowed: {allowed}")
    continent = continent or country.continent
    return _at(filed[continent], country, country.coordinates, continent)


def in_country(code: str) -> tuple[Client, ...]:
    """The clients of a country, one for each continent under which it may be filed; none where nobody lives.

    Raises:
        KeyError: Route 53 knows no such country.
    """
    country = countries()[code]
    if country.coordinates is None:
        return ()
    also = (select(f"{code}@{country.otherwise}"),) if country.otherwise else ()
    return (select(code), *also)


def _at(name: str, country: Country, coordinates: Coordinates, continent: str) -> Client:
    """A client somewhere, with the latencies of the nearest city: of the country's own ones, if it has any."""
    own = [city for city in cities().values() if city.country == country.code]
    nearest = _nearest(own or cities().values(), coordinates)
    return replace(
        nearest, name=name, country=country.code, continent=continent, subdivision=None, coordinates=coordinates
    )


def _nearest(candidates: Iterable[Client], coordinates: Coordinates) -> Client:
    return min(candidates, key=lambda city: city.coordinates.distance(coordinates))


def _near(text: str) -> str:
    near = get_close_matches(text.lower(), cities(), n=2)
    return f"did you mean {' or '.join(near)}? " if near else ""
