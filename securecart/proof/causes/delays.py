"""Causes of what comes too late: writes that wait for a database, and checks that take long to notice."""

from __future__ import annotations

from securecart.proof import times
from securecart.proof.cause import Cause
from securecart.proof.databases import Databases
from securecart.proof.estate.model import Declared, Estate, LoadBalancer
from securecart.proof.journeys import Access
from securecart.proof.promises import Miss
from securecart.proof.routes import Arrival
from securecart.proof.visits import Visit


class DelayCauses:
    """Finds them.

    Args:
        estate: the fleet.
        databases: knows who takes writes.
    """

    def __init__(self, estate: Estate, databases: Databases) -> None:
        self._estate = estate
        self._databases = databases

    def writing(self, visit: Visit, arrival: Arrival) -> Cause | None:
        """What writes wait for; None where they do not."""
        if visit.journey.database is not Access.WRITE or not isinstance(arrival.endpoint, LoadBalancer):
            return None
        return self._databases.writing(arrival.region, visit.conditions).obstacle

    def noticing(self, arrival: Arrival, miss: Miss) -> Cause:
        """What of all that had to be noticed took longest."""
        slowest = max(self._noticed(arrival), key=lambda each: each[0], default=None)
        if slowest is None:
            return Cause(reason=f"it takes {miss.found}", remedy=f"change what takes so long, or {miss.setting}")
        seconds, declared = slowest
        return Cause(
            reason=f"{declared} notices after {seconds} s only",
            remedy="shorten its interval, or lower its threshold",
            declared=declared,
        )

    def _noticed(self, arrival: Arrival) -> list[tuple[int, Declared]]:
        found: list[tuple[int, Declared]] = []
        balancers = [arrival.endpoint] if isinstance(arrival.endpoint, LoadBalancer) else []
        for passed in arrival.passed_over:
            names = (passed.because, passed.choice.label)
            balancers += [
                each for each in self._estate.load_balancers.values() if each.dns_name in names or each.arn in names
            ]
            check = self._estate.checks.get(passed.because or "")
            for key in (check.check.id, *check.check.children) if check else ():
                each = self._estate.checks.get(key)
                if each is not None and not each.check.children:
                    found.append((times.check_notices(each, self._estate.checks), each.declared))
        found += [
            (times.target_group_notices(group), group.declared)
            for balancer in balancers
            for group in balancer.target_groups
        ]
        return found
