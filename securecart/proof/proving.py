"""Proves the promises of a fleet, or finds the smallest failures that break them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from securecart.proof import customers
from securecart.proof.cause import Cause
from securecart.proof.causes.finding import Causes
from securecart.proof.causes.ground import ground_cause
from securecart.proof.estate.model import Estate
from securecart.proof.evaluation import Evaluation, Outcomes
from securecart.proof.failures import Failure, FailureKind, Scenario, failures, meant
from securecart.proof.journeys import JOURNEYS, Journey, Way
from securecart.proof.model import Case, Counterexample, PairTally, Proof, latency
from securecart.proof.outcomes import Ending, Outcome
from securecart.proof.paths import Paths, Step
from securecart.proof.promises import Miss, Promise, misses, too_far
from securecart.proof.routes import Situation
from securecart.routing.clients.client import Client
from securecart.settings.assumptions import AssumptionSettings
from securecart.settings.edge import EdgeSettings
from securecart.settings.geography import EU_REGIONS
from securecart.settings.objectives import ObjectiveSettings


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is to be proven; all of it where nothing is said.

    Attributes:
        journeys: the journeys.
        scenarios: what fails; None: nothing, each thing alone, and each pair.
        clients: who makes journeys over the internet.
    """

    journeys: Sequence[Journey] = JOURNEYS
    scenarios: Sequence[Scenario] | None = None
    clients: Sequence[Client] = field(default_factory=customers.clients)


def prove(estate: Estate, edge: EdgeSettings, project: str, question: Question | None = None) -> Proof:
    """Prove the promises of a fleet.

    Args:
        estate: the fleet, read from its plan.
        edge: the settings of `global`: objectives, assumptions and the domain, nothing else.
        project: the project's name.
        question: what is to be proven.

    Raises:
        RoutingError: Route 53 would not hold the records.
    """
    started = time.perf_counter()
    prover = _Prover(estate, edge, question or Question())
    cases, pairs, count = prover.run()
    return Proof(
        project=project,
        journeys=tuple(prover.question.journeys),
        failures=prover.failures,
        clients={client.name: client for client in prover.question.clients},
        cases=tuple(cases),
        pairs=tuple(pairs),
        pair_count=count,
        limited=prover.question.scenarios is None and len(prover.failures) > MOST_PAIRED,
        counterexamples=tuple(prover.counterexamples()),
        missed=prover.missed,
        objectives=edge.objectives,
        assumptions=edge.assumptions,
        seconds=time.perf_counter() - started,
    )


MOST_PAIRED: Final = 300
"""Failures of which all pairs are tried, 45,000 of them: of more only those of two Regions."""
_ANY_PAIR: Final = (FailureKind.CONTROL_PLANE, FailureKind.CONTROL_PLANE)
"""Stands for every pair of failures that is not one of two Regions: the same is promised for all of them."""


@dataclass(frozen=True, slots=True)
class _Missed:
    """A promise that a group of customers misses."""

    journey: Journey
    scenario: Scenario
    group: str
    outcome: Outcome
    miss: Miss


