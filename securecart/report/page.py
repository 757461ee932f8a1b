"""A report as one HTML page, which asks nothing of anybody else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from itertools import chain
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from securecart.preview.findings import by_policy, judged_together, plural, settled, told_settled, undecided
from securecart.preview.text import notes
from securecart.proof.failures import Failure, named
from securecart.report.architecture.drawing import drawn
from securecart.report.architecture.model import Mark
from securecart.report.architecture.read import architecture
from securecart.report.model import Report
from securecart.report.recovery import recovery
from securecart.report.world import projection
from securecart.report.world.answers import answers

_LEGEND: Final = (
    ((Mark.SERVES,), "serves while all is well"),
    ((Mark.STANDBY,), "stands by"),
    ((Mark.ERROR,), "error page of last resort"),
    ((Mark.WRITER,), "is written"),
    ((Mark.FOLLOWER,), "follows"),
    ((Mark.BACKUPS,), "holds copies of backups"),
    ((Mark.ENDPOINT,), "connected"),
)

_LABEL: Final = 110
"""How wide a Region's name is on the map."""


def render(report: Report) -> str:
    """The page. The same plan and settings give the same one, byte for byte."""
    style, script = _text("report.css"), _text("report.js")
    return (
        _environment()
        .get_template("page.html")
        .render(
            **_context(report),
            style=Markup(style),  # noqa: S704 (the package's own)
            script=Markup(script),  # noqa: S704
            style_hash=_hash(style),
            script_hash=_hash(script),
        )
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("securecart.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"plural": plural, "named": named}
    environment.policies["json.dumps_kwargs"] = {"separators": (",", ":"), "ensure_ascii": False}
    return environment


def _context(report: Report) -> dict[str, Any]:
    preview, proof = report.preview, report.proof
    found = architecture(report)
    told = answers(proof)
    count = settled(preview)
    return {
        "preview": preview,
        "proof": proof,
        "outcome": f"{'accepted' if preview.accepted else 'refused'}, {'' if proof.is_proven else 'not '}proven",
        "managed": len(list(chain.from_iterable(stack.plan.managed for stack in preview.stacks))),
        "architecture": found,
        "drawing": drawn(found),
        "legend": _LEGEND,
        "failures": _by_noun(proof.failures),
        "answers": told,
        "land": projection.land(),
        "left": _labeled_on_the_left(told["regions"]),
        "map_size": (projection.WIDTH, projection.HEIGHT),
        "recovery": recovery(proof),
        "findings": by_policy(preview),
        "judged": sum(stack.analysis.judged for stack in preview.stacks),
        "together": judged_together(preview),
        "unclear": undecided(preview),
        "settled": told_settled(count) if count else "",
        "notes": list(notes(preview)),
    }


def _by_noun(failures: Iterable[Failure]) -> dict[str, list[Failure]]:
    found: dict[str, list[Failure]] = {}
    for failure in failures:
        found.setdefault(failure.kind.noun, []).append(failure)
    return found


def _labeled_on_the_left(places: Mapping[str, tuple[float, float]]) -> list[str]:
    """The Regions whose names would run into another Region on their right, or out of the map."""
    return [
        region
        for region, (x, y) in places.items()
        if x > projection.WIDTH - 2 * _LABEL
        or any(0 < other_x - x < _LABEL and abs(other_y - y) < _LABEL / 4 for other_x, other_y in places.values())
    ]


def _text(name: str) -> str:
    return files("securecart.report").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """What a Content Security Policy allows a text by."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
