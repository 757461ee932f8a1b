"""A preview as a screen of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import chain
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from securecart.plan.verdicts import Severity
from securecart.preview.findings import (
    PolicyFindings,
    by_policy,
    judged_together,
    plural,
    settled,
    stand_ins,
    told_settled,
    undecided,
)
from securecart.preview.model import Preview, StackPreview
from securecart.preview.services import Service, by_service

WIDTH: Final = 80
"""The widest that a screen gets, however wide the terminal is."""
_NARROWEST: Final = 40
_MOST_SERVICES: Final = 12
"""How many services have a line of their own; the others share one."""
_MOST_FINDINGS: Final = 10
"""How many findings of one policy are shown: with a wrong setting each of fifty Regions may have the same."""
_MOST_NAMES: Final = 3
"""How many resources are named that a policy found the same fault with."""


@dataclass(frozen=True, slots=True)
class Symbols:
    """The signs that a screen uses."""

    good: str = "✓"
    bad: str = "✗"
    note: str = "!"
    open: str = "?"
    dash: str = "·"
    rule: str = "─"


ASCII: Final = Symbols(good="+", bad="x", note="!", open="?", dash="-", rule="-")
"""For an output that cannot carry the others."""


def render(preview: Preview, *, width: int = WIDTH, color: bool = False, symbols: Symbols | None = None) -> str:
    """The preview as text.

    Args:
        preview: the preview.
        width: columns of the terminal; no line is longer, and none longer than `WIDTH`.
        color: whether colors and weights may be used.
        symbols: the signs to use.
    """
    console = Console(
        file=StringIO(),
        width=max(min(width, WIDTH), _NARROWEST),
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},
    )
    with console.capture() as capture:
        console.print(_Screen(preview, symbols or Symbols(), console.width).whole())
    return "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines())


class _Screen:
    def __init__(self, preview: Preview, symbols: Symbols, width: int) -> None:
        self._preview = preview
        self._signs = symbols
        self._width = width

    def whole(self) -> RenderableType:
        sections = (self._stacks(), self._resources(), self._policies(), self._checks(), self._notes())
        body = chain.from_iterable((section, Text("")) for section in sections)
        return Group(self._head(), Text(""), *body, Rule(characters=self._signs.rule, style="dim"), self._foot())

    # The frame.

    def _head(self) -> RenderableType:
        managed = sum(len(stack.plan.managed) for stack in self._preview.stacks)
        size = f"{plural(len(self._preview.stacks), 'stack')}, {plural(managed, 'resource')}"
        title = Text(f"Preview of {self._preview.project}", style="bold")
        return Group(_ends(title, Text(size, style="dim")), Rule(characters=self._signs.rule, style="dim"))

    def _foot(self) -> RenderableType:
        refusals = self._preview.refusals
        if refusals:
            policies = sum(found.refuses for found in by_policy(self._preview))
            text = f"Refused: {plural(refusals, 'violation')} of {plural(policies, 'policy')}"
            outcome = Text(f"{self._signs.bad} {text}", style="bold red")
        else:
            outcome = Text(f"{self._signs.good} Accepted", style="bold green")
        return _ends(outcome, Text(f"{self._preview.seconds:.1f} s", style="dim"))

    def _section(self, title: str, *content: RenderableType, note: str = "") -> RenderableType:
        heading = Text(title, style="bold")
        if note:
            heading.append(f"  {note}", style="not bold dim")
        return Group(heading, *(Padding(part, (0, 0, 0, 2)) for part in content))

    # Stacks.

    def _stacks(self) -> RenderableType:
        table = _grid("left", "left", "right", "left")
        for stack in self._preview.stacks:
            count = Text(f"{len(stack.plan.managed):,}")
            table.add_row(Text(stack.plan.stack, style="cyan"), stack.role, count, self._outcome(stack))
        parts: list[RenderableType] = [table]
        if self._preview.also_run:
            names = ", ".join(self._preview.also_run)
            parts.append(Text(f"Run as well, because a stack above reads them: {names}.", style="dim"))
        return self._section("Stacks", *parts)

    def _outcome(self, stack: StackPreview) -> Text:
        if stack.refusals:
            return Text(f"{self._signs.bad} {plural(len(stack.refusals), 'violation')}", style="red")
        advice = sum(not verdict.undecided for verdict in stack.advice)
        if advice:
            return Text(f"{self._signs.note} {advice} advisory", style="yellow")
        return Text(f"{self._signs.good} accepted", style="green")

    # Resources.

    def _resources(self) -> RenderableType:
        table = _grid("left", "right", "left")
        managed = chain.from_iterable(stack.plan.managed for stack in self._preview.stacks)
        services = by_service(managed)
        shown, rest = services[:_MOST_SERVICES], services[_MOST_SERVICES:]
        longest = max((len(service.name) for service in shown), default=0)
        room = self._width - longest - 12
        for service in shown:
            kinds = Text(_kinds(service, room), style="dim")
            table.add_row(Text(service.name, style="cyan"), f"{service.total:,}", kinds)
        parts: list[RenderableType] = [table]
        if rest:
            others = ", ".join(f"{service.name} {service.total:,}" for service in rest)
            parts.append(_hanging(Text("and"), Text(others, style="dim")))
        return self._section("Resources", *parts)

    # Policies.

    def _policies(self) -> RenderableType:
        judged = sum(stack.analysis.judged for stack in self._preview.stacks)
        note = f"{plural(len(self._preview.policies), 'policy')} on {plural(judged, 'resource')} and components"
        parts: list[RenderableType] = [self._found(found) for found in by_policy(self._preview)]
        unclear = undecided(self._preview)
        if unclear:
            names = ", ".join(f"{policy} ({count})" for policy, count in unclear.items())
            text = f"Undecided until the deployment knows more: {names}"
            parts.append(_hanging(Text(self._signs.open, style="yellow"), Text(text, style="dim")))
        if not parts:
            parts.append(_hanging(Text(self._signs.good, style="green"), Text("Nothing found")))
        if count := settled(self._preview):
            parts.append(_hanging(Text(self._signs.dash), Text(told_settled(count), style="dim")))
        return self._section("Policies", *parts, note=note)

    def _found(self, found: PolicyFindings) -> RenderableType:
        style = "red" if found.refuses else "yellow"
        title = Text(found.policy, style=f"bold {style}")
        title.append(f"  {_weight(found, self._signs.dash)}", style=f"not bold {style}")
        lines: list[RenderableType] = [title]
        for alike in found.alike[:_MOST_FINDINGS]:
            finding = alike.finding
            where = Text(finding.stack, style="cyan")
            where.append(f"  {_names(alike.names)}", style="default bold")
            where.append(f"  {finding.type.split(':')[-1]}", style="default not bold")
            where.append(f"  {finding.source}", style="default not bold dim")
            lines.append(where)
            lines.append(Padding(Text(finding.reason), (0, 0, 0, 2)))
        if (hidden := sum(len(alike.names) for alike in found.alike[_MOST_FINDINGS:])) > 0:
            lines.append(Text(f"and {hidden:,} more; --format json has them all", style="dim"))
        if found.remedy:
            lines.append(_hanging(Text("Remedy:", style="bold"), Text(found.remedy)))
        sign = self._signs.bad if found.refuses else self._signs.note
        return _hanging(Text(sign, style=style), Group(*lines))

    # Checks across stacks.

    def _checks(self) -> RenderableType:
        good = Text(self._signs.good, style="green")
        settings = f"The settings of all stacks agree ({plural(len(self._preview.settings_checks), 'check')})"
        together = Text(judged_together(self._preview).rstrip("."))
        sign = good if self._preview.judged_together else Text(self._signs.open, style="yellow")
        return self._section("Fleet", _hanging(good, Text(settings)), _hanging(sign, together))

    # What a reader has to know.

    def _notes(self) -> RenderableType:
        return self._section("Notes", *(_hanging(Text(self._signs.dash), Text(note)) for note in notes(self._preview)))


def notes(preview: Preview) -> Iterator[str]:
    """What a reader of a preview has to know."""
    yield "Compared with no deployed state: this is all that the stacks want, not what a deployment would change."
    stood_in = stand_ins(preview)
    if stood_in:
        by_stacks: dict[tuple[str, ...], list[str]] = {}
        for key, stacks in stood_in.items():
            by_stacks.setdefault(stacks, []).append(key.partition(":")[2])
        every = tuple(stack.plan.stack for stack in preview.stacks)
        named = (
            ", ".join(keys) + ("" if stacks == every else f" of {', '.join(stacks)}")
            for stacks, keys in by_stacks.items()
        )
        yield f"Secrets that a stand-in was used for: {'; '.join(named)}."
    for stack in preview.stacks:
        for warning in stack.plan.warnings:
            yield f"{stack.plan.stack} warns: {warning}"


def _weight(found: PolicyFindings, dash: str) -> str:
    """How bad it is, what it does, and how often it was found: `high · mandatory · 4 findings`."""
    parts = [] if found.severity is Severity.UNSPECIFIED else [found.severity.value]
    parts.append("mandatory" if found.refuses else "advisory")
    if len(found.findings) > 1:
        parts.append(plural(len(found.findings), "finding"))
    return f" {dash} ".join(parts)


def _names(names: Sequence[str]) -> str:
    """Some names, and how many there are besides."""
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "")


def _kinds(service: Service, room: int) -> str:
    """As many kinds as fit into one line."""
    shown: list[str] = []
    for index, (kind, count) in enumerate(service.kinds):
        left = len(service.kinds) - index
        rest = f", {left - 1} more" if left > 1 else ""
        text = f"{kind} {count:,}"
        if shown and len(", ".join([*shown, text])) + len(rest) > room:
            return f"{', '.join(shown)}, {left} more"
        shown.append(text)
    return ", ".join(shown)


def _grid(*justify: str) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for side in justify:
        table.add_column(justify="right" if side == "right" else "left", overflow="fold")
    return table


def _hanging(sign: Text, content: RenderableType) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(sign, content)
    return table


def _ends(left: Text, right: Text) -> Table:
    table = Table.grid(expand=True)
    table.add_column(overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    table.add_row(left, right)
    return table
