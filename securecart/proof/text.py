"""A proof as a screen of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from securecart.preview.findings import plural
from securecart.preview.layout import WIDTH, Symbols, ends, framed, grid, hanging, printed, rule, section
from securecart.proof.failures import named
from securecart.proof.model import Case, Counterexample, Proof
from securecart.proof.outcomes import Ending
from securecart.proof.paths import Step
from securecart.proof.summary import Cell, Column, Summary, duration, listed, not_served, objective

_MOST_COUNTEREXAMPLES: Final = 12


def render(proof: Proof, *, width: int = WIDTH, color: bool = False, symbols: Symbols | None = None) -> str:
    """The proof as text.

    Args:
        proof: the proof.
        width: columns of the terminal; no line is longer, and none longer than `WIDTH`.
        color: whether colors and weights may be used.
        symbols: the signs to use.
    """
    screen = _Screen(proof, symbols or Symbols())
    return printed(lambda _: screen.whole(), width=width, color=color)


class _Screen:
    def __init__(self, proof: Proof, symbols: Symbols) -> None:
        self._proof = proof
        self._signs = symbols
        self._summary = Summary(proof)

    def whole(self) -> RenderableType:
        sections = (
            self._table(),
            self._otherwise("Told so", Ending.REFUSED, self._signs.note),
            self._otherwise("Not served until repaired", Ending.UNSERVED, self._signs.open),
            self._pairs(),
            self._counterexamples(),
            self._notes(),
        )
        return framed(self._head(), sections, self._foot(), self._signs)

    # The frame.

    def _head(self) -> RenderableType:
        proof = self._proof
        size = ", ".join(
            (
                plural(len(proof.journeys), "journey"),
                plural(len(proof.clients), "client"),
                plural(len(proof.failures), "failure"),
                *([plural(proof.pair_count, "pair")] if proof.pair_count else []),
            )
        )
        return Group(ends(Text(f"Proof of {proof.project}", style="bold"), Text(size, style="dim")), rule(self._signs))

    def _foot(self) -> RenderableType:
        count = len(self._proof.counterexamples)
        if count:
            outcome = Text(f"{self._signs.bad} {plural(count, 'counterexample')}", style="bold red")
        else:
            outcome = Text(f"{self._signs.good} Proven", style="bold green")
        return ends(outcome, Text(f"{self._proof.seconds:.1f} s", style="dim"))

    # Single failures.

    def _table(self) -> RenderableType:
        columns = self._summary.columns
        if not columns:
            return section("Nothing fails", Text(self._all_well()))
        table = Table.grid(padding=(0, 1, 0, 0), pad_edge=False)
        table.add_column(no_wrap=True)
        for _ in columns:
            table.add_column(justify="right", no_wrap=True)
        table.add_row("", *(Text(column.title, style="dim") for column in columns))
        for journey in self._proof.journeys:
            cells = (self._shown(self._summary.cell(journey, column)) for column in columns)
            table.add_row(Text(journey.title, style="cyan"), *cells)
        for title, values in self._promised(columns):
            table.add_row(Text(title, style="dim"), *(Text(value, style="dim") for value in values))
        note = "the longest until the last customer is served"
        return section("One failure", table, note=note)

    def _shown(self, cell: Cell) -> Text:
        if not cell.known:
            return Text("")
        seconds = "" if cell.seconds is None else _short(cell.seconds)
        marks = (self._signs.note if cell.refused else "") + (self._signs.open if cell.unserved else "")
        style = "red" if cell.missed else "yellow" if marks else ""
        return Text(f"{seconds}{marks}{self._signs.bad if cell.missed else ''}", style=style)

    def _promised(self, columns: Sequence[Column]) -> Iterator[tuple[str, list[str]]]:
        found = [objective(self._proof, column) for column in columns]
        yield "promised reads", [_short(each.read_seconds) if each else "-" for each in found]
        yield "promised writes", [_short(each.write_seconds) if each else "-" for each in found]
        losses = []
        for column in columns:
            lost = [self._summary.cell(journey, column).loss for journey in self._proof.journeys]
            losses.append(
                "all" if None in lost else _short(max((each for each in lost if each is not None), default=0))
            )
        yield "data lost", losses
        yield "promised", [_short(each.data_loss_seconds) if each else "-" for each in found]

    def _all_well(self) -> str:
        served = all(case.outcome.ending is Ending.SERVED for case in self._proof.cases if not case.scenario)
        return "Every customer is served." if served else "Not every customer is served."

    def _otherwise(self, title: str, ending: Ending, sign: str) -> RenderableType | None:
        """The customers who are not served although what fails is one thing alone."""
        found = not_served(self._proof, ending)
        if not found:
            return None
        lines = [
            hanging(Text(sign, style="yellow"), Text(self._told(customers, cases)))
            for customers, cases in found.items()
        ]
        return section(title, *lines)

    def _told(self, customers: tuple[str, ...], cases: tuple[Case, ...]) -> str:
        cities_first = sorted(customers, key=lambda name: (name.isupper(), name))
        who = plural(len(customers), "customer") + f" ({listed(cities_first)})"
        when = listed(dict.fromkeys(named(case.scenario) for case in cases), 5)
        what = ", ".join(dict.fromkeys(case.journey.title for case in cases))
        where = ", ".join(sorted({region for case in cases for region in case.outcome.regions}))
        seconds = max((case.outcome.seconds or 0 for case in cases), default=0)
        answered = f"; from {where}, within {duration(seconds)}" if where else ""
        return f"{when}: {what}, {who}{answered}"

    # Pairs.

    def _pairs(self) -> RenderableType | None:
        if not self._proof.pairs:
            return None
        table = grid("left", "right", "right", "right", "right")
        headings = ("", "all served", "slowest", "some told so", "some not served")
        table.add_row(*(Text(each, style="dim") for each in headings))
        for tally in self._proof.pairs:
            counts = (tally.endings.get(ending, 0) for ending in Ending)
            served, refused, unserved = (f"{count:,}" for count in counts)
            name = Text(tally.journey.title, style="cyan")
            table.add_row(name, served, duration(tally.slowest), refused, unserved)
        examples: dict[str, list[str]] = {}
        for tally in self._proof.pairs:
            if tally.unserved:
                examples.setdefault(named(tally.unserved[0]), []).append(tally.journey.title)
        lines: list[RenderableType] = [
            hanging(Text(self._signs.open, style="yellow"), Text(f"{scenario}: {', '.join(titles)}"))
            for scenario, titles in examples.items()
        ]
        intro = [Text("Some get no answer only when both fail, for instance:", style="dim")] if lines else []
        return section("Two failures at once", table, self._promised_for_two(), *intro, *lines)

    def _promised_for_two(self) -> RenderableType:
        promised = self._proof.objectives.two_regions
        tried = "Only pairs of Regions were tried: all would be too many. " if self._proof.limited else ""
        if promised is None:
            return Text(f"{tried}Nothing but residency is promised.", style="dim")
        text = (
            f"{tried}Promised besides residency: of two Regions that fail, to whom a third may serve, reads within "
            f"{duration(promised.read_seconds)} and writes within {duration(promised.write_seconds)}."
        )
        return Text(text, style="dim")

    # Counterexamples.

    def _counterexamples(self) -> RenderableType | None:
        found = self._proof.counterexamples
        if not found:
            return None
        shown = [self._counterexample(each) for each in found[:_MOST_COUNTEREXAMPLES]]
        more = len(found) - _MOST_COUNTEREXAMPLES
        rest = [Text(f"and {more:,} more; --format json has them all", style="dim")] if more > 0 else []
        return section("Counterexamples", *shown, *rest)

    def _counterexample(self, found: Counterexample) -> RenderableType:
        title = Text(found.case.journey.title, style="bold red")
        title.append(f"  {named(found.case.scenario)}", style="not bold default")
        title.append(f"  {found.customer}", style="not bold cyan")
        lines: list[RenderableType] = [title]
        lines += [self._step(step) for step in found.path]
        setting = f" ({found.miss.setting})" if found.miss.setting else ""
        rows = [
            ("Promised", f"{found.miss.promised}{setting}"),
            ("Found", found.miss.found),
            ("Why", found.cause.reason),
            ("Change", f"{found.cause.remedy}{self._where(found)}"),
            ("Concerns", self._concerned(found)),
        ]
        for name, text in rows:
            lines.append(hanging(Text(f"{name}:", style="bold"), Text(text)))
        return hanging(Text(self._signs.bad, style="red"), Group(*lines, Text("")))

    def _step(self, step: Step) -> RenderableType:
        text = Text(step.place, style="cyan")
        text.append(f" {self._signs.arrow} ", style="default")
        text.append(step.chosen, style="bold default")
        text.append(f"  {step.rule}", style="not bold default dim")
        passed = [
            Padding(hanging(Text(self._signs.bad, style="red"), Text(each, style="dim")), (0, 0, 0, 2))
            for each in step.passed_over
        ]
        return Group(text, *passed)

    def _where(self, found: Counterexample) -> str:
        declared = found.cause.declared
        if declared is None:
            return ""
        return f": {declared}" + (f", {declared.source}" if declared.source else "")

    def _concerned(self, found: Counterexample) -> str:
        titles = {journey.id: journey.title for journey in self._proof.journeys}
        journeys = ", ".join(titles[each] for each in found.journeys)
        return f"{journeys}; {plural(found.customers, 'customer')}, {plural(found.scenarios, 'scenario')}"

    # What a reader has to know.

    def _notes(self) -> RenderableType:
        signs = self._signs
        notes = (
            f"{signs.note} some are told so by an error, {signs.open} some get no answer until it is repaired.",
            "Times are upper bounds; docs/proof.md has the formulas, their sources and what is assumed.",
            "Residency is promised whatever fails, two things at once too: data of residents of the EU stays there.",
        )
        return section("Notes", *(hanging(Text(signs.dash), Text(note)) for note in notes))


def _short(seconds: int) -> str:
    """A time for a narrow column."""
    return duration(seconds).replace(" ", "")
