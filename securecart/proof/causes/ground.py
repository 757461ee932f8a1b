"""Why the warehouse or a store is not served."""

from __future__ import annotations

from securecart.proof.cause import Cause
from securecart.proof.estate.model import Estate
from securecart.proof.journeys import Journey, Way


def ground_cause(estate: Estate, journey: Journey, customer: str) -> Cause:
    """Why a journey that does not come over the internet misses a promise."""
    if journey.way is Way.IN_STORE:
        store = next(each for each in estate.stores if each.name == customer)
        return Cause(
            reason=f"no task of the inventory service runs in {customer}",
            remedy="let its service run tasks on the store's instances",
            declared=store.declared,
        )
    locations = {line.location for line in estate.lines if line.location}
    return Cause(
        reason=f"the warehouse has lines over {', '.join(sorted(locations)) or 'no Direct Connect location'}",
        remedy="give it lines at two locations, a VPN behind them, and associate two Regions",
        declared=estate.lines[0].declared if estate.lines else None,
    )
