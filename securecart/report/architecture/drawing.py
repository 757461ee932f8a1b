"""Where everything of an architecture is drawn; in pixels, from the top left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from securecart.report.architecture.model import Architecture, Box, Column, Line, LineGroup, Mark

_LABELS: Final = 224
"""The width of the column with the lines' names."""
_COLUMN: Final = 214
_GAP: Final = 10
_HEAD: Final = 70
_LINE: Final = 24
_GROUP: Final = 30
_NOTE: Final = 14
_PADDING: Final = 10
_ROW: Final = 16
_MARK: Final = 11
"""The distance from a mark's center at which an arrow to it ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnBox:
    """A box and where it is."""

    box: Box
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnColumn:
    """A Region, and where it is."""

    column: Column
    x: int
    width: int
    boxes: tuple[DrawnBox, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnLine:
    """A line.

    Attributes:
        title: what it is.
        y: how far down it runs.
        left: where it starts.
        right: where it ends.
        stops: where its marks are, with the Regions and the marks.
        arrows: where its arrows start and end.
    """

    title: str
    y: int
    left: int
    right: int
    stops: tuple[tuple[int, str, Mark], ...]
    arrows: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnGroup:
    """Lines that belong together, and where their title is."""

    group: LineGroup
    y: int
    lines: tuple[DrawnLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """All of it."""

    width: int
    height: int
    columns: tuple[DrawnColumn, ...]
    groups: tuple[DrawnGroup, ...]


def drawn(architecture: Architecture) -> Drawing:
    """The drawing: entrances above what is in the Regions, connections below."""
    lefts = {column.region: _LABELS + number * (_COLUMN + _GAP) for number, column in enumerate(architecture.columns)}
    centers = {region: left + _COLUMN // 2 for region, left in lefts.items()}
    entrances, top = _groups(architecture.entrances, centers, _HEAD)
    columns, middle = _columns(architecture.columns, lefts, top + _PADDING)
    connections, bottom = _groups(architecture.connections, centers, middle)
    return Drawing(
        width=_LABELS + len(lefts) * (_COLUMN + _GAP),
        height=bottom + _PADDING,
        columns=columns,
        groups=(*entrances, *connections),
    )


def _groups(groups: Iterable[LineGroup], centers: dict[str, int], top: int) -> tuple[tuple[DrawnGroup, ...], int]:
    """Groups one below the other, and where the next thing may start."""
    found, y = [], top
    for group in groups:
        heading = y + _GROUP // 2 + _ROW // 4
        y += _GROUP + (_NOTE if group.note else 0)
        lines = []
        for line in group.lines:
            lines.append(_line(line, centers, y + _LINE // 2))
            y += _LINE
        found.append(DrawnGroup(group=group, y=heading, lines=tuple(lines)))
    return tuple(found), y


def _line(line: Line, centers: dict[str, int], y: int) -> DrawnLine:
    stops = tuple(sorted((centers[region], region, mark) for region, mark in line.stops.items() if region in centers))
    ends = [x for x, _, _ in stops]
    flows = ((centers[start], centers[end]) for start, end in line.flows if {start, end} <= centers.keys())
    return DrawnLine(
        title=line.title,
        y=y,
        left=min(ends, default=0),
        right=max(ends, default=0),
        stops=stops,
        arrows=tuple((start, end - _MARK if end > start else end + _MARK) for start, end in flows),
    )


def _columns(columns: Iterable[Column], lefts: dict[str, int], top: int) -> tuple[tuple[DrawnColumn, ...], int]:
    """The Regions' boxes side by side, and where the lowest of them ends."""
    found, bottom = [], top
    for column in columns:
        y, boxes = top, []
        for box in column.boxes:
            height = _ROW * (2 + len(box.parts)) + _PADDING
            x = lefts[column.region] + _PADDING
            boxes.append(DrawnBox(box=box, x=x, y=y, width=_COLUMN - 2 * _PADDING, height=height))
            y += height + _PADDING
        bottom = max(bottom, y)
        found.append(DrawnColumn(column=column, x=lefts[column.region], width=_COLUMN, boxes=tuple(boxes)))
    return tuple(found), bottom
