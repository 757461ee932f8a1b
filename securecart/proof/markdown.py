"""A proof in Markdown, for pull requests."""

from __future__ import annotations

from collections.abc import Iterator

from securecart.preview.findings import plural
from securecart.preview.markdown import cell
from securecart.proof.failures import named
from securecart.proof.model import Counterexample, Proof
from securecart.proof.summary import Cell, Summary, duration, objective


def render(proof: Proof) -> str:
    """The proof as Markdown."""
    return "\n".join(_lines(proof)) + "\n"


def _lines(proof: Proof) -> Iterator[str]:
    count = len(proof.counterexamples)
    yield f"## Proof of {cell(proof.project)}: {plural(count, 'counterexample') if count else 'proven'}"
    yield ""
    sizes = (
        plural(len(proof.journeys), "journey"),
        plural(len(proof.clients), "client"),
        plural(len(proof.failures), "failure"),
        plural(proof.pair_count, "pair"),
    )
    yield f"{', '.join(sizes)}. Times are upper bounds until the last customer is served."
    yield ""
    yield from _table(proof)
    for found in proof.counterexamples:
        yield ""
        yield from _counterexample(found)


def _table(proof: Proof) -> Iterator[str]:
    summary = Summary(proof)
    columns = summary.columns
    if not columns:
        return
    yield f"| | {' | '.join(column.title for column in columns)} |"
    yield f"| --- |{' ---: |' * len(columns)}"
    for journey in proof.journeys:
        cells = (_cell(summary.cell(journey, column)) for column in columns)
        yield f"| {journey.title} | {' | '.join(cells)} |"
    promised = [objective(proof, column) for column in columns]
    yield f"| *promised: reads* | {' | '.join(duration(each.read_seconds if each else None) for each in promised)} |"
    yield f"| *promised: writes* | {' | '.join(duration(each.write_seconds if each else None) for each in promised)} |"


def _cell(cell: Cell) -> str:
    if not cell.known:
        return ""
    parts = [duration(cell.seconds)] if cell.seconds is not None else []
    parts += ["told so"] * cell.refused + ["not served"] * cell.unserved
    text = ", ".join(parts)
    return f"**{text}** ✗" if cell.missed else text


def _counterexample(found: Counterexample) -> Iterator[str]:
    yield f"### {found.case.journey.title}: {cell(named(found.case.scenario))}, {cell(found.customer)}"
    yield ""
    for number, step in enumerate(found.path, start=1):
        yield f"{number}. {cell(step.place)} → **{cell(step.chosen)}**: {cell(step.rule)}"
        yield from (f"   - passed over: {cell(each)}" for each in step.passed_over)
    yield ""
    setting = f" (`{found.miss.setting}`)" if found.miss.setting else ""
    yield f"- Promised: {cell(found.miss.promised)}{setting}"
    yield f"- Found: {cell(found.miss.found)}"
    yield f"- Why: {cell(found.cause.reason)}"
    declared = found.cause.declared
    where = f": {cell(str(declared))}, `{declared.source}`" if declared else ""
    yield f"- Change: {cell(found.cause.remedy)}{where}"
    journeys = ", ".join(found.journeys)
    yield f"- Concerns {journeys}: {plural(found.customers, 'customer')}, {plural(found.scenarios, 'scenario')}"
