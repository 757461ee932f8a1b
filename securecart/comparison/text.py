"""A comparison as a screen of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from securecart.comparison import wording
from securecart.comparison.model import Change, Comparison, Danger, Operation, PromiseChange, StackComparison
from securecart.plan import urns
from securecart.preview.findings import some_names
from securecart.preview.layout import WIDTH, Symbols, framed, grid, hanging, printed, rule, section

_MOST_DANGERS: Final = 30
_MOST_CHANGES: Final = 40
"""How many changes of a stack are shown; alike ones count once."""
_MOST_PROPERTIES: Final = 8
"""How many changed properties of a resource are shown."""
_MOST_LETTERS: Final = 240
"""How long the change of one property may get: a document may be added whole."""
_MOST_SETTINGS: Final = 30
_ELSEWHERE: Final = "--format json has them all"

_STYLES: Final = {
    Operation.CREATE: "green",
    Operation.UPDATE: "yellow",
    Operation.REPLACE: "bold red",
    Operation.DELETE: "red",
    Operation.RETAIN: "magenta",
    Operation.RENAME: "cyan",
}

_ORDER: Final = (
    Operation.REPLACE,
    Operation.DELETE,
    Operation.RETAIN,
    Operation.UPDATE,
    Operation.RENAME,
    Operation.CREATE,
)
"""What is told first of a stack."""


def render(comparison: Comparison, *, width: int = WIDTH, color: bool = False, symbols: Symbols | None = None) -> str:
    """The comparison as text.

    Args:
        comparison: the comparison.
        width: columns of the terminal; no line is longer, and none longer than `WIDTH`.
        color: whether colors and weights may be used.
        symbols: the signs to use.
    """
    screen = _Screen(comparison, symbols or Symbols())
    return printed(lambda _: screen.whole(), width=width, color=color)


class _Screen:
    def __init__(self, comparison: Comparison, symbols: Symbols) -> None:
        self._comparison = comparison
        self._signs = symbols

    def whole(self) -> RenderableType:
        sections: list[RenderableType | None] = [self._dangers(), self._promises(), self._stacks()]
        if self._comparison.settings:
            sections.append(self._settings())
        sections += [self._resources(stack) for stack in self._comparison.stacks if stack.change is Change.CHANGED]
        if self._comparison.verdicts:
            sections.append(self._verdicts())
        sections.append(self._notes())
        return framed(Group(*self._head()), sections, self._foot(), self._signs)

    # The frame.

    def _head(self) -> Iterator[RenderableType]:
        yield Text(f"Changes of {self._comparison.project}", style="bold")
        before, after = wording.side(self._comparison.before), wording.side(self._comparison.after)
        yield Text(f"{before} {self._signs.arrow} {after}", style="dim")
        yield rule(self._signs)

    def _foot(self) -> RenderableType:
        if grounds := wording.grounds(self._comparison):
            return Text(f"{self._signs.bad} Refused: {grounds}", style="bold red")
        return Text(f"{self._signs.good} Accepted", style="bold green")

    # The blast radius.

    def _dangers(self) -> RenderableType:
        found = list(wording.alike(self._comparison.dangers))
        if not found:
            return section("Blast radius", hanging(Text(self._signs.good, style="green"), Text(wording.NOTHING_LOST)))
        parts: list[RenderableType] = [self._danger(wording.subjects(alike), alike.danger) for alike in found]
        return section("Blast radius", *_some(parts, _MOST_DANGERS))

    def _danger(self, subjects: str, danger: Danger) -> RenderableType:
        style = "bold red" if danger.refuses else "yellow"
        title = Text(danger.stack, style="cyan")
        title.append(f"  {subjects}", style="default bold")
        harm = Text(wording.HARM[danger.harm], style=style)
        harm.append(wording.reasons(danger), style="default not bold")
        sign = self._signs.bad if danger.refuses else self._signs.note
        return hanging(Text(sign, style=style), Group(title, harm))

    def _promises(self) -> RenderableType | None:
        found = self._comparison.promises
        if found is None:
            return None
        if not found:
            good = Text(self._signs.good, style="green")
            return section("Promises", hanging(good, Text(wording.NOTHING_BROKEN)))
        return section("Promises", *_some([self._promise(change) for change in found], _MOST_DANGERS))

    def _promise(self, change: PromiseChange) -> RenderableType:
        title = Text(wording.promise(change), style="bold")
        became = Text(wording.BECAME[change.change], style="bold red" if change.refuses else "green")
        if not change.refuses:
            return hanging(Text(self._signs.good, style="green"), Group(title, became))
        lines = (hanging(Text(f"{name}:", style="bold"), Text(text)) for name, text in wording.explained(change))
        return hanging(Text(self._signs.bad, style="bold red"), Group(title, became, *lines))

    # Stacks and settings.

    def _stacks(self) -> RenderableType:
        table = grid("left", "left")
        for stack in self._comparison.stacks:
            style = "dim" if stack.change is None else "bold" if stack.change is not Change.CHANGED else ""
            table.add_row(Text(stack.stack, style="cyan"), Text(wording.counts(stack), style=style))
        return section("Stacks", table)

    def _settings(self) -> RenderableType:
        parts: list[RenderableType] = [
            _told(f"{setting.stack}  {setting.property.path}", wording.values(setting.property, self._signs.arrow))
            for setting in self._comparison.settings
        ]
        return section("Settings", *_some(parts, _MOST_SETTINGS))

    # Resources.

    def _resources(self, stack: StackComparison) -> RenderableType:
        changes = sorted(stack.resources, key=lambda change: _ORDER.index(change.operation))
        parts = [self._changed(alike) for alike in wording.alike_changes(changes, self._signs.arrow)]
        return section(stack.stack, *_some(parts, _MOST_CHANGES))

    def _changed(self, alike: wording.AlikeChanges) -> RenderableType:
        title = Text(f"{alike.words} ", style=_STYLES[alike.operation])
        title.append(f"{alike.type} ", style="default not bold dim")
        title.append(some_names(alike.names), style="default bold")
        lines: list[RenderableType] = [_told(path, values) for path, values in alike.properties]
        return Group(title, *(Padding(line, (0, 0, 0, 2)) for line in _some(lines, _MOST_PROPERTIES)))

    # Policies, and what a reader has to know.

    def _verdicts(self) -> RenderableType:
        parts: list[RenderableType] = []
        for found in self._comparison.verdicts:
            verdict = found.verdict
            is_new = found.change is Change.ADDED
            sign, style = (self._signs.bad, "red") if is_new and verdict.refuses else (self._signs.note, "yellow")
            if not is_new:
                sign, style = self._signs.good, "green"
            words = "new" if is_new else "no longer"
            title = Text(f"{words}: {verdict.policy}", style=f"bold {style}")
            where = Text(verdict.stack, style="cyan")
            where.append(f"  {urns.name(verdict.urn)}", style="default bold")
            parts.append(hanging(Text(sign, style=style), Group(title, where, Text(verdict.message))))
        return section("Policies", *_some(parts, _MOST_DANGERS))

    def _notes(self) -> RenderableType:
        return section(
            "Notes", *(hanging(Text(self._signs.dash), Text(note)) for note in wording.notes(self._comparison))
        )


def _told(path: str, values: str) -> RenderableType:
    cut = values if len(values) <= _MOST_LETTERS else f"{values[:_MOST_LETTERS]} ..."
    line = Text(f"{path}: ")
    line.append(cut, style="bold")
    return line


def _some(parts: list[RenderableType], most: int) -> Iterator[RenderableType]:
    yield from parts[:most]
    if len(parts) > most:
        yield Text(f"and {len(parts) - most:,} more; {_ELSEWHERE}", style="dim")
