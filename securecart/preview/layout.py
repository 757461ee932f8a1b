"""How a screen of text is laid out: its width, its signs, and the parts that all screens share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import StringIO
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

WIDTH: Final = 80
"""The widest that a screen gets, however wide the terminal is."""
_NARROWEST: Final = 40


@dataclass(frozen=True, slots=True)
class Symbols:
    """The signs that a screen uses."""

    good: str = "✓"
    bad: str = "✗"
    note: str = "!"
    open: str = "?"
    dash: str = "·"
    rule: str = "─"
    arrow: str = "→"


ASCII: Final = Symbols(good="+", bad="x", note="!", open="?", dash="-", rule="-", arrow="->")
"""For an output that cannot carry the others."""


def printed(screen: Callable[[int], RenderableType], *, width: int = WIDTH, color: bool = False) -> str:
    """A screen as text.

    Args:
        screen: makes the screen for a number of columns.
        width: columns of the terminal; no line is longer, and none longer than `WIDTH`.
        color: whether colors and weights may be used.
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
        console.print(screen(console.width))
    return "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines())


def rule(symbols: Symbols) -> RenderableType:
    """A line from side to side."""
    return Rule(characters=symbols.rule, style="dim")


def framed(
    head: RenderableType, sections: Iterable[RenderableType | None], foot: RenderableType, symbols: Symbols
) -> RenderableType:
    """A whole screen: its head, the sections that there are, and what it comes to."""
    body = [part for found in sections if found is not None for part in (found, Text(""))]
    return Group(head, Text(""), *body, rule(symbols), foot)


def section(title: str, *content: RenderableType, note: str = "") -> RenderableType:
    """A heading, and what is below it."""
    heading = Text(title, style="bold")
    if note:
        heading.append(f"  {note}", style="not bold dim")
    return Group(heading, *(Padding(part, (0, 0, 0, 2)) for part in content))


def grid(*justify: str) -> Table:
    """A table without lines, each column of which is `left` or `right`."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for side in justify:
        table.add_column(justify="right" if side == "right" else "left", overflow="fold")
    return table


def hanging(sign: Text, content: RenderableType) -> Table:
    """A sign, and content that stays to the right of it."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(sign, content)
    return table


def ends(left: Text, right: Text) -> Table:
    """Two texts at both ends of a line."""
    table = Table.grid(expand=True)
    table.add_column(overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    table.add_row(left, right)
    return table
