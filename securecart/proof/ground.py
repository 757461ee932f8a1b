"""The journeys that do not come over the internet: the warehouse's and the stores'."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from securecart.proof.conditions import Conditions
from securecart.proof.estate.model import Estate, Line
from securecart.proof.failures import FailureKind
from securecart.proof.outcomes import Ending, Outcome
from securecart.settings.assumptions import AssumptionSettings

WAREHOUSE: Final = "warehouse"


def warehouse(estate: Estate, conditions: Conditions, assumptions: AssumptionSettings) -> Outcome | None:
    """What becomes of the warehouse's work; None where there is none.

    It is done over the first line that works, with the first Region of that line that has workers and a database.
    """
    first = next(_ways(estate), None)
    if first is None:
        return None
    for way in _ways(estate):
        if _works(*way, conditions):
            seconds = 0 if way == first else assumptions.border_gateway_seconds
            return Outcome(ending=Ending.SERVED, regions=(way[1],), seconds=seconds)
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


def _works(line: Line, region: str, conditions: Conditions) -> bool:
    condition = conditions.regions.get(region)
    if condition is None or condition.lost or not condition.reading:
        return False
    return not (line.location and conditions.has_failed(FailureKind.LOCATION, line.location))
