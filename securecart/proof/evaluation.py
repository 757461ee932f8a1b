"""What becomes of every journey while something has failed; what does not differ is worked out once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from securecart.proof import ground
from securecart.proof.conditions import Damage, RegionCondition
from securecart.proof.customers import is_eu_resident, treated_alike
from securecart.proof.databases import Databases
from securecart.proof.estate.model import Estate
from securecart.proof.failures import Failure, FailureKind, Scenario, failures
from securecart.proof.journeys import JOURNEYS, Access, Journey, Way
from securecart.proof.outcomes import Outcome
from securecart.proof.routes import Arrivals, Routes, Situation
from securecart.proof.visits import Judge, Visit
from securecart.routing.clients.client import Client
from securecart.settings.assumptions import AssumptionSettings

_WRITTEN = frozenset({FailureKind.REGION, FailureKind.ZONE, FailureKind.DATABASE})
"""What decides which database takes writes."""

Outcomes = Mapping[str, Outcome]
"""By the name of one of the clients that are treated alike, what becomes of their journey."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a journey depends on.

    Attributes:
        bits: those of Route 53's state.
        arriving: kinds of failures that decide where it arrives, besides Route 53's state.
        served: kinds of failures that decide what it gets there, besides the condition of Regions.
        groups: ARNs of the target groups that may answer.
        workers: whether tasks that take orders off a queue have to run.
    """

    bits: int = 0
    arriving: frozenset[FailureKind] = frozenset()
    served: frozenset[FailureKind] = frozenset()
    groups: frozenset[str] = frozenset()
    workers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Groups of clients of which the same becomes, as long as the Regions that they reach are as they are.

    Attributes:
        visit: the visit of one of them.
        groups: names of the groups.
        regions: the Regions that they reach.
    """

    visit: Visit
    groups: tuple[str, ...]
    regions: tuple[str, ...]


