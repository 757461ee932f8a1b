import pytest
from hypothesis import given
from hypothesis import strategies as st

from securecart.plan.analyzer.requests import seconds


@pytest.mark.parametrize(
    ("duration", "expected"),
    [(None, 0), ("", 0), ("30m", 1800), ("1h30m", 5400), ("45s", 45), ("500ms", 0.5), ("1.5h", 5400)],
)
def test_durations(duration: str | None, expected: float) -> None:
    assert seconds(duration) == expected


@given(st.integers(0, 99), st.integers(0, 59), st.integers(0, 59))
def test_durations_add_up(hours: int, minutes: int, rest: int) -> None:
    assert seconds(f"{hours}h{minutes}m{rest}s") == hours * 3600 + minutes * 60 + rest
