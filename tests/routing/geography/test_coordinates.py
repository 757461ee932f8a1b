import pytest

from securecart.routing.geography.coordinates import Coordinates


def test_distances() -> None:
    paris, london, sydney = Coordinates(48.86, 2.35), Coordinates(51.51, -0.13), Coordinates(-33.87, 151.21)
    assert paris.distance(london) == pytest.approx(344, abs=2)
    assert london.distance(sydney) == sydney.distance(london) == pytest.approx(16_990, abs=20)
    assert paris.distance(paris) == 0
    assert Coordinates(0, 0).distance(Coordinates(0, 180)) == pytest.approx(20_015, abs=1)
