"""A resolution as a screen of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby
from typing import Final

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from securecart.preview.layout import WIDTH, Symbols, ends, framed, grid, hanging, printed, rule, section
from securecart.resolution.model import Resolution, Way
from securecart.resolution.wording import check_detail, described, percentage, stays
from securecart.routing.hops import PassedOver
from securecart.routing.rules import Rule

_MOST_UNHEALTHY: Final = 6
"""How many checks and targets are listed as unhealthy."""
_STEP: Final = 2


def render(resolution: Resolution, *, width: int = WIDTH, color: bool = False, symbols: Symbols | None = None) -> str:
    """The resolution as text.

    Args:
        resolution: the resolution.
        width: columns of the terminal.
        color: whether colors and weights may be used.
        symbols: the signs to use.
    """
    screen = _Screen(resolution, symbols or Symbols(), width)
    return printed(lambda _: screen.whole(), width=width, color=color)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the path. None holds those below it: what is inside another is measured anew at each level.

    Attributes:
        text: what it says.
        sign: what stands before it.
        left: columns by which it is set in.
    """

    text: Text
    sign: Text | None = None
    left: int = 0

    def indented(self, *, at_most: int) -> RenderableType:
        """The line, set in no farther than leaves it room."""
        content = hanging(self.sign, self.text) if self.sign else self.text
        return Padding(content, (0, 0, 0, min(self.left, at_most)))


def _set_in(lines: Iterable[_Line], columns: int) -> Iterator[_Line]:
    return (replace(line, left=line.left + columns) for line in lines)


