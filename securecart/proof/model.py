"""A proof: what becomes of every journey, whatever fails, and which promises are not kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from securecart.proof.cause import Cause
from securecart.proof.failures import Failure, Scenario
from securecart.proof.journeys import Journey
from securecart.proof.outcomes import Ending, Outcome
from securecart.proof.paths import Step
from securecart.proof.promises import Miss
from securecart.routing.clients.client import Client
from securecart.settings.assumptions import AssumptionSettings
from securecart.settings.objectives import ObjectiveSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What becomes of a journey in a scenario, for customers of whom the same does.

    Attributes:
        journey: the journey.
        scenario: what fails.
        customers: names of clients, or of the warehouse or stores.
        outcome: what becomes of their journey.
    """

    journey: Journey
    scenario: Scenario
    customers: tuple[str, ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterexample:
    """A promise that is not kept: the smallest failure that shows it, one customer, and the path.

    Attributes:
        case: the journey, the failure, and what becomes of it.
        customer: one of the case's customers.
        miss: the promise.
        path: the decisions, one after the other.
        cause: why it is not kept, and what to change.
        journeys: ids of all journeys that miss a promise for this cause.
        scenarios: in how many scenarios one does, among the smallest.
        customers: how many customers are concerned.
    """

    case: Case
    customer: str
    miss: Miss
    path: tuple[Step, ...]
    cause: Cause
    journeys: tuple[str, ...]
    scenarios: int
    customers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PairTally:
    """What becomes of a journey when two things fail at once.

    Attributes:
        journey: the journey.
        endings: in how many pairs the worst that becomes of a customer is that ending.
        slowest: the longest time until a customer is served again, over the pairs in which all are.
        unserved: the pairs in which some customer gets no answer although everybody gets one, if only an error, with
            either failure alone.
    """

    journey: Journey
    endings: Mapping[Ending, int]
    slowest: int
    unserved: tuple[Scenario, ...]


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What becomes of every journey.

    Attributes:
        project: the project's name.
        journeys: the journeys.
        failures: what can fail.
        clients: who makes the journeys over the internet, by name.
        cases: what becomes of each journey while nothing, or one thing, fails.
        pairs: likewise for two failures at once, in numbers.
        pair_count: how many pairs that are.
        limited: whether only pairs of Regions were tried, since all pairs would be too many.
        counterexamples: the promises that are not kept, by cause; empty where all are.
        missed: the ids of the journeys that miss a promise, each with what fails; a failure is left out where a smaller
            one breaks the same promise.
        objectives: what is promised.
        assumptions: what is assumed.
        seconds: how long it took, the plan not counted.
    """

    project: str
    journeys: tuple[Journey, ...]
    failures: tuple[Failure, ...]
    clients: Mapping[str, Client]
    cases: tuple[Case, ...]
    pairs: tuple[PairTally, ...]
    pair_count: int
    limited: bool
    counterexamples: tuple[Counterexample, ...]
    missed: frozenset[tuple[str, Scenario]]
    objectives: ObjectiveSettings
    assumptions: AssumptionSettings
    seconds: float

    @property
    def is_proven(self) -> bool:
        """Whether every promise is kept."""
        return not self.counterexamples

    def latency(self, customer: str, outcome: Outcome) -> float | None:
        """Milliseconds of a customer's round trip to the farthest Region that answers; None where it is not known."""
        client = self.clients.get(customer)
        return latency(client, outcome) if client else None


def latency(client: Client, outcome: Outcome) -> float | None:
    """Milliseconds of a client's round trip to the farthest Region that answers it; None where that is not known."""
    found = [client.latency.get(region) for region in outcome.regions]
    return max((each for each in found if each is not None), default=None)
