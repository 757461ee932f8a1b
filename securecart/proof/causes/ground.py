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
    for region in dict.fromkeys(region for line in estate.lines for region in line.regions):
        workers = estate.workers.get(region, ())
        if not any(worker.tasks for worker in workers):
            names = ", ".join(worker.name for worker in workers)
            return Cause(
                reason=f"{names} of {region} runs no task" if names else f"no service of {region} takes orders",
                remedy="let a service run tasks that take orders off the Region's queue and read its database",
                declared=workers[0].declared if workers else None,
            )
    locations = {line.location for line in estate.lines if line.location}
    return Cause(
        reason=f"the warehouse has lines over {', '.join(sorted(locations)) or 'no Direct Connect location'}",
        remedy="give it lines at two locations, a VPN behind them, and associate two Regions",
        declared=estate.lines[0].declared if estate.lines else None,
    )