class _Prover:
    def __init__(self, estate: Estate, edge: EdgeSettings, question: Question) -> None:
        self.question = question
        self.failures = failures(estate)
        self._objectives: ObjectiveSettings = edge.objectives
        self._assumptions: AssumptionSettings = edge.assumptions
        self._evaluation = Evaluation(estate, edge.domain, question.clients, edge.assumptions)
        judge, databases = self._evaluation.judge, self._evaluation.databases
        self._paths = Paths(estate, judge, databases)
        self._causes = Causes(self._evaluation)
        self._estate = estate
        groups = self._evaluation.groups
        self._names = {group: tuple(client.name for client in each) for group, each in groups.items()}
        self._normal = self._evaluation.situation(())
        # By the identity of outcomes, which are kept beside: another object might get it otherwise.
        self._held: dict[tuple[int, tuple[FailureKind, ...]], tuple[Outcomes, list[tuple[str, Miss]]]] = {}
        self._serving: dict[tuple[str, str], int] = {}
        self._missed: list[_Missed] = []
        self._broken: set[tuple[str, Scenario, str, Promise]] = set()

    def run(self) -> tuple[list[Case], list[PairTally], int]:
        """Evaluate every scenario, smaller ones first."""
        smaller, pairs = self._scenarios()
        alone: dict[Scenario, dict[str, Outcomes]] = {}
        cases: list[Case] = []
        for scenario in smaller:
            alone[scenario] = {}
            for journey, outcomes in self._evaluated(scenario):
                alone[scenario][journey.id] = outcomes
                cases += self._cases(journey, scenario, outcomes)
        tallies = {journey.id: _Tally(journey) for journey in self.question.journeys}
        for scenario in pairs:
            single = [self._alone(failure, alone) for failure in scenario]
            for journey, outcomes in self._evaluated(scenario):
                tallies[journey.id].count(scenario, outcomes, [each[journey.id] for each in single])
        return cases, [tally.result() for tally in tallies.values()] if pairs else [], len(pairs)

    def _alone(self, failure: Failure, known: dict[Scenario, dict[str, Outcomes]]) -> dict[str, Outcomes]:
        """What becomes of each journey when one thing fails, also where that is no question of its own."""
        if (failure,) not in known:
            outcomes = self._evaluation.all_outcomes((failure,), self.question.journeys)
            known[failure,] = {journey.id: found for journey, found in outcomes}
        return known[failure,]

    def _scenarios(self) -> tuple[list[Scenario], list[Scenario]]:
        if self.question.scenarios is not None:
            smaller = [scenario for scenario in self.question.scenarios if len(scenario) < 2]  # noqa: PLR2004
            return smaller, [scenario for scenario in self.question.scenarios if len(scenario) > 1]
        singles: list[Scenario] = [(failure,) for failure in self.failures]
        paired = self.failures
        if len(paired) > MOST_PAIRED:
            paired = meant(paired, FailureKind.REGION.value)
        return [(), *singles], list(combinations(paired, 2))

    def _evaluated(self, scenario: Scenario) -> Iterator[tuple[Journey, Outcomes]]:
        for journey, outcomes in self._evaluation.all_outcomes(scenario, self.question.journeys):
            self._hold(journey, scenario, outcomes)
            yield journey, outcomes

    def _hold(self, journey: Journey, scenario: Scenario, outcomes: Outcomes) -> None:
        """Hold outcomes against the promises; one that a smaller failure breaks already is not told again."""
        for group, miss in self._misses(journey, scenario, outcomes):
            self._miss(_Missed(journey, scenario, group, outcomes[group], miss))
        if not scenario and journey.way is Way.INTERNET:
            for group, outcome in outcomes.items():
                far = too_far(latency(self._farthest(group, outcome), outcome), self._objectives)
                if far:
                    self._miss(_Missed(journey, scenario, group, outcome, far))

    def _misses(self, journey: Journey, scenario: Scenario, outcomes: Outcomes) -> list[tuple[str, Miss]]:
        """The promises that outcomes miss, worked out once for the same outcomes and kinds of failures."""
        kinds = tuple([failure.kind for failure in scenario])
        if len(kinds) > 1 and set(kinds) != {FailureKind.REGION}:
            kinds = _ANY_PAIR
        key = (id(outcomes), kinds)
        if key not in self._held:
            missed = [
                (group, miss)
                for outcome, groups in _grouped(outcomes).items()
                for group in groups
                for miss in misses(
                    journey, scenario, outcome, self._objectives, regions=self._may_serve(journey, group)
                )
            ]
            self._held[key] = outcomes, missed
        return self._held[key][1]

    def _may_serve(self, journey: Journey, group: str) -> int:
        """How many Regions may serve a customer: those of the residency that serves it while all is well."""
        key = (journey.id, group)
        if key not in self._serving:
            normal = self._evaluation.outcomes(journey, self._normal)[group].regions
            home = any(region in EU_REGIONS for region in normal)
            may = (not journey.by_residency or (region in EU_REGIONS) is home for region in self._estate.regions)
            self._serving[key] = sum(may)
        return self._serving[key]

    def _miss(self, missed: _Missed) -> None:
        smaller = [(), *((failure,) for failure in missed.scenario)] if missed.scenario else []
        who = (missed.group, missed.miss.promise)
        if not any((missed.journey.id, each, *who) in self._broken for each in smaller if each != missed.scenario):
            self._missed.append(missed)
        self._broken.add((missed.journey.id, missed.scenario, *who))

    def _cases(self, journey: Journey, scenario: Scenario, outcomes: Outcomes) -> Iterator[Case]:
        for outcome, groups in _grouped(outcomes).items():
            names = tuple(name for group in groups for name in self._members(group))
            yield Case(journey=journey, scenario=scenario, customers=names, outcome=outcome)

    def _members(self, group: str) -> tuple[str, ...]:
        return self._names.get(group, (group,))

    def _farthest(self, group: str, outcome: Outcome) -> Client:
        """The client of a group that is farthest from who answers; the first where that is not known of any."""

        def distance(client: Client) -> float:
            far = latency(client, outcome)
            return -1.0 if far is None else far

        return max(self._evaluation.groups[group], key=distance)

    # Counterexamples.

    @property
    def missed(self) -> frozenset[tuple[str, Scenario]]:
        """The ids of journeys that miss a promise, each with what fails."""
        return frozenset((missed.journey.id, missed.scenario) for missed in self._missed)

    def counterexamples(self) -> Iterator[Counterexample]:
        """One for each cause: the smallest failure that shows it."""
        by_cause: dict[tuple[Promise, Cause], list[_Missed]] = {}
        known: dict[tuple[object, ...], Cause] = {}
        for missed in self._missed:
            key = (missed.journey.id, missed.scenario, missed.outcome, missed.miss)
            if key not in known:
                known[key] = self._explained(missed)[0]
            by_cause.setdefault((missed.miss.promise, known[key]), []).append(missed)
        for (_, cause), found in by_cause.items():
            yield self._counterexample(cause, found)

    def _counterexample(self, cause: Cause, found: list[_Missed]) -> Counterexample:
        first = min(found, key=lambda each: len(each.scenario))
        on_internet = first.journey.way is Way.INTERNET
        customer = self._farthest(first.group, first.outcome).name if on_internet else first.group
        groups = dict.fromkeys(each.group for each in found)
        return Counterexample(
            case=Case(
                journey=first.journey,
                scenario=first.scenario,
                customers=self._members(first.group),
                outcome=first.outcome,
            ),
            customer=customer,
            miss=first.miss,
            path=self._explained(first)[1],
            cause=cause,
            journeys=tuple(dict.fromkeys(each.journey.id for each in found)),
            scenarios=len({each.scenario for each in found}),
            customers=len({name for group in groups for name in self._members(group)}),
        )

    def _explained(self, missed: _Missed) -> tuple[Cause, tuple[Step, ...]]:
        situation: Situation = self._evaluation.situation(missed.scenario)
        if missed.journey.way is not Way.INTERNET:
            return ground_cause(self._estate, missed.journey, missed.group), ()
        client = self._farthest(missed.group, missed.outcome)
        visit = self._evaluation.visit(missed.journey, client, situation)
        if missed.miss.promise is Promise.LATENCY:
            cause = Cause(
                reason=f"the nearest Region that may serve {client.country} is {', '.join(missed.outcome.regions)}",
                remedy="add a Region that is nearer, or promise less",
            )
            return cause, self._paths.steps(missed.journey, visit.after.found[0], situation.conditions)
        guilty = self._causes.guilty(visit, missed.miss)
        return self._causes.cause(visit, missed.miss), self._paths.steps(missed.journey, guilty, situation.conditions)


