from fractions import Fraction

import pytest

from securecart.resolution.wording import described, percentage
from securecart.routing.clients.selection import select


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(1), "100 %"),
        (Fraction(1, 4), "25 %"),
        (Fraction(1, 3), "33.3 %"),
        (Fraction(1, 256), "0.4 %"),
        (Fraction(255, 256), "99.6 %"),
        (Fraction(1, 100_000), "1/100000 of all"),
        (Fraction(99_999, 100_000), "99999/100000 of all"),
    ],
)
def test_shares_are_not_rounded_to_none_or_all(share: Fraction, text: str) -> None:
    assert percentage(share) == text


@pytest.mark.parametrize(
    ("client", "text"),
    [
        ("frankfurt", "frankfurt: Germany, filed under Europe; latency as measured from Frankfurt"),
        ("US-TX", "US-TX: Texas, United States, filed under North America; latency as measured from Columbus"),
        ("CY", "CY: Cyprus, filed under Europe (octoDNS: Asia); latency as measured from Tel Aviv"),
        ("CY@AS", "CY@AS: Cyprus, filed under Asia, as in octoDNS; latency as measured from Tel Aviv"),
    ],
)
def test_who_asks(client: str, text: str) -> None:
    assert described(select(client)) == text
