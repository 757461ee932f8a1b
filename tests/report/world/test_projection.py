from securecart.report.world.projection import HEIGHT, WIDTH, land, projected
from securecart.routing.clients.cities import cities
from securecart.routing.geography.coordinates import Coordinates


def test_a_degree_is_as_wide_everywhere_and_north_is_up() -> None:
    west, east = projected(Coordinates(60, -180)), projected(Coordinates(-40, 180))

    assert (west[0], east[0]) == (0, WIDTH)
    assert projected(Coordinates(0, 0))[0] == WIDTH / 2
    assert projected(Coordinates(50, 8))[1] < projected(Coordinates(-30, 8))[1]


def test_every_city_is_on_the_map() -> None:
    for city in cities().values():
        x, y = projected(city.coordinates)
        assert 0 < x < WIDTH
        assert 0 < y < HEIGHT


def test_the_coasts_are_closed_outlines() -> None:
    outlines = land().split("M")[1:]

    assert len(outlines) > 50
    assert all(outline.endswith("Z") for outline in outlines)


def test_cities_are_on_land_and_oceans_are_not() -> None:
    assert _on_land(Coordinates(50.1, 8.7))  # Frankfurt
    assert _on_land(Coordinates(39.0, -77.5))  # Ashburn
    assert _on_land(Coordinates(-25.0, 134.0))  # Australia
    assert not _on_land(Coordinates(30.0, -40.0))  # the Atlantic
    assert not _on_land(Coordinates(0.0, -140.0))  # the Pacific


def _on_land(place: Coordinates) -> bool:
    """Whether a point is inside the outlines: a line from it to the right crosses them an odd number of times."""
    x, y = projected(place)
    inside = False
    for outline in land().split("M")[1:]:
        points = [tuple(map(float, point.split())) for point in outline.rstrip("Z").split("L")]
        for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside
