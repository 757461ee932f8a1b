"""A path to who answers, decision by decision, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from securecart.proof.conditions import Conditions
from securecart.proof.databases import Databases
from securecart.proof.estate.model import Bucket, ErrorPage, Estate, LoadBalancer
from securecart.proof.journeys import Access, Journey
from securecart.proof.routes import Arrival
from securecart.proof.visits import Judge
from securecart.routing.hops import Hop, PassedOver


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One decision on the way.

    Attributes:
        place: where it is taken: a name, a distribution, an accelerator, a load balancer.
        chosen: what was chosen.
        rule: by which rule, as a sentence.
        source: the page of AWS's that documents the rule; empty where the plan itself says it.
        passed_over: what would have come before, and why it did not.
    """

    place: str
    chosen: str
    rule: str
    source: str = ""
    passed_over: tuple[str, ...] = ()


class Paths:
    """Tells paths.

    Args:
        estate: the fleet.
        judge: knows which service answers, and whether it works.
        databases: knows who takes writes.
    """

    def __init__(self, estate: Estate, judge: Judge, databases: Databases) -> None:
        self._estate = estate
        self._judge = judge
        self._databases = databases

    def steps(self, journey: Journey, arrival: Arrival, conditions: Conditions) -> tuple[Step, ...]:
        """The decisions that lead to an arrival, and what is found there."""
        return tuple(self._steps(journey, arrival, conditions))

    def named(self, key: str) -> str:
        """A health check or alias target as people call it; what is neither stays as it is."""
        if check := self._estate.checks.get(key):
            return f"health check {check.check.name} of {check.declared.stack}"
        if balancer := self._estate.load_balancers.get(key):
            return _balancer(balancer)
        if page := self._estate.error_pages.get(key):
            return f"error page {page.declared.name} in {page.region}"
        return next((_balancer(each) for each in self._estate.load_balancers.values() if each.arn == key), key)

    def _steps(self, journey: Journey, arrival: Arrival, conditions: Conditions) -> Iterator[Step]:
        distribution, origin = arrival.distribution, arrival.origin
        fetched = False
        for hop in arrival.hops:
            if origin is not None and not fetched and hop.chosen.place.startswith(f"{origin.domain_name} "):
                fetched = True
                yield self._fetch(arrival)
            yield self._hop(hop)
        if distribution is not None and not fetched:
            yield self._fetch(arrival)
        if arrival.unanswered is not None:
            yield Step(
                place="Route 53",
                chosen="no answer",
                rule=arrival.unanswered.sentence,
                source=arrival.unanswered.source,
            )
        elif arrival.endpoint is None:
            gone = arrival.accelerator.declared if arrival.accelerator else None
            yield Step(place=str(gone or "there"), chosen="nothing", rule="nothing answers there")
        else:
            yield self._end(journey, arrival, conditions)
        if journey.database is Access.WRITE and isinstance(arrival.endpoint, LoadBalancer):
            yield self._writing(arrival.region, conditions)

    def _hop(self, hop: Hop) -> Step:
        return Step(
            place=hop.chosen.place,
            chosen=self.named(hop.chosen.label),
            rule=hop.rule.sentence,
            source=hop.rule.source,
            passed_over=tuple(text for passed in hop.passed_over for text in self._passed(passed)),
        )

    def _passed(self, passed: PassedOver) -> Iterator[str]:
        because = f": {self.named(passed.because)}" if passed.because else ""
        yield f"{self.named(passed.choice.label)}: {passed.rule.sentence}{because}"

    def _fetch(self, arrival: Arrival) -> Step:
        assert arrival.distribution is not None  # noqa: S101 (told by the caller)
        chosen = arrival.origin.id if arrival.origin else "no origin"
        rule = "the behavior of the path names it" if arrival.origin else "no behavior leads to one"
        return Step(place=f"CloudFront {arrival.distribution.declared.name}", chosen=chosen, rule=rule)

    def _end(self, journey: Journey, arrival: Arrival, conditions: Conditions) -> Step:
        """What is found at the end."""
        endpoint = arrival.endpoint
        services = self._judge.services(journey, arrival)
        obstacle = self._judge.obstacle(journey, arrival, conditions)
        if isinstance(endpoint, LoadBalancer):
            names = dict.fromkeys(service.name for service in services)
            place, chosen = _balancer(endpoint), ", ".join(names) or "no service"
        elif isinstance(endpoint, Bucket):
            place, chosen = f"S3 in {endpoint.region}", f"bucket {endpoint.declared.name}"
        elif isinstance(endpoint, ErrorPage):
            place, chosen = f"API Gateway in {endpoint.region}", f"error page, {endpoint.status}"
        else:
            place, chosen = "there", "nothing"
        return Step(place=place, chosen=chosen, rule=obstacle or "it answers")

    def _writing(self, region: str, conditions: Conditions) -> Step:
        writing = self._databases.writing(region, conditions)
        waits = f"it takes them after {writing.seconds} s" if writing.seconds else "it takes them"
        return Step(
            place=f"writes of {region}",
            chosen=f"database in {writing.region}" if writing.region else "no database",
            rule=writing.obstacle.reason if writing.obstacle else waits,
        )


def _balancer(balancer: LoadBalancer) -> str:
    return f"load balancer {balancer.release} of {balancer.region}"
