"""One visit over the internet: whether what it arrives at works, and how long it took to be led there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from securecart.proof import times
from securecart.proof.cause import Cause
from securecart.proof.conditions import Conditions
from securecart.proof.customers import is_eu_resident
from securecart.proof.databases import Databases
from securecart.proof.estate.model import (
    Bucket,
    ErrorPage,
    Estate,
    ListenerRule,
    LoadBalancer,
    Service,
    Table,
    TargetGroup,
)
from securecart.proof.journeys import Access, Journey
from securecart.proof.outcomes import Ending, Outcome
from securecart.proof.residency import Residency
from securecart.proof.routes import Arrival, Arrivals, Routes, Via, is_readable
from securecart.routing.accelerator import Endpoint
from securecart.routing.clients.client import Client
from securecart.routing.hops import PassedOver
from securecart.routing.route53.records import ResourceRecordSet
from securecart.routing.rules import Rule
from securecart.settings.assumptions import AssumptionSettings
from securecart.settings.geography import EU_REGIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A journey of a client, before a failure and once whatever moves by itself has moved.

    Attributes:
        journey: the journey.
        client: the client.
        before: where its requests arrive while all is well.
        after: where they arrive in the end.
        conditions: what still works.
    """

    journey: Journey
    client: Client
    before: Arrivals
    after: Arrivals
    conditions: Conditions


