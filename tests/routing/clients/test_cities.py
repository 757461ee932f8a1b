from __future__ import annotations

from securecart.routing.clients.cities import cities, region_coordinates
from securecart.routing.geography.countries import countries


def test_one_city_a_region() -> None:
    assert len(cities()) == len(region_coordinates()) == 33
    for name, city in cities().items():
        assert city.name == name
        assert city.latency.keys() == region_coordinates().keys()
        assert city.continent == countries()[city.country].continent


def test_a_city_is_nearest_to_its_own_region() -> None:
    for city in cities().values():
        nearest = min(city.latency, key=city.latency.__getitem__)
        assert region_coordinates()[nearest] == city.coordinates


def test_cities_are_in_their_countries() -> None:
    for city in cities().values():
        capital = countries()[city.country].coordinates
        assert capital is not None
        assert city.coordinates.distance(capital) < 4_000
