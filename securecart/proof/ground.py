"""The journeys that do not come over the internet: the warehouse's and the stores'."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from securecart.proof.conditions import Conditions, RegionCondition
from securecart.proof.estate.model import Estate, Line
from securecart.proof.failures import FailureKind
from securecart.proof.outcomes import Ending, Outcome
from securecart.settings.assumptions import AssumptionSettings

WAREHOUSE: Final = "warehouse"


def warehouse(estate: Estate, conditions: Conditions, assumptions: AssumptionSettings) -> Outcome | None:
    """What becomes of the warehouse's work; None where there is none.

    It is done over the first line that works, in the first Region that the line reaches. BGP leads away from a line or
    a Region that is lost, and from nothing else: where workers or databases fail, the warehouse waits for them.
    """
    if not any(line.regions for line in estate.lines):
        return None
    moved = 0
    for line, region in _ways(estate):
        condition = conditions.regions.get(region)
        if _is_lost(line, condition, conditions):
            moved = assumptions.border_gateway_seconds
            continue
        waits = _waits(condition)
        if waits is None:
            break
        return Outcome(ending=Ending.SERVED, regions=(region,), seconds=max(moved, waits))
    return Outcome(ending=Ending.UNSERVED, regions=(), seconds=None)


def stores(estate: Estate) -> dict[str, Outcome]:
    """What becomes of each store's work: it is done in the store, whatever fails elsewhere.

    An instance on an Outpost goes on without its Region, and the local gateway or interface without the service link
    ("Network disconnects", AWS Outposts User Guide); what was sold is told to the Region when the link is back.
    """
    return {
        store.name: Outcome(ending=Ending.SERVED, regions=(store.name,), seconds=0)
        if store.tasks
        else Outcome(ending=Ending.UNSERVED, regions=(), seconds=None)
        for store in estate.stores
    }


def _ways(estate: Estate) -> Iterator[tuple[Line, str]]:
    """The lines with the Regions that they reach, in the order in which they are used."""
    for line in estate.lines:
        for region in line.regions:
            yield line, region


def _is_lost(line: Line, condition: RegionCondition | None, conditions: Conditions) -> bool:
    """Whether a line is dead, or the Region behind it: nobody there announces its network any more."""
    if condition is not None and condition.lost:
        return True
    return bool(line.location) and conditions.has_failed(FailureKind.LOCATION, line.location)


def _waits(condition: RegionCondition | None) -> int | None:
    """Seconds until a Region does the warehouse's work; None where it never does by itself."""
    if condition is None or not condition.working:
        return None
    return 0 if condition.reading else condition.heals