class _Tally:
    """Counts what becomes of a journey over pairs of failures."""

    def __init__(self, journey: Journey) -> None:
        self._journey = journey
        self._endings: Counter[Ending] = Counter()
        self._slowest = 0
        self._worst: dict[int, tuple[Outcomes, Ending, int]] = {}
        self._unserved: list[Scenario] = []

    def count(self, scenario: Scenario, outcomes: Outcomes, single: Iterable[Outcomes]) -> None:
        """Count one pair."""
        worst, slowest = self._worst_of(outcomes)
        self._endings[worst] += 1
        if worst is Ending.SERVED:
            self._slowest = max(self._slowest, slowest)
        elif worst is Ending.UNSERVED and all(self._worst_of(each)[0] is not worst for each in single):
            self._unserved.append(scenario)

    def _worst_of(self, outcomes: Outcomes) -> tuple[Ending, int]:
        """The worst ending of all customers, and the longest time until one is served again."""
        key = id(outcomes)
        if key not in self._worst:
            found = set(outcomes.values())
            worst = max((outcome.ending for outcome in found), key=list(Ending).index, default=Ending.SERVED)
            self._worst[key] = outcomes, worst, max((outcome.seconds or 0 for outcome in found), default=0)
        return self._worst[key][1:]

    def result(self) -> PairTally:
        """What was counted."""
        return PairTally(
            journey=self._journey,
            endings=dict(self._endings),
            slowest=self._slowest,
            unserved=tuple(self._unserved),
        )


def _grouped(outcomes: Outcomes) -> dict[Outcome, list[str]]:
    grouped: dict[Outcome, list[str]] = {}
    for group, outcome in outcomes.items():
        grouped.setdefault(outcome, []).append(group)
    return grouped
