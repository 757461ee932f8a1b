"""The table of recovery times and points: the worst that becomes of each journey, and what is promised."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from securecart.proof.journeys import Access, Journey
from securecart.proof.model import Proof
from securecart.proof.summary import Cell, Column, Summary, duration, objective
from securecart.settings.objectives import RecoveryObjective


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCell:
    """A cell: its lines, and whether a promise is not kept."""

    lines: tuple[str, ...]
    missed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A journey."""

    title: str
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """The table.

    Attributes:
        columns: what fails.
        rows: the journeys.
        promised: by what is promised, the value for each column.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    promised: tuple[tuple[str, tuple[str, ...]], ...]


def recovery(proof: Proof) -> Recovery:
    """The table of a proof; without what cannot fail in this fleet."""
    summary = Summary(proof)
    columns = summary.columns
    return Recovery(
        columns=columns,
        rows=tuple(
            Row(
                title=journey.title,
                cells=tuple(_shown(journey, summary.cell(journey, column)) for column in columns),
            )
            for journey in proof.journeys
        ),
        promised=tuple(_promised([objective(proof, column) for column in columns])),
    )


def _shown(journey: Journey, cell: Cell) -> ShownCell:
    if not cell.known:
        return ShownCell(lines=(), missed=False)
    lines = [duration(cell.seconds)] if cell.seconds is not None else []
    if journey.access is Access.WRITE and cell.loss != 0:
        lines.append("all may be lost" if cell.loss is None else f"{duration(cell.loss)} lost")
    lines += ["told so"] * cell.refused + ["not served"] * cell.unserved + ["✗ promise missed"] * cell.missed
    return ShownCell(lines=tuple(lines), missed=cell.missed)


def _promised(found: list[RecoveryObjective | None]) -> Iterable[tuple[str, tuple[str, ...]]]:
    kinds: dict[str, Callable[[RecoveryObjective], int]] = {
        "Promised: reads": lambda each: each.read_seconds,
        "Promised: writes": lambda each: each.write_seconds,
        "Promised: writes lost": lambda each: each.data_loss_seconds,
    }
    for title, seconds in kinds.items():
        yield title, tuple(duration(seconds(each)) if each else "-" for each in found)
