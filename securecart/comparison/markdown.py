"""A comparison as Markdown, for a comment on a pull request: the blast radius first."""

from collections.abc import Iterator, Sequence
from typing import Final

from securecart.comparison import wording
from securecart.comparison.model import (
    Change,
    Comparison,
    Danger,
    Operation,
    PromiseChange,
    StackComparison,
    VerdictChange,
)
from securecart.plan import urns
from securecart.preview.findings import plural
from securecart.preview.markdown import cell

LONGEST: Final = 50_000
"""Characters that a comparison gets at most: a comment on GitHub has room for 65,536, and a preview may follow."""

_MOST_LETTERS: Final = 300
_MOST_LINES: Final = 50
"""How many dangers, settings and verdicts are shown, each."""
_SIGNS: Final = {
    Operation.CREATE: "+",
    Operation.UPDATE: "~",
    Operation.REPLACE: "!",
    Operation.DELETE: "-",
    Operation.RETAIN: "-",
    Operation.RENAME: "~",
}
"""How a line begins in a `diff` block: GitHub colors `+`, `-` and `!`."""


def render(comparison: Comparison) -> str:
    """The comparison as Markdown; details that a comment has no room for are left out, and that is said."""
    sections = [_head(comparison), _dangers(comparison)]
    if comparison.promises is not None:
        sections.append(_promises(comparison.promises))
    sections.append(_stacks(comparison))
    if comparison.settings:
        sections.append(_settings(comparison))
    if comparison.verdicts:
        sections.append(_verdicts(comparison))
    texts = ["\n".join(section) for section in sections]
    notes = "\n".join(_notes(comparison))
    room = LONGEST - sum(len(text) + 2 for text in (*texts, notes))
    for stack in comparison.stacks:
        if stack.resources:
            details = "\n".join(_details(stack, room))
            room -= len(details) + 2
            texts.append(details)
    return "\n\n".join([*texts, notes]) + "\n"


def _head(comparison: Comparison) -> Iterator[str]:
    grounds = wording.grounds(comparison)
    yield f"## Changes of {comparison.project}: {f'refused, {grounds}' if grounds else 'accepted'}"
    yield ""
    yield f"{cell(wording.side(comparison.before))} → {cell(wording.side(comparison.after))}"


def _dangers(comparison: Comparison) -> Iterator[str]:
    yield "### Blast radius"
    yield ""
    if not comparison.dangers:
        yield f"{wording.NOTHING_LOST}."
        return
    yield "> [!CAUTION]" if comparison.losses else "> [!WARNING]"
    lines = [_danger(wording.subjects(alike), alike.danger) for alike in wording.alike(comparison.dangers)]
    yield from _some(lines, "> - {}")


def _danger(subjects: str, danger: Danger) -> str:
    harm = wording.HARM[danger.harm]
    told = cell(f"{harm}{wording.reasons(danger)}")
    if danger.refuses:
        told = f"**{harm}**{told.removeprefix(harm)}"
    return f"> - `{danger.stack}` {cell(subjects)} {told}"


def _promises(promises: Sequence[PromiseChange]) -> Iterator[str]:
    yield "### Promises"
    yield ""
    if not promises:
        yield f"{wording.NOTHING_BROKEN}."
        return
    yield "> [!CAUTION]" if any(found.refuses for found in promises) else "> [!NOTE]"
    yield from _some([_promise(found) for found in promises], "> - {}")


def _promise(found: PromiseChange) -> str:
    became = wording.BECAME[found.change]
    if not found.refuses:
        return f"> - {cell(wording.promise(found))}: {became}"
    told = "; ".join(f"{name.lower()}: {text}" for name, text in wording.explained(found))
    return f"> - {cell(wording.promise(found))}: **{became}**; {cell(told)}"


def _stacks(comparison: Comparison) -> Iterator[str]:
    yield "| Stack | Resources |"
    yield "| --- | --- |"
    for stack in comparison.stacks:
        yield f"| `{stack.stack}` | {cell(wording.counts(stack))} |"


def _settings(comparison: Comparison) -> Iterator[str]:
    yield "### Settings"
    yield ""
    yield "| Stack | Setting | Change |"
    yield "| --- | --- | --- |"
    lines = [
        f"| `{setting.stack}` | {cell(setting.property.path)} | {cell(_cut(wording.values(setting.property)))} |"
        for setting in comparison.settings
    ]
    yield from _some(lines, "| | | {} |")


def _verdicts(comparison: Comparison) -> Iterator[str]:
    yield "### Policies"
    yield ""
    yield from _some([_verdict(found) for found in comparison.verdicts], "- {}")


def _verdict(found: VerdictChange) -> str:
    verdict = found.verdict
    level = "mandatory" if verdict.refuses else "advisory"
    words = "new" if found.change is Change.ADDED else "no longer"
    name = f"**{verdict.policy}**" if verdict.refuses and found.change is Change.ADDED else verdict.policy
    return f"- {words}: {name} ({level}), `{verdict.stack}` {cell(urns.name(verdict.urn))}: {cell(verdict.message)}"


def _details(stack: StackComparison, room: int) -> Iterator[str]:
    """What becomes of a stack's resources, folded; as much of it as there is room for."""
    head = [f"<details><summary>{stack.stack}: {wording.counts(stack)}</summary>", "", "```diff"]
    foot = ["```", "", "</details>"]
    yield from head
    left = room - sum(len(line) + 1 for line in (*head, *foot)) - 80
    changes = list(wording.alike_changes(stack.resources))
    for number, change in enumerate(changes):
        lines = list(_change(change))
        left -= sum(len(line) + 1 for line in lines)
        if left < 0:
            rest = sum(len(other.names) for other in changes[number:])
            yield f"# {plural(rest, 'resource')} more: too long for a comment; --format json has them all"
            break
        yield from lines
    yield from foot


def _change(change: wording.AlikeChanges) -> Iterator[str]:
    yield f"{_SIGNS[change.operation]} {change.type} {_line(', '.join(change.names))} ({change.words})"
    for path, values in change.properties:
        yield f"    {_line(path)}: {_cut(values)}"


def _notes(comparison: Comparison) -> Iterator[str]:
    yield "### Notes"
    yield ""
    yield from (f"- {cell(note)}" for note in wording.notes(comparison))


def _some(lines: list[str], rest: str) -> Iterator[str]:
    """As many lines as a comment has room for, and one of the form `rest` that tells of the others."""
    yield from lines[:_MOST_LINES]
    if (more := len(lines) - _MOST_LINES) > 0:
        yield rest.format(f"and {more:,} more; --format json has them all")


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]} ..."


def _line(text: str) -> str:
    return " ".join(text.split())
