"""Where things are drawn."""

from itertools import pairwise

import pytest

from securecart.report.architecture.drawing import Drawing, drawn
from securecart.report.architecture.model import Architecture, Column, Line, LineGroup, Mark
from securecart.report.architecture.read import architecture
from securecart.report.model import Report


@pytest.fixture(scope="session")
def drawing(report: Report) -> Drawing:
    return drawn(architecture(report))


def test_everything_is_within_the_drawing(drawing: Drawing) -> None:
    for column in drawing.columns:
        assert column.x + column.width <= drawing.width
        for box in column.boxes:
            assert column.x <= box.x
            assert box.x + box.width <= column.x + column.width
            assert box.y + box.height <= drawing.height
    lines = [line for group in drawing.groups for line in group.lines]
    assert max(line.y for line in lines) < drawing.height


def test_nothing_overlaps(drawing: Drawing) -> None:
    for column, following in pairwise(drawing.columns):
        assert column.x + column.width <= following.x
    for column in drawing.columns:
        for box, below in pairwise(column.boxes):
            assert box.y + box.height <= below.y
    rows = [y for group in drawing.groups for y in (group.y, *(line.y for line in group.lines))]
    assert all(below - above >= 20 for above, below in pairwise(rows))
    boxes = [box for column in drawing.columns for box in column.boxes]
    top, bottom = min(box.y for box in boxes), max(box.y + box.height for box in boxes)
    assert not any(top <= y <= bottom for y in rows)


def test_marks_are_in_the_columns_of_their_regions(drawing: Drawing) -> None:
    columns = {column.column.region: column for column in drawing.columns}
    for line in (line for group in drawing.groups for line in group.lines):
        for x, region, _ in line.stops:
            assert columns[region].x < x < columns[region].x + columns[region].width


def test_an_arrow_ends_before_the_mark_that_it_points_to() -> None:
    columns = tuple(Column(region=name, role="", network="", boxes=()) for name in ("a", "b", "c"))
    line = Line(
        title="database",
        stops={"a": Mark.FOLLOWER, "b": Mark.WRITER, "c": Mark.FOLLOWER},
        flows=(("b", "a"), ("b", "c")),
    )
    group = LineGroup(title="RDS", lines=(line,))

    (shown,) = drawn(Architecture(columns=columns, entrances=(), connections=(group,))).groups[0].lines

    (a, *_), (b, *_), (c, *_) = shown.stops
    (start, left), (also, right) = shown.arrows
    assert start == also == b
    assert a < left < b < right < c
