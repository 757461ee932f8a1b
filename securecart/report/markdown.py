"""A report in Markdown, for pull requests."""

from __future__ import annotations

from collections.abc import Iterator

from securecart.preview import markdown as preview_markdown
from securecart.preview.markdown import cell
from securecart.proof import markdown as proof_markdown
from securecart.report.architecture.read import architecture
from securecart.report.model import Report


def render(report: Report) -> str:
    """The proof, the architecture, and the preview with its verdicts."""
    drawn = "\n".join(_architecture(report))
    return f"{proof_markdown.render(report.proof)}\n{drawn}\n\n{preview_markdown.render(report.preview)}"


def _architecture(report: Report) -> Iterator[str]:
    found = architecture(report)
    yield "<details><summary>Architecture</summary>"
    yield ""
    yield f"| | {' | '.join(f'{column.region}<br>{cell(column.role)}' for column in found.columns)} |"
    yield f"| --- |{' --- |' * len(found.columns)}"
    for group in (*found.entrances, *found.connections):
        note = f" ({cell(group.note)})" if group.note else ""
        yield f"| **{cell(group.title)}**{note} |{' |' * len(found.columns)}"
        for line in group.lines:
            stops = (line.stops.get(column.region) for column in found.columns)
            yield f"| {cell(line.title)} | {' | '.join(stop or '' for stop in stops)} |"
    yield ""
    yield "</details>"
