"""Who answers whom, for every journey and failure: the data that the page's map is drawn from."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from securecart.proof.failures import Failure, FailureKind, Scenario
from securecart.proof.model import Proof
from securecart.proof.outcomes import Ending, Outcome
from securecart.proof.summary import duration
from securecart.report.world.projection import projected
from securecart.routing.clients.cities import region_coordinates
from securecart.routing.clients.client import Client

_T = TypeVar("_T", bound=Hashable)


def answers(proof: Proof) -> dict[str, Any]:
    """The data as plain values; what repeats is told once, and by its number elsewhere."""
    customers, outcomes, groups = _Numbers[str](), _Numbers[Outcome](), _Numbers[tuple[int, ...]]()
    customers.of_all(proof.clients)
    cases: dict[str, dict[str, list[list[int]]]] = {}
    for case in proof.cases:
        if len(case.scenario) > 1:
            continue
        group = groups.of(tuple(sorted(customers.of_all(case.customers))))
        by_failure = cases.setdefault(case.journey.id, {})
        by_failure.setdefault(_id(case.scenario), []).append([outcomes.of(case.outcome), group])
    regions = _regions(proof)
    return {
        "regions": {region: projected(place) for region, place in region_coordinates().items() if region in regions},
        "customers": [_customer(name, proof.clients.get(name), regions) for name in customers],
        "failures": {failure.id: {"title": str(failure), "region": _lost(failure)} for failure in proof.failures},
        "outcomes": [_outcome(outcome) for outcome in outcomes],
        "groups": list(groups),
        "cases": cases,
    }


class _Numbers(Generic[_T]):
    """Numbers things in the order in which they are first met."""

    def __init__(self) -> None:
        self._numbers: dict[_T, int] = {}

    def __iter__(self) -> Iterator[_T]:
        return iter(self._numbers)

    def of(self, thing: _T) -> int:
        """The number of a thing."""
        return self._numbers.setdefault(thing, len(self._numbers))

    def of_all(self, things: Iterable[_T]) -> list[int]:
        """The numbers of things."""
        return [self.of(thing) for thing in things]


def _id(scenario: Scenario) -> str:
    return scenario[0].id if scenario else ""


def _regions(proof: Proof) -> list[str]:
    """The Regions that can fail, and so stand on the map."""
    return [failure.name for failure in proof.failures if failure.kind is FailureKind.REGION]


def _lost(failure: Failure) -> str:
    """The Region that is lost with it; empty if none is."""
    return failure.name if failure.kind is FailureKind.REGION else ""


def _customer(name: str, client: Client | None, regions: Sequence[str]) -> dict[str, Any]:
    if client is None:
        return {"name": name}
    return {
        "name": name,
        "country": client.country,
        "at": projected(client.coordinates),
        "milliseconds": {region: round(client.latency[region]) for region in regions if region in client.latency},
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "ending": outcome.ending.value,
        "regions": list(outcome.regions),
        "answer": _answer(outcome),
        "seconds": outcome.seconds,
        "after": duration(outcome.seconds) if outcome.seconds else "at once" if outcome.seconds == 0 else "-",
        "lost": "all may be" if outcome.loss is None else duration(outcome.loss) if outcome.loss else "none",
    }


def _answer(outcome: Outcome) -> str:
    """What a customer gets in the end."""
    where = ", ".join(outcome.regions)
    again = f"; served again after {duration(outcome.resumes)}" if outcome.resumes is not None else ""
    if outcome.ending is Ending.SERVED:
        return where
    if outcome.ending is Ending.REFUSED:
        return f"an error, from {where}{again}"
    return f"no answer{again or ' until it is repaired'}"
