"""Causes in the public zone: records that lead where they must not, or lead on although nothing works there."""

from __future__ import annotations

from typing import Final

from securecart.proof.cause import Cause
from securecart.proof.estate.model import Declared, Estate, Record
from securecart.proof.journeys import Journey
from securecart.proof.routes import Arrival
from securecart.routing.accelerator import EndpointGroup
from securecart.routing.clients.client import Client
from securecart.routing.hops import Choice
from securecart.routing.route53.records import DEFAULT_LOCATION, Geolocation, ResourceRecordSet, Weighted
from securecart.routing.rules import Rule

_EUROPE: Final = "EU"
"""The continent that the Union's records are for."""


class RecordCauses:
    """Finds them.

    Args:
        estate: the fleet.
    """

    def __init__(self, estate: Estate) -> None:
        self._records = {id(each.record): each for each in estate.records}

    def led_out(self, client: Client, arrival: Arrival) -> Cause:
        """Why a resident of the EU is led out of it."""
        for hop in arrival.hops:
            record = hop.chosen
            if isinstance(record, ResourceRecordSet) and isinstance(record.policy, Geolocation):
                own = [found for each in hop.passed_over if (found := self._of(each.choice))]
                if own:
                    return Cause(
                        reason=f"the record {own[0].record.label} of {record.name} is unhealthy and falls through to "
                        f"{record.label}: {hop.passed_over[0].rule.sentence}",
                        remedy="give it neither a health check nor its target's health",
                        declared=own[0].declared,
                    )
                if record.policy.continent != _EUROPE and record.policy.country != client.country:
                    return Cause(
                        reason=f"no record of {record.name} is for {client.country}: {_area(record.policy)} holds it",
                        remedy=f"declare a geolocation record of {record.name} for country {client.country}",
                        declared=self.last(arrival),
                    )
        groups = [hop.chosen for hop in arrival.hops if isinstance(hop.chosen, EndpointGroup)]
        if groups and arrival.accelerator:
            return Cause(
                reason=f"the accelerator {groups[0].accelerator} leads to {groups[0].region}",
                remedy="give the EU an accelerator of its own, with endpoint groups in the EU only",
                declared=arrival.accelerator.groups.get(groups[0].region),
            )
        return Cause(
            reason=f"{arrival.region} answers, or the writer of its database does",
            remedy="lead to Regions and databases of the EU only",
            declared=self.last(arrival),
        )

    def weightless(self, arrival: Arrival) -> Cause:
        """Why a release without weight is reached."""
        for hop in arrival.hops:
            own = self._of(hop.chosen)
            if own is not None and isinstance(own.record.policy, Weighted) and not own.record.policy.weight:
                return Cause(
                    reason=f"the record {own.record.label} of {own.record.name} has weight 0: {hop.rule.sentence}",
                    remedy="remove the record of a release without weight, or give the release weight",
                    declared=own.declared,
                )
        raise LookupError("every release that answers has weight")

    def unanswered(self, journey: Journey, client: Client, rule: Rule) -> Cause:
        """Why Route 53 has no answer."""
        if rule is Rule.NO_DEFAULT_LOCATION:
            return Cause(
                reason=f"no geolocation record of {journey.label} is for {client.country}, nor for the rest",
                remedy=f"declare a geolocation record of {journey.label} for country {DEFAULT_LOCATION}",
            )
        return Cause(
            reason=f"{journey.label}: {rule.sentence}", remedy="declare the records that lead from it to the Regions"
        )

    def blind(self, arrival: Arrival) -> Cause | None:
        """The record, from below, that leads on whatever becomes of what it leads to."""
        for hop in reversed(arrival.hops):
            own = self._of(hop.chosen)
            if own is None or own.record.alias_target is None or hop.rule is Rule.ONLY_RECORD:
                continue
            if not own.record.health_check_id and not own.record.alias_target.evaluate_target_health:
                return Cause(
                    reason=f"the record {own.record.label} of {own.record.name} has no health check and does not take "
                    "its target's health: it counts as healthy",
                    remedy="give it a health check, and let it evaluate its target's health",
                    declared=own.declared,
                )
        return None

    def last(self, arrival: Arrival) -> Declared | None:
        """The last record on the way."""
        found = [own for hop in arrival.hops if (own := self._of(hop.chosen))]
        return found[-1].declared if found else None

    def _of(self, chosen: Choice) -> Record | None:
        return self._records.get(id(chosen))


def _area(policy: Geolocation) -> str:
    if policy.continent:
        return f"continent {policy.continent}"
    return "the rest of the world" if policy.country == DEFAULT_LOCATION else f"country {policy.country}"
