from __future__ import annotations

import pytest

from policies.aws.schedules import WEEK, days


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("cron(0 5 ? * * *)", WEEK),
        ("cron(0 5 * * ? *)", WEEK),
        ("cron(15 * ? * * *)", WEEK),
        ("cron(0 5 1/1 * ? *)", WEEK),
        ("cron(0  5 ? * SUN-SAT *)", WEEK),
        ("cron(0 5 ? * 1-7 *)", WEEK),
        ("cron(0 5 ? * SUN-FRI *)", WEEK[:-1]),
        ("cron(0 5 ? * sat *)", ("SAT",)),
        ("cron(0 5 ? * 7 *)", ("SAT",)),
        ("cron(0 5 ? * FRI-MON *)", ("FRI", "SAT", "SUN", "MON")),
        ("cron(0 5 ? * MON,3,SAT *)", ("MON", "TUE", "SAT")),
        ("cron(0 5 ? * MON/2 *)", ("MON", "WED", "FRI")),
        ("cron(0 5 ? * */3 *)", ("SUN", "WED", "SAT")),
        ("cron(0 5 ? * MON-FRI/2 *)", ("MON", "WED", "FRI")),
        ("cron(0 5 1 * ? *)", ()),
        ("cron(0 5 ? 1 * *)", ()),
        ("cron(0 5 ? * * 2030)", ()),
        ("cron(0 5 ? * 2#1 *)", ()),
        ("cron(0 5 ? * 6L *)", ()),
        ("cron(0 5 ? * 1/0 *)", ()),
        ("cron(0 5 ? * *)", ()),
        ("every day", ()),
    ],
)
def test_the_days_of_a_schedule(expression: str, expected: tuple[str, ...]) -> None:
    assert days(expression) == frozenset(expected)
