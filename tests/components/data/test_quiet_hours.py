"""Windows of backups and maintenance."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.data.quiet_hours import backup_window, maintenance_window
from securecart.settings.geography import ZONE_LETTERS

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_REGIONS = st.one_of(st.sampled_from(sorted(ZONE_LETTERS)), st.from_regex(r"\A[a-z]{2}-[a-z]{4,9}-[1-9]\Z"))


@pytest.mark.parametrize(
    ("region", "backup", "maintenance"),
    [
        ("us-east-1", "07:00-08:00", "sun:09:00-sun:10:00"),
        ("us-west-2", "10:00-11:00", "sun:12:00-sun:13:00"),
        ("eu-central-1", "01:00-02:00", "sun:03:00-sun:04:00"),
        ("ap-southeast-1", "18:00-19:00", "sat:20:00-sat:21:00"),
        ("ap-southeast-2", "16:00-17:00", "sat:18:00-sat:19:00"),
        ("me-south-1", "23:00-00:00", "sun:01:00-sun:02:00"),
        ("xx-nowhere-1", "02:00-03:00", "sun:04:00-sun:05:00"),
    ],
)
def test_it_is_night_in_the_region(region: str, backup: str, maintenance: str) -> None:
    assert backup_window(region) == backup
    assert maintenance_window(region) == maintenance


@given(_REGIONS)
def test_rds_takes_the_windows(region: str) -> None:
    backup = re.fullmatch(r"(\d\d):00-(\d\d):00", backup_window(region))
    maintenance = re.fullmatch(r"(\w{3}):(\d\d):00-(\w{3}):(\d\d):00", maintenance_window(region))
    assert backup
    assert maintenance
    begins, ends = int(backup[1]), int(backup[2])
    assert (ends - begins) % 24 == 1
    first = _DAYS.index(maintenance[1]) * 24 + int(maintenance[2])
    last = _DAYS.index(maintenance[3]) * 24 + int(maintenance[4])
    assert (last - first) % (7 * 24) == 1
    assert first % 24 != begins
    assert last % 24 != begins
    assert max(begins, ends, int(maintenance[2]), int(maintenance[4])) < 24