class _Screen:
    def __init__(self, resolution: Resolution, symbols: Symbols, width: int) -> None:
        self._found = resolution
        self._signs = symbols
        self._width = min(width, WIDTH)
        self._pages: dict[str, int] = {}

    def whole(self) -> RenderableType:
        sections = [self._client(), self._unhealthy(), self._path(), self._answer(), self._sources(), self._notes()]
        return framed(self._head(), sections, self._foot(), self._signs)

    def _head(self) -> RenderableType:
        title = Text(f"{self._found.name} {self._found.question.type}", style="bold")
        return Group(ends(title, Text(self._found.source, style="dim")), rule(self._signs))

    def _foot(self) -> RenderableType:
        if self._found.unanswered and self._found.ways:
            return Text(f"{self._signs.bad} Not everybody is answered", style="bold red")
        if self._found.unanswered:
            return Text(f"{self._signs.bad} No answer", style="bold red")
        return Text(f"{self._signs.good} Answered", style="bold green")

    def _client(self) -> RenderableType:
        return section("Client", Text(described(self._found.question.client)))

    def _unhealthy(self) -> RenderableType | None:
        health = self._found.health
        failing = {check for check, status in self._found.statuses.items() if not status.healthy}
        given = {check for check, healthy in health.set_checks.items() if not healthy} - failing
        keys = sorted((*health.unhealthy_targets, *failing, *given), key=self._found.named)
        if not keys and not self._found.question.down:
            return None
        lines = [hanging(Text(self._signs.bad, style="red"), self._status(key)) for key in keys[:_MOST_UNHEALTHY]]
        more = len(keys) - _MOST_UNHEALTHY
        rest = [Text(f"and {more:,} more; --format json has them all", style="dim")] if more > 0 else []
        lost = ", ".join(self._found.question.down)
        return section("Unhealthy", *lines, *rest, note=f"{lost} lost" if lost else "")

    def _status(self, key: str) -> Text:
        text = Text(self._found.named(key))
        if detail := check_detail(self._found, key):
            text.append(f"  {detail}", style="dim")
        return text

    # The path.

    def _path(self) -> RenderableType | None:
        if not self._found.ways:
            return None
        lines = self._decisions(self._found.ways, 0)
        return section("Path", *(line.indented(at_most=self._width // 2) for line in lines))

    def _decisions(self, ways: Sequence[Way], depth: int) -> Iterator[_Line]:
        """What is decided at one place, and behind each choice what is decided next."""
        by_place = groupby(ways, key=lambda way: (way.hops[depth].chosen.place, way.hops[depth].passed_over))
        for (place, passed_over), group in by_place:
            here = list(group)
            yield _Line(Text(self._found.named(place), style="cyan"))
            for failure in passed_over:
                yield from _set_in(self._passed_over(failure), _STEP)
            for _, same in groupby(here, key=lambda way: way.hops[depth].chosen.label):
                yield from _set_in(self._chosen(list(same), depth), _STEP)

    def _chosen(self, ways: Sequence[Way], depth: int) -> Iterator[_Line]:
        hop = ways[0].hops[depth]
        text = Text(self._found.named(hop.chosen.label), style="bold")
        if hop.share != 1:
            text.append(f"  {percentage(hop.share)}", style="not bold")
        text.append(f"  {self._cited(hop.rule)}", style="not bold dim")
        if stays(ways[0], depth):
            text.append(f"; {self._cited(Rule.TARGET_NOT_EVALUATED)}", style="not bold dim")
        yield _Line(text, sign=Text(self._signs.arrow, style="green"))
        if depth + 1 < len(ways[0].hops):
            below = self._decisions(ways, depth + 1)
        else:
            ends = (self._found.named(way.end) for way in ways if way.end != hop.chosen.label)
            below = (_Line(Text(end, style="green")) for end in ends)
        yield from _set_in(below, cell_len(self._signs.arrow) + 1)

    def _passed_over(self, failure: PassedOver) -> Iterator[_Line]:
        text = Text(self._found.named(failure.choice.label), style="red")
        because = f": {self._found.named(failure.because)}" if failure.because else ""
        text.append(f"  {self._cited(failure.rule, because)}", style="default dim")
        if failure.because and (detail := check_detail(self._found, failure.because)):
            text.append(f" ({detail})", style="default dim")
        yield _Line(text, sign=Text(self._signs.bad, style="red"))
        for lower in failure.below:
            yield from _set_in(self._passed_over(lower), cell_len(self._signs.bad) + 1 + _STEP)

    def _cited(self, rule_: Rule, because: str = "") -> str:
        number = self._pages.setdefault(rule_.source, len(self._pages) + 1)
        return f"{rule_.sentence}{because} [{number}]"

    # What it comes to.

    def _answer(self) -> RenderableType:
        table = grid("right", "left", "right")
        for end, ttl in dict.fromkeys((way.end, way.ttl) for way in self._found.ways):
            share = sum((way.share for way in self._found.ways if (way.end, way.ttl) == (end, ttl)), Fraction(0))
            kept = f"TTL {ttl} s" if ttl is not None else "TTL set by AWS"
            table.add_row(percentage(share), Text(self._found.named(end)), Text(kept, style="dim"))
        if self._found.unanswered is None:
            return section("Answer", table)
        missing = 1 - sum((way.share for way in self._found.ways), Fraction(0))
        table.add_row(percentage(missing), Text(self._cited(self._found.unanswered), style="red"), "")
        return section("Answer", table)

    def _sources(self) -> RenderableType | None:
        if not self._pages:
            return None
        by_guide: dict[str, list[str]] = {}
        for source, number in self._pages.items():
            guide, _, page = source.rpartition("/")
            by_guide.setdefault(guide, []).append(f"[{number}] {page}")
        lines: list[RenderableType] = []
        for guide, pages in by_guide.items():
            lines.append(Text(f"{guide.removeprefix('https://')}/", style="dim"))
            lines += [Padding(Text(page, style="dim"), (0, 0, 0, 2)) for page in pages]
        return section("Rules", *lines)

    def _notes(self) -> RenderableType | None:
        notes = [f"{note.about}: {note.rule.sentence}." for note in self._found.notes]
        texts = [*notes, *self._found.remarks]
        if not texts:
            return None
        return section("Notes", *(hanging(Text(self._signs.dash), Text(text)) for text in texts))
