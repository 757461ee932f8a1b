"""Cron expressions of AWS: on which days of the week they come up."""

from __future__ import annotations

import re
from typing import Final

WEEK: Final = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
"""The days of the week, the first of which has number 1 (EventBridge user guide, "Cron expressions")."""

_CRON: Final = re.compile(r"cron\(\S+ \S+ (?P<day_of_month>\S+) (?P<month>\S+) (?P<day_of_week>\S+) (?P<year>\S+)\)")
_EVERY: Final = ("*", "*/1", "1/1")
_DAY: Final = "|".join((*WEEK, "[1-7]"))
_DAYS: Final = re.compile(rf"(?P<first>\*|{_DAY})(-(?P<last>{_DAY}))?(/(?P<step>[1-7]))?")


def days(expression: str) -> frozenset[str]:
    """The days of the week on which a schedule comes up in every week; none if it is not understood."""
    cron = _CRON.fullmatch(" ".join(expression.split()))
    if cron is None or cron["day_of_month"] not in (*_EVERY, "?") or cron["month"] not in _EVERY or cron["year"] != "*":
        return frozenset()
    if cron["day_of_week"] == "?":
        return frozenset(WEEK)
    return frozenset(day for part in cron["day_of_week"].upper().split(",") for day in _part(part))


def _part(text: str) -> tuple[str, ...]:
    """The days of one part of a list: `MON`, `2`, `*`, `SUN-FRI`, `MON/2`."""
    found = _DAYS.fullmatch(text)
    if found is None:
        return ()
    first = 0 if found["first"] == "*" else _index(found["first"])
    if found["last"]:
        last = _index(found["last"])
    else:
        last = len(WEEK) - 1 if found["step"] or found["first"] == "*" else first
    # FRI-MON goes on into the next week.
    following = (WEEK * 2)[first : last + 1 if last >= first else last + 1 + len(WEEK)]
    return following[:: int(found["step"] or 1)]


def _index(day: str) -> int:
    return WEEK.index(day) if day in WEEK else int(day) - 1
