"""A preview as a screen of text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from securecart.plan.verdicts import Severity
from securecart.preview.findings import (
    PolicyFindings,
    by_policy,
    judged_together,
    plural,
    settled,
    some_names,
    stand_ins,
    told_settled,
    undecided,
)
from securecart.preview.layout import WIDTH, Symbols, ends, framed, grid, hanging, printed, rule, section
from securecart.preview.model import Preview, StackPreview
from securecart.preview.services import Service, by_service

_MOST_SERVICES: Final = 12
"""How many services have a line of their own; the others share one."""
_MOST_FINDINGS: Final = 10
"""How many findings of one policy are shown: with a wrong setting each of fifty Regions may have the same."""


def render(preview: Preview, *, width: int = WIDTH, color: bool = False, symbols: Symbols | None = None) -> str:
    """The preview as text.

    Args:
        preview: the preview.
        width: columns of the terminal; no line is longer, and none longer than `WIDTH`.
        color: whether colors and weights may be used.
        symbols: the signs to use.
    """
    signs = symbols or Symbols()
    return printed(lambda columns: _Screen(preview, signs, columns).whole(), width=width, color=color)


class _Screen:
    def __init__(self, preview: Preview, symbols: Symbols, width: int) -> None:
        self._preview = preview
        self._signs = symbols
        self._width = width

    def whole(self) -> RenderableType:
        sections = (self._stacks(), self._resources(), self._policies(), self._checks(), self._notes())
        return framed(self._head(), sections, self._foot(), self._signs)

    # The frame.

    def _head(self) -> RenderableType:
        managed = sum(len(stack.plan.managed) for stack in self._preview.stacks)
        size = f"{plural(len(self._preview.stacks), 'stack')}, {plural(managed, 'resource')}"
        title = Text(f"Preview of {self._preview.project}", style="bold")
        return Group(ends(title, Text(size, style="dim")), rule(self._signs))

    def _foot(self) -> RenderableType:
        refusals = self._preview.refusals
        if refusals:
            policies = sum(found.refuses for found in by_policy(self._preview))
            text = f"Refused: {plural(refusals, 'violation')} of {plural(policies, 'policy')}"
            outcome = Text(f"{self._signs.bad} {text}", style="bold red")
        else:
            outcome = Text(f"{self._signs.good} Accepted", style="bold green")
        return ends(outcome, Text(f"{self._preview.seconds:.1f} s", style="dim"))

    # Stacks.

    def _stacks(self) -> RenderableType:
        table = grid("left", "left", "right", "left")
        for stack in self._preview.stacks:
            count = Text(f"{len(stack.plan.managed):,}")
            table.add_row(Text(stack.plan.stack, style="cyan"), stack.role, count, self._outcome(stack))
        parts: list[RenderableType] = [table]
        if self._preview.also_run:
            names = ", ".join(self._preview.also_run)
            parts.append(Text(f"Run as well, because a stack above reads them: {names}.", style="dim"))
        return section("Stacks", *parts)

    def _outcome(self, stack: StackPreview) -> Text:
        if stack.refusals:
            return Text(f"{self._signs.bad} {plural(len(stack.refusals), 'violation')}", style="red")
        advice = sum(not verdict.undecided for verdict in stack.advice)
        if advice:
            return Text(f"{self._signs.note} {advice} advisory", style="yellow")
        return Text(f"{self._signs.good} accepted", style="green")

    # Resources.

    def _resources(self) -> RenderableType:
        table = grid("left", "right", "left")
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
            parts.append(hanging(Text("and"), Text(others, style="dim")))
        return section("Resources", *parts)

    # Policies.

    def _policies(self) -> RenderableType:
        judged = sum(stack.analysis.judged for stack in self._preview.stacks)
        note = f"{plural(len(self._preview.policies), 'policy')} on {plural(judged, 'resource')} and components"
        parts: list[RenderableType] = [self._found(found) for found in by_policy(self._preview)]
        unclear = undecided(self._preview)
        if unclear:
            names = ", ".join(f"{policy} ({count})" for policy, count in unclear.items())
            text = f"Undecided until the deployment knows more: {names}"
            parts.append(hanging(Text(self._signs.open, style="yellow"), Text(text, style="dim")))
        if not parts:
            parts.append(hanging(Text(self._signs.good, style="green"), Text("Nothing found")))
        if count := settled(self._preview):
            parts.append(hanging(Text(self._signs.dash), Text(told_settled(count), style="dim")))
        return section("Policies", *parts, note=note)

    def _found(self, found: PolicyFindings) -> RenderableType:
        style = "red" if found.refuses else "yellow"
        title = Text(found.policy, style=f"bold {style}")
        title.append(f"  {_weight(found, self._signs.dash)}", style=f"not bold {style}")
        lines: list[RenderableType] = [title]
        for alike in found.alike[:_MOST_FINDINGS]:
            finding = alike.finding
            where = Text(finding.stack, style="cyan")
            where.append(f"  {some_names(alike.names)}", style="default bold")
            where.append(f"  {finding.type.split(':')[-1]}", style="default not bold")
            where.append(f"  {finding.source}", style="default not bold dim")
            lines.append(where)
            lines.append(Padding(Text(finding.reason), (0, 0, 0, 2)))
        if (hidden := sum(len(alike.names) for alike in found.alike[_MOST_FINDINGS:])) > 0:
            lines.append(Text(f"and {hidden:,} more; --format json has them all", style="dim"))
        if found.remedy:
            lines.append(hanging(Text("Remedy:", style="bold"), Text(found.remedy)))
        sign = self._signs.bad if found.refuses else self._signs.note
        return hanging(Text(sign, style=style), Group(*lines))

    # Checks across stacks.

    def _checks(self) -> RenderableType:
        good = Text(self._signs.good, style="green")
        settings = f"The settings of all stacks agree ({plural(len(self._preview.settings_checks), 'check')})"
        together = Text(judged_together(self._preview).rstrip("."))
        sign = good if self._preview.judged_together else Text(self._signs.open, style="yellow")
        return section("Fleet", hanging(good, Text(settings)), hanging(sign, together))

    # What a reader has to know.

    def _notes(self) -> RenderableType:
        return section("Notes", *(hanging(Text(self._signs.dash), Text(note)) for note in notes(self._preview)))


def notes(preview: Preview) -> Iterator[str]:
    """What a reader of a preview has to know."""
    yield "Compared with no deployed state: this is all that the stacks want, not what a deployment would change."
    if preview.source == "engine":
        yield (
            "Previewed by Pulumi's own engine, and deployed with it to nowhere, for what stacks know of each other; "
            "stand-ins for the providers accept what AWS might refuse."
        )
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
