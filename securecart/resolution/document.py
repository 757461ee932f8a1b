"""A resolution as JSON, for other programs (docs/routing.md describes it)."""

from __future__ import annotations

import json
from typing import Any, Final

from securecart.resolution.model import Resolution, Way
from securecart.routing.hops import Hop, PassedOver
from securecart.routing.rules import Rule

FORMAT: Final = "securecart-resolution"
VERSION: Final = 1
"""Raised when a reader of the version before would misread a document; new members do not raise it."""


def render(resolution: Resolution) -> str:
    """The resolution as JSON."""
    return json.dumps(document(resolution), indent=2, ensure_ascii=False) + "\n"


def document(resolution: Resolution) -> dict[str, Any]:
    """The resolution as plain values."""
    question, client = resolution.question, resolution.question.client
    return {
        "format": FORMAT,
        "version": VERSION,
        "source": resolution.source,
        "name": resolution.name,
        "type": question.type,
        "client": {
            "name": client.name,
            "country": client.country,
            "continent": client.continent,
            "subdivision": client.subdivision,
            "latencyOf": client.city,
        },
        "down": list(question.down),
        "unhealthyTargets": sorted(resolution.named(target) for target in resolution.health.unhealthy_targets),
        "healthChecks": [
            {"id": id_, "name": resolution.named(id_), "healthy": status.healthy, **_rule(status.rule)}
            for id_, status in resolution.statuses.items()
        ],
        "ways": [_way(way, resolution) for way in resolution.ways],
        "unanswered": _rule(resolution.unanswered) if resolution.unanswered else None,
        "notes": [{"about": note.about, **_rule(note.rule)} for note in resolution.notes],
        "remarks": list(resolution.remarks),
    }


def _way(way: Way, resolution: Resolution) -> dict[str, Any]:
    return {
        "share": str(way.share),
        "end": resolution.named(way.end),
        "ttl": way.ttl,
        "hops": [_hop(hop, resolution) for hop in way.hops],
    }


def _hop(hop: Hop, resolution: Resolution) -> dict[str, Any]:
    return {
        "place": hop.chosen.place,
        "chosen": resolution.named(hop.chosen.label),
        "share": str(hop.share),
        **_rule(hop.rule),
        "passedOver": [_passed_over(failure, resolution) for failure in hop.passed_over],
    }


def _passed_over(failure: PassedOver, resolution: Resolution) -> dict[str, Any]:
    return {
        "place": failure.choice.place,
        "choice": resolution.named(failure.choice.label),
        **_rule(failure.rule),
        "because": resolution.named(failure.because) if failure.because else None,
        "below": [_passed_over(lower, resolution) for lower in failure.below],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {"rule": rule.name, "says": rule.sentence, "page": rule.source, "documented": rule.documented}
