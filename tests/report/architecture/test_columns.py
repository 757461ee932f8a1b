"""What stands in a Region of the real fleet, after a change of its databases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from securecart.report.architecture.model import Box
from securecart.report.architecture.read import architecture
from securecart.report.model import Report

WRITER = "securecart-us-east-1-g1"
REPLICA = f"{WRITER}-search-1"


def databases(report: Report, changed: str, **attributes: Any) -> list[Box]:
    """The boxes of the first Region's databases, one of which is another than it was."""
    instances = dict(report.estate.instances)
    instances[changed] = replace(instances[changed], **attributes)
    found = architecture(replace(report, estate=replace(report.estate, instances=instances)))
    return [box for box in found.columns[0].boxes if box.title.startswith("RDS")]


def test_a_writer_whose_zone_is_declared_leads(report: Report) -> None:
    (box,) = databases(report, WRITER, multi_az=False, zone="us-east-1a")
    assert (box.title, box.note) == ("RDS writer, one zone", WRITER)


@pytest.mark.parametrize(("zone", "place"), [(None, "read replica"), ("us-east-1c", "read replica, zone c")])
def test_a_replica_follows_whether_its_zone_is_declared_or_not(report: Report, zone: str | None, place: str) -> None:
    (box,) = databases(report, REPLICA, zone=zone)
    assert box.parts[0] == ("search-1", place)


def test_what_follows_nobody_of_its_region_leads(report: Report) -> None:
    assert [box.note for box in databases(report, REPLICA, source="gone")] == [WRITER, REPLICA]
