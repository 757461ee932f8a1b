"""When a Region's customers sleep: the windows of its database's backups and maintenance."""

from typing import Final

_HOURS_EAST: Final = {
    "af-south": 2,
    "ap-east": 8,
    "ap-northeast": 9,
    "ap-south": 5,
    "ap-southeast": 8,
    "ap-southeast-2": 10,
    "ap-southeast-4": 10,
    "ca-central": -5,
    "ca-west": -7,
    "eu": 1,
    "il-central": 2,
    "me-central": 4,
    "me-south": 3,
    "mx-central": -6,
    "sa-east": -3,
    "us-east": -5,
    "us-west": -8,
}
"""Whole hours that local standard time is ahead of UTC, by the longest beginning of a Region's name that is listed."""

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_BACKUP_HOUR: Final = 2
_MAINTENANCE_HOUR: Final = 4


def backup_window(region: str) -> str:
    """The hour from 02:00 local standard time, as RDS writes it (UTC): `07:00-08:00`."""
    hour = _utc(region, _BACKUP_HOUR) % 24
    return f"{hour:02}:00-{(hour + 1) % 24:02}:00"


def maintenance_window(region: str) -> str:
    """The hour from 04:00 local standard time on Sunday, as RDS writes it (UTC): `sun:09:00-sun:10:00`.

    An hour lies between it and the backup, since RDS refuses windows that overlap.
    """
    start = _utc(region, 6 * 24 + _MAINTENANCE_HOUR)
    return f"{_moment(start)}-{_moment(start + 1)}"


def _utc(region: str, local_hour: int) -> int:
    listed = [beginning for beginning in _HOURS_EAST if region.startswith(beginning)]
    return local_hour - _HOURS_EAST[max(listed, key=len)] if listed else local_hour


def _moment(hour_of_week: int) -> str:
    day, hour = divmod(hour_of_week % (7 * 24), 24)
    return f"{_DAYS[day]}:{hour:02}:00"
