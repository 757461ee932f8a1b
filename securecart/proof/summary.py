"""A proof in numbers: the worst that becomes of each journey, by what fails."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from securecart.proof.failures import FailureKind
from securecart.proof.journeys import Journey
from securecart.proof.model import Case, Proof
from securecart.proof.outcomes import Ending
from securecart.settings.objectives import RecoveryObjective


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Failures that are promised the same for.

    Attributes:
        title: a short name.
        kinds: their kinds.
        setting: the objective's name in the settings' model.
    """

    title: str
    kinds: tuple[FailureKind, ...]
    setting: str


COLUMNS: Final = (
    Column(title="Region", kinds=(FailureKind.REGION,), setting="region"),
    Column(title="Zone", kinds=(FailureKind.ZONE,), setting="zone"),
    Column(title="Service", kinds=(FailureKind.SERVICE,), setting="service"),
    Column(title="Writer", kinds=(FailureKind.DATABASE,), setting="database"),
    Column(title="Check", kinds=(FailureKind.CHECK_HEALTHY, FailureKind.CHECK_UNHEALTHY), setting="health_check"),
    Column(title="Accel.", kinds=(FailureKind.ACCELERATOR,), setting="accelerator"),
    Column(title="Bucket", kinds=(FailureKind.BUCKET,), setting="asset_bucket"),
    Column(title="Line", kinds=(FailureKind.LOCATION,), setting="direct_connect"),
    Column(title="R53", kinds=(FailureKind.CONTROL_PLANE,), setting="control_plane"),
)
"""The columns of the table; a check stuck either way is one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The worst that becomes of a journey.

    Attributes:
        seconds: the longest time until a customer is served again; None where no case is one of serving.
        loss: the most that is lost, in seconds of writes; None where all may be.
        refused: whether some customers are told so instead.
        unserved: whether some get no answer until something is repaired.
        missed: whether a promise is not kept.
        known: whether there is any case at all.
    """

    seconds: int | None
    loss: int | None
    refused: bool
    unserved: bool
    missed: bool
    known: bool


class Summary:
    """The cells of a proof's table.

    Args:
        proof: the proof.
    """

    def __init__(self, proof: Proof) -> None:
        self._proof = proof
        titles = {kind: column.title for column in COLUMNS for kind in column.kinds}
        self._cases: dict[tuple[str, str], list[Case]] = {}
        for case in proof.cases:
            if len(case.scenario) == 1:
                self._cases.setdefault((case.journey.id, titles[case.scenario[0].kind]), []).append(case)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of what can fail in this fleet."""
        journeys = self._proof.journeys
        return tuple(column for column in COLUMNS if any(self.cell(each, column).known for each in journeys))

    def cell(self, journey: Journey, column: Column) -> Cell:
        """The worst that becomes of a journey when something of a column fails."""
        cases = self._cases.get((journey.id, column.title), [])
        served = [case.outcome.seconds for case in cases if case.outcome.ending is Ending.SERVED]
        losses = [case.outcome.loss for case in cases]
        return Cell(
            seconds=max((each for each in served if each is not None), default=None),
            loss=None if None in losses else max((each for each in losses if each is not None), default=0),
            refused=any(case.outcome.ending is Ending.REFUSED for case in cases),
            unserved=any(case.outcome.ending is Ending.UNSERVED for case in cases),
            missed=any((journey.id, case.scenario) in self._proof.missed for case in cases),
            known=bool(cases),
        )


def objective(proof: Proof, column: Column) -> RecoveryObjective | None:
    """What is promised when something of a column fails."""
    found: RecoveryObjective | None = getattr(proof.objectives, column.setting)
    return found


def not_served(proof: Proof, ending: Ending) -> Mapping[tuple[str, ...], tuple[Case, ...]]:
    """The cases of single failures that end otherwise than served, by the customers that they concern."""
    grouped: dict[tuple[str, ...], list[Case]] = {}
    for case in proof.cases:
        if case.scenario and case.outcome.ending is ending:
            grouped.setdefault(tuple(sorted(case.customers)), []).append(case)
    return {customers: tuple(cases) for customers, cases in grouped.items()}


def duration(seconds: int | None) -> str:
    """A time as people say it."""
    if seconds is None:
        return "-"
    if seconds < _MINUTES_FROM:
        return f"{seconds} s"
    minutes = -(-seconds // 60)
    return f"{minutes} min" if minutes < _HOURS_FROM else f"{minutes / 60:.1f} h".replace(".0 h", " h")


_MINUTES_FROM: Final = 600
_HOURS_FROM: Final = 120


def listed(names: Iterable[str], most: int = 4) -> str:
    """Some names, and how many there are besides."""
    found = list(names)
    more = len(found) - most
    return ", ".join(found[:most]) + (f" and {more:,} more" if more > 0 else "")
