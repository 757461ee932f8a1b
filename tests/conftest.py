"""What tests of several folders share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fleet import fleet_plan

if TYPE_CHECKING:
    from securecart.plan.model import Plan


@pytest.fixture(scope="session")
def fleet() -> Plan:
    """The plan of the real program over the real stack files: run once, read by many."""
    return fleet_plan()
