"""Finds the cause of a promise that is not kept."""

from __future__ import annotations

from securecart.proof.cause import Cause
from securecart.proof.causes.delays import DelayCauses
from securecart.proof.causes.records import RecordCauses
from securecart.proof.causes.regions import RegionCauses
from securecart.proof.estate.model import Bucket, ErrorPage, LoadBalancer
from securecart.proof.evaluation import Evaluation
from securecart.proof.promises import Miss, Promise
from securecart.proof.routes import Arrival
from securecart.proof.visits import Visit, is_lost, untold
from securecart.routing.rules import Rule
from securecart.settings.geography import EU_REGIONS

_NOTHING_LEFT = (Rule.LAST_RESORT, Rule.FAILOVER_BOTH_UNHEALTHY, Rule.AREAS_ALL_UNHEALTHY, Rule.FAIL_OPEN)
"""By these rules something is chosen because nothing is healthy."""


class Causes:
    """Finds causes.

    Args:
        evaluation: knows what becomes of journeys.
    """

    def __init__(self, evaluation: Evaluation) -> None:
        self._judge = evaluation.judge
        self._records = RecordCauses(evaluation.estate)
        self._regions = RegionCauses(evaluation.estate, evaluation.damage, evaluation.databases)
        self._delays = DelayCauses(evaluation.estate, evaluation.databases)

    def guilty(self, visit: Visit, miss: Miss) -> Arrival:
        """The arrival that a promise is missed by."""
        arrivals = visit.after.found
        if miss.promise is Promise.RESIDENCY:
            everywhere = (*arrivals, *visit.before.found)
            return next((each for each in everywhere if each.region and each.region not in EU_REGIONS), arrivals[0])
        if miss.promise is Promise.RELEASE:
            return next(each for each in arrivals if not each.is_released)
        broken = (each for each in arrivals if not self._judge.works(visit.journey, each, visit.conditions))
        waiting = (each for each in arrivals if self._delays.writing(visit, each))
        return next(broken, None) or next(waiting, arrivals[0])

    def cause(self, visit: Visit, miss: Miss) -> Cause:
        """Why a visit misses a promise."""
        arrival = self.guilty(visit, miss)
        if miss.promise is Promise.RESIDENCY:
            kept = (
                self._judge.breach(visit.journey, arrival, visit.conditions) if arrival.region in EU_REGIONS else None
            )
            return kept or self._records.led_out(visit.client, arrival)
        if miss.promise is Promise.RELEASE:
            return self._records.weightless(arrival)
        if arrival.unanswered is not None:
            return self._records.unanswered(visit.journey, visit.client, arrival.unanswered)
        if miss.promise is Promise.DATA:
            for table in self._judge.interrupted_tables(visit):
                if is_lost(table, visit.conditions):
                    return Cause(
                        reason=f"the table {table.name} has replicas in {', '.join(sorted(table.regions))} only",
                        remedy="give it a replica in another Region of its residency",
                        declared=table.declared,
                    )
        if not self._judge.works(visit.journey, arrival, visit.conditions):
            return self._broken(visit, arrival)
        return self._delays.writing(visit, arrival) or self._away(visit) or self._delays.noticing(arrival, miss)

    def _away(self, visit: Visit) -> Cause | None:
        """Why clients had to be led away from a Region that is not lost; None where they had not."""
        for before in visit.before.found:
            if isinstance(before.endpoint, LoadBalancer):
                for cause in self._regions.unhealthy(before.endpoint, visit.conditions):
                    return cause
        return None

    def _broken(self, visit: Visit, arrival: Arrival) -> Cause:
        """Why what does not work is arrived at: nothing else is left, or it counts as healthy."""
        obstacle = self._judge.obstacle(visit.journey, arrival, visit.conditions)
        if arrival.endpoint is None:
            return self._nowhere(arrival, obstacle)
        if isinstance(arrival.endpoint, Bucket):
            return self._bucket(arrival, arrival.endpoint, obstacle)
        services = self._judge.services(visit.journey, arrival)
        for service in services:
            if missing := untold(visit.journey, service):
                return Cause(
                    reason=f"{missing}: {visit.journey.path} of {visit.journey.label} needs it in {arrival.region}",
                    remedy="tell it in the environment of its task definition",
                    declared=service.declared,
                )
        left = not isinstance(arrival.endpoint, ErrorPage) and all(
            hop.rule not in _NOTHING_LEFT for hop in arrival.hops
        )
        found = None if left else next(self._regions.spare(arrival, visit.conditions), None)
        if isinstance(arrival.endpoint, LoadBalancer):
            found = found or next(self._regions.unhealthy(arrival.endpoint, visit.conditions), None)
            found = found or self._records.blind(arrival)
            if found is None and not services:
                return Cause(
                    reason=f"{obstacle}: {visit.journey.path} of {visit.journey.label} in {arrival.region}",
                    remedy="declare a listener rule that leads it to a target group, before any other that takes it",
                    declared=(self._judge.rule(visit.journey, arrival) or arrival.endpoint).declared,
                )
        remedy = "let something else stand in for it"
        return found or Cause(reason=obstacle, remedy=remedy, declared=self._records.last(arrival))

    def _nowhere(self, arrival: Arrival, obstacle: str) -> Cause:
        if arrival.accelerator is not None:
            return Cause(
                reason="nothing stands behind the accelerator",
                remedy="promise nothing for it, or fail over in Route 53 to load balancers",
                declared=arrival.accelerator.declared,
            )
        if arrival.distribution is not None:
            remedy = "let the distribution answer for the name, with an origin for every path"
            return Cause(reason=obstacle, remedy=remedy, declared=arrival.distribution.declared)
        remedy = "let the record lead to something that answers"
        return Cause(reason=obstacle, remedy=remedy, declared=self._records.last(arrival))

    def _bucket(self, arrival: Arrival, bucket: Bucket, obstacle: str) -> Cause:
        if arrival.is_grouped and not bucket.copied_from:
            remedy = "replicate the first bucket of the origin group to the second, as a whole"
            return Cause(reason=obstacle, remedy=remedy, declared=bucket.declared)
        remedy = "give the path an origin group of two buckets in two Regions"
        declared = arrival.distribution.declared if arrival.distribution else None
        return Cause(reason=obstacle, remedy=remedy, declared=declared)