class Judge:
    """Says what becomes of visits.

    Args:
        estate: the fleet.
        routes: follows requests.
        databases: finds who takes writes.
        assumptions: what is assumed.
    """

    def __init__(self, estate: Estate, routes: Routes, databases: Databases, assumptions: AssumptionSettings) -> None:
        self._estate = estate
        self._routes = routes
        self._databases = databases
        self._assumptions = assumptions
        self._residency = Residency(estate)
        balancers = estate.load_balancers.values()
        notices = [times.check_notices(check, estate.checks) for check in estate.checks.values()]
        recovers = [times.target_group_recovers(group) for each in balancers for group in each.target_groups]
        self._all_have_seen = max(notices + recovers, default=0)

    def outcome(self, visit: Visit) -> Outcome:
        """What becomes of a visit."""
        journey, conditions = visit.journey, visit.conditions
        broken = [arrival for arrival in visit.after.found if not self.works(journey, arrival, conditions)]
        regions = tuple(sorted({arrival.region for arrival in visit.after.found if arrival.region}))
        loss = self._loss(visit)
        resident = self._is_resident(visit)
        released = all(arrival.is_released for arrival in visit.after.found)
        if broken:
            refused = all(self._says_so(journey, arrival, conditions) for arrival in broken)
            return Outcome(
                ending=Ending.REFUSED if refused else Ending.UNSERVED,
                regions=regions if refused else (),
                seconds=self._moved(visit) if refused else None,
                resumes=self._resumes(visit),
                loss=loss,
                avoidable=self._is_avoidable(visit),
                resident=resident,
                released=released,
            )
        seconds: int | None = self._moved(visit)
        if journey.database is Access.WRITE:
            for arrival in visit.after.found:
                writing = self._databases.writing(arrival.region, conditions)
                seconds = None if seconds is None or writing.seconds is None else max(seconds, writing.seconds)
        return Outcome(
            ending=Ending.UNSERVED if seconds is None else Ending.SERVED,
            regions=regions if seconds is not None else (),
            seconds=seconds,
            loss=loss,
            resident=resident,
            released=released,
        )

    # Whether it works.

    def works(self, journey: Journey, arrival: Arrival, conditions: Conditions) -> bool:
        """Whether what is arrived at does its part of a journey; writes to the database may still have to wait."""
        return not self.obstacle(journey, arrival, conditions)

    def obstacle(self, journey: Journey, arrival: Arrival, conditions: Conditions) -> str:
        """Why what is arrived at does not do its part; empty where it does."""
        endpoint = arrival.endpoint
        if endpoint is None:
            return _why_nothing(arrival)
        if isinstance(endpoint, ErrorPage):
            return f"it answers {endpoint.status} to whatever is asked"
        if isinstance(endpoint, Bucket):
            return self._missing_content(endpoint, arrival, conditions)
        if conditions.regions[endpoint.region].lost:
            return f"{endpoint.region} is lost"
        return self._rule_obstacle(journey, arrival, conditions)

    def services(self, journey: Journey, arrival: Arrival) -> tuple[Service, ...]:
        """The services that answer at a load balancer, each a share of requests."""
        rule = self.rule(journey, arrival)
        return tuple(group.service for group in rule.target_groups if group.service is not None) if rule else ()

    def rule(self, journey: Journey, arrival: Arrival) -> ListenerRule | None:
        """The rule of the load balancer that takes a request."""
        if not isinstance(arrival.endpoint, LoadBalancer):
            return None
        host = arrival.origin.domain_name if arrival.origin else self._routes.full_name(journey.label)
        return self._routes.rule(arrival.endpoint, host, journey.path)

    def _rule_obstacle(self, journey: Journey, arrival: Arrival, conditions: Conditions) -> str:
        rule = self.rule(journey, arrival)
        if rule is None:
            return "no rule of the load balancer leads the request to a service"
        if not rule.target_groups:
            return f"{rule.declared} forwards the request to no target group"
        obstacles = (self._group_obstacle(journey, group, arrival.region, conditions) for group in rule.target_groups)
        return next(filter(None, obstacles), "")

    def _group_obstacle(self, journey: Journey, group: TargetGroup, region: str, conditions: Conditions) -> str:
        condition, service = conditions.regions[region], group.service
        if service is None:
            return f"the target group {group.declared.name} has no service"
        if group.arn not in condition.serving:
            return f"{service.name} has no healthy task behind it"
        if missing := untold(journey, service):
            return missing
        touches = service.touches
        if journey.tables:
            for name in sorted(touches.tables):
                table = self._estate.tables.get(name)
                if table is None or region not in table.regions:
                    return f"the table {name} has no replica in {region}"
        if journey.database is not None and touches.reads_database and not condition.reading:
            return f"no database of {region} answers"
        return ""

    def _missing_content(self, bucket: Bucket, arrival: Arrival, conditions: Conditions) -> str:
        if not is_readable(bucket, conditions):
            return f"the bucket {bucket.declared.name} does not answer"
        distribution, origin = arrival.distribution, arrival.origin
        if distribution is None or origin is None or not arrival.is_grouped:
            return ""
        for members in distribution.origin_groups.values():
            first = self._estate.buckets.get(distribution.origins[members[0]].domain_name)
            if origin.id in members[1:] and first is not None and first.name not in bucket.copied_from:
                return f"nothing is replicated to the bucket {bucket.declared.name}"
        return ""

    def _says_so(self, journey: Journey, arrival: Arrival, conditions: Conditions) -> bool:
        """Whether what does not work answers with an error: the last resort, or a load balancer without targets."""
        endpoint = arrival.endpoint
        if isinstance(endpoint, LoadBalancer):
            return not conditions.regions[endpoint.region].lost and bool(self.services(journey, arrival))
        return isinstance(endpoint, ErrorPage)

    def _is_avoidable(self, visit: Visit) -> bool:
        """Whether a load balancer that is used for the journey, and may be for the client, works."""
        journey = visit.journey
        name = self._routes.full_name(journey.label)
        home = {arrival.region in EU_REGIONS for arrival in visit.before.found}
        asked = next((arrival.origin for arrival in visit.before.found if arrival.origin), None)
        return any(
            self.works(journey, Arrival(endpoint=balancer, origin=asked), visit.conditions)
            for balancer in self._routes.balancers(name, journey.path)
            if not journey.by_residency or (balancer.region in EU_REGIONS) in home
        )

    # How long it takes.

    def _moved(self, visit: Visit) -> int:
        """The longest time until requests arrive where they do in the end; 0 where they did before."""
        journey, conditions = visit.journey, visit.conditions
        if all(self.works(journey, arrival, conditions) for arrival in visit.before.found):
            return max((self._thinned(journey, arrival, conditions) for arrival in visit.before.found), default=0)
        known = {_key(passed) for arrival in visit.before.found for passed in arrival.passed_over}
        return max((self._noticed(arrival, known) for arrival in visit.after.found), default=0)

    def _thinned(self, journey: Journey, arrival: Arrival, conditions: Conditions) -> int:
        """Until nothing is sent to the targets that are lost, of a service that has others."""
        rule = self.rule(journey, arrival)
        if rule is None:
            return 0
        thinned = conditions.regions[arrival.region].thinned
        leaves = self._assumptions.accelerator_seconds if arrival.via is Via.ACCELERATOR else times.ALIAS_TTL
        notices = (times.target_group_notices(group) for group in rule.target_groups if group.arn in thinned)
        return max((seconds + leaves for seconds in notices), default=0)

    def _noticed(self, arrival: Arrival, known: set[tuple[int, Rule, str | None]]) -> int:
        """Until all is noticed that was passed over on the way to an arrival, and was not before."""
        seconds = [0]
        for passed in arrival.passed_over:
            if _key(passed) in known:
                continue
            if isinstance(passed.choice, Endpoint):
                balancer = self._balancer(passed.choice.id)
                notices = times.load_balancer_notices(balancer) if balancer else 0
                seconds.append(notices + self._assumptions.accelerator_seconds)
            elif isinstance(passed.choice, ResourceRecordSet):
                seconds.append(self._record_notices(passed) + times.ALIAS_TTL)
        if arrival.distribution and arrival.via is Via.ORIGIN_GROUP:
            origins = arrival.distribution.origins.values()
            buckets = [origin for origin in origins if origin.domain_name in self._estate.buckets]
            seconds.append(max(origin.attempts * origin.timeout for origin in buckets))
        return max(seconds)

    def _record_notices(self, passed: PassedOver) -> int:
        because = passed.because or ""
        if because in self._estate.checks:
            return times.check_notices(self._estate.checks[because], self._estate.checks)
        balancer = self._estate.load_balancers.get(because)
        return times.load_balancer_notices(balancer) if balancer else 0

    def _balancer(self, arn: str) -> LoadBalancer | None:
        return next((each for each in self._estate.load_balancers.values() if each.arn == arn), None)

    def _resumes(self, visit: Visit) -> int | None:
        """Until a client that is not served is served again: its databases are back, and checks have seen it."""
        heals = [
            visit.conditions.regions[arrival.region].heals
            for arrival in visit.before.found
            if arrival.region in visit.conditions.regions
        ]
        if not heals or None in heals or not visit.conditions.scenario:
            return None
        return max(seconds for seconds in heals if seconds is not None) + self._all_have_seen + times.ALIAS_TTL

    # What is lost, and where data goes.

    def _loss(self, visit: Visit) -> int | None:
        journey, conditions = visit.journey, visit.conditions
        if journey.access is Access.READ:
            return 0
        losses: list[int | None] = [0]
        if journey.database is Access.WRITE:
            arrivals = (*visit.before.found, *visit.after.found)
            regions = {arrival.region for arrival in arrivals} & conditions.regions.keys()
            losses += [self._databases.writing(region, conditions).loss for region in regions]
        for table in self.interrupted_tables(visit):
            losses.append(None if is_lost(table, conditions) else self._assumptions.table_lag_seconds)
        return None if None in losses else max(filter(None, losses), default=0)

    def interrupted_tables(self, visit: Visit) -> Iterator[Table]:
        """The tables that a visit uses in a Region that is lost, with the replica there."""
        for arrival in (*visit.before.found, *visit.after.found) if visit.journey.tables else ():
            for service in self.services(visit.journey, arrival) if visit.conditions.is_lost(arrival.region) else ():
                found = (self._estate.tables.get(name) for name in sorted(service.touches.tables))
                yield from (table for table in found if table is not None and service.region in table.regions)

    def _is_resident(self, visit: Visit) -> bool:
        """Whether data of a resident of the EU stays there: where it is sent, and where what answers keeps it."""
        if not visit.journey.personal or not is_eu_resident(visit.client):
            return True
        arrivals = (*visit.before.found, *visit.after.found)
        if not {arrival.region for arrival in arrivals if arrival.region} <= EU_REGIONS:
            return False
        return all(self.breach(visit.journey, arrival, visit.conditions) is None for arrival in arrivals)

    def breach(self, journey: Journey, arrival: Arrival, conditions: Conditions) -> Cause | None:
        """What the services that answer in the EU keep outside it; None where they keep nothing there."""
        for service in self.services(journey, arrival):
            writing = self._databases.writing(service.region, conditions)
            if service.touches.writes_database and writing.region and writing.region not in EU_REGIONS:
                return Cause(reason=f"writes of {service.region} go to {writing.region}", remedy="write in the EU only")
            if (kept := self._residency.breach(service)) is not None:
                return kept
        return None


def untold(journey: Journey, service: Service) -> str:
    """What a journey needs and the service that answers is not told to use; empty where it is told all of it."""
    touches = service.touches
    if journey.database is Access.READ and not touches.reads_database:
        return f"{service.name} is told no database to read"
    if journey.database is Access.WRITE and not touches.writes_database:
        return f"{service.name} is told no database to write to"
    if journey.tables and not touches.tables:
        return f"{service.name} is told no table"
    return ""


def is_lost(table: Table, conditions: Conditions) -> bool:
    """Whether every Region with a replica of a table is lost."""
    return all(conditions.is_lost(region) for region in table.regions)


def _why_nothing(arrival: Arrival) -> str:
    """Why nothing is arrived at."""
    if arrival.unanswered is not None:
        return arrival.unanswered.sentence
    if arrival.distribution is not None:
        return f"{arrival.distribution.declared} does not answer for the name, or has no origin for the path"
    return "nothing answers there"


def _key(passed: PassedOver) -> tuple[int, Rule, str | None]:
    """What tells a record or endpoint and its trouble from others; they are the same objects in every answer."""
    return id(passed.choice), passed.rule, passed.because
