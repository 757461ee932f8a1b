from fractions import Fraction

import pytest

from securecart.resolution.wording import percentage


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