class Evaluation:
    """Evaluates journeys.

    Args:
        estate: the fleet.
        domain: its public domain.
        clients: who makes the journeys over the internet.
        assumptions: what is assumed.
    """

    def __init__(self, estate: Estate, domain: str, clients: Iterable[Client], assumptions: AssumptionSettings) -> None:
        self.estate = estate
        self.routes = Routes(estate, domain)
        self.damage = Damage(estate, assumptions)
        self.databases = Databases(estate, self.damage, assumptions)
        self.judge = Judge(estate, self.routes, self.databases, assumptions)
        self.groups = {group[0].name: group for group in treated_alike(clients, estate)}
        self._assumptions = assumptions
        self._normal = self.situation(())
        self._before: dict[tuple[str, str], Arrivals] = {}
        self._needs = {journey.id: self._needs_of(journey) for journey in JOURNEYS}
        self._seen: dict[tuple[str, int], int] = {}
        self._distinct: dict[tuple[object, ...], int] = {}
        self._unfelt = frozenset(_unfelt(estate))
        self._alone: dict[Scenario, list[tuple[Journey, Outcomes]]] = {}
        self._crowds: dict[tuple[object, ...], tuple[Crowd, ...]] = {}
        self._judged: dict[tuple[object, ...], Outcome] = {}
        self._known: dict[tuple[object, ...], Outcomes] = {}

    def situation(self, scenario: Scenario) -> Situation:
        """What a scenario leaves working."""
        return self.routes.situation(self.damage.after(scenario))

    def all_outcomes(self, scenario: Scenario, journeys: Sequence[Journey]) -> list[tuple[Journey, Outcomes]]:
        """What becomes of journeys in a scenario; what nothing depends on is left out of it first."""
        felt = tuple([failure for failure in scenario if failure not in self._unfelt])
        if felt in self._alone:
            return self._alone[felt]
        situation = self.situation(felt)
        found = [(journey, self.outcomes(journey, situation)) for journey in journeys]
        if len(felt) < 2:  # noqa: PLR2004 (pairs do not come again)
            self._alone[felt] = found
        return found

    def outcomes(self, journey: Journey, situation: Situation) -> Outcomes:
        """What becomes of a journey, for each group of clients that are treated alike."""
        needs = self._needs[journey.id]
        conditions = situation.conditions
        key = (
            journey.id,
            situation.state.unhealthy & needs.bits,
            tuple([self._seen_of(journey, condition) for condition in conditions.regions.values()]),
            _of_kinds(conditions.scenario, needs.arriving | needs.served),
        )
        if key not in self._known:
            self._known[key] = self._outcomes(journey, situation)
        return self._known[key]

    def visit(self, journey: Journey, client: Client, situation: Situation) -> Visit:
        """A client's journey over the internet, before a failure and after."""
        return Visit(
            journey=journey,
            client=client,
            before=self._arrivals_before(journey, client),
            after=self._arrivals(journey, client, situation),
            conditions=situation.conditions,
        )

    def _outcomes(self, journey: Journey, situation: Situation) -> Outcomes:
        if journey.way is Way.PRIVATE_LINE:
            found = ground.warehouse(self.estate, situation.conditions, self._assumptions)
            return {} if found is None else {ground.WAREHOUSE: found}
        if journey.way is Way.IN_STORE:
            return ground.stores(self.estate)
        return {
            group: outcome
            for crowd in self._crowds_of(journey, situation)
            for outcome in (self._outcome(crowd, situation),)
            for group in crowd.groups
        }

    def _outcome(self, crowd: Crowd, situation: Situation) -> Outcome:
        journey, conditions = crowd.visit.journey, situation.conditions
        key = (
            journey.id,
            crowd.visit.before.signature,
            crowd.visit.after.signature,
            is_eu_resident(crowd.visit.client),
            tuple([self._seen_of(journey, conditions.regions[region]) for region in crowd.regions]),
            _of_kinds(conditions.scenario, self._needs[journey.id].served),
        )
        if key not in self._judged:
            self._judged[key] = self.judge.outcome(replace(crowd.visit, conditions=conditions))
        return self._judged[key]

    def _crowds_of(self, journey: Journey, situation: Situation) -> tuple[Crowd, ...]:
        """The groups of clients by where they arrive, before and after."""
        needs = self._needs[journey.id]
        health, scenario = situation.conditions.health, situation.conditions.scenario
        balancers = health.unhealthy_targets if FailureKind.ACCELERATOR in needs.arriving else None
        bits = situation.state.unhealthy & needs.bits
        key = (journey.id, bits, balancers, _of_kinds(scenario, needs.arriving))
        if key not in self._crowds:
            self._crowds[key] = tuple(self._crowds_anew(journey, situation))
        return self._crowds[key]

    def _crowds_anew(self, journey: Journey, situation: Situation) -> Iterator[Crowd]:
        found: dict[tuple[int, int, bool], list[tuple[str, Visit]]] = {}
        for name, group in self.groups.items():
            visit = self.visit(journey, group[0], situation)
            key = (visit.before.signature, visit.after.signature, is_eu_resident(visit.client))
            found.setdefault(key, []).append((name, visit))
        for alike in found.values():
            visit = alike[0][1]
            reached = {arrival.region for arrival in (*visit.before.found, *visit.after.found)}
            yield Crowd(
                visit=visit,
                groups=tuple(name for name, _ in alike),
                regions=tuple(sorted(reached & situation.conditions.regions.keys())),
            )

    def _needs_of(self, journey: Journey) -> Needs:
        if journey.way is Way.PRIVATE_LINE:
            return Needs(arriving=frozenset({FailureKind.LOCATION}), workers=True)
        if journey.way is Way.IN_STORE:
            return Needs()
        name = self.routes.full_name(journey.label)
        hosts = {name, *(host for host in self.routes.behind(name, journey.path) if host not in self.estate.buckets)}
        targets = self.routes.behind(name, journey.path)
        arriving = set()
        if targets & self.estate.accelerators.keys():
            arriving.add(FailureKind.ACCELERATOR)
        if targets & self.estate.buckets.keys():
            arriving |= {FailureKind.BUCKET, FailureKind.REGION}
        rules = (
            self.routes.rule(balancer, host, journey.path)
            for balancer in self.estate.load_balancers.values()
            for host in hosts
        )
        served = set(_WRITTEN) if journey.database is Access.WRITE else set()
        if journey.tables and journey.access is Access.WRITE:
            served.add(FailureKind.REGION)  # What is lost with one depends on whether other Regions hold the tables.
        return Needs(
            bits=self.routes.depends_on(name, journey.path),
            arriving=frozenset(arriving),
            served=frozenset(served),
            groups=frozenset(group.arn for rule in rules if rule for group in rule.target_groups),
        )

    def _seen_of(self, journey: Journey, condition: RegionCondition) -> int:
        """A number for what an outcome depends on of a Region's condition."""
        key = (journey.id, id(condition))
        if key not in self._seen:
            needs = self._needs[journey.id]
            groups = needs.groups
            seen = (
                condition.lost,
                condition.serving & groups,
                condition.thinned & groups,
                condition.working or not needs.workers,
                condition.reading,
                condition.heals,
                condition.unhealthy,
            )
            self._seen[key] = self._distinct.setdefault(seen, len(self._distinct))
        return self._seen[key]

    def _arrivals_before(self, journey: Journey, client: Client) -> Arrivals:
        key = (journey.id, client.name)
        if key not in self._before:
            self._before[key] = self._arrivals(journey, client, self._normal)
        return self._before[key]

    def _arrivals(self, journey: Journey, client: Client, situation: Situation) -> Arrivals:
        return self.routes.arrivals(self.routes.full_name(journey.label), journey.path, client, situation)


def _unfelt(estate: Estate) -> Iterator[Failure]:
    """Failures that decide nothing: checks that no record carries, and the control plane, since nothing is changed."""
    carried = [estate.checks.get(each.record.health_check_id or "") for each in estate.records]
    read = {key for check in carried if check for key in (check.check.id, *check.check.children)}
    for failure in failures(estate):
        stuck = failure.kind in (FailureKind.CHECK_HEALTHY, FailureKind.CHECK_UNHEALTHY)
        if failure.kind is FailureKind.CONTROL_PLANE or (stuck and failure.key not in read):
            yield failure


def _of_kinds(scenario: Scenario, kinds: frozenset[FailureKind]) -> Scenario:
    return tuple([failure for failure in scenario if failure.kind in kinds])
