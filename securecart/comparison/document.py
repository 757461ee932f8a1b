"""The comparison document: a comparison as JSON, for other programs (docs/plan-format.md describes it)."""

import json
from importlib.resources import files
from typing import Any, Final

from securecart.comparison.model import (
    Change,
    Comparison,
    Danger,
    PromiseChange,
    PropertyChange,
    ResourceChange,
    SettingChange,
    Side,
    StackComparison,
    VerdictChange,
)
from securecart.preview.document import verdict_document
from securecart.proof.document import counterexample_document
from securecart.proof.model import Proof

FORMAT: Final = "securecart-comparison"
VERSION: Final = 1
"""Raised when a reader of the version before would misread a document; new members do not raise it."""


def schema() -> dict[str, Any]:
    """The JSON Schema of a comparison document."""
    text = files("securecart.comparison").joinpath("comparison.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def render(comparison: Comparison) -> str:
    """The comparison as JSON. The same two revisions give the same text."""
    return json.dumps(document(comparison), indent=2, ensure_ascii=False) + "\n"


def document(comparison: Comparison) -> dict[str, Any]:
    """The comparison as plain values."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "project": comparison.project,
        "before": _side(comparison.before),
        "after": _side(comparison.after),
        "accepted": comparison.accepted,
        "dangers": [_danger(danger) for danger in comparison.dangers],
        "promises": _promises(comparison),
        "stacks": [_stack(stack) for stack in comparison.stacks],
        "verdicts": [_verdict(found) for found in comparison.verdicts],
        "settings": [_setting(found) for found in comparison.settings],
    }


def _side(side: Side) -> dict[str, Any]:
    return {"name": side.name, "commit": side.commit, "uncommitted": side.uncommitted, "source": side.plan.source}


def _danger(danger: Danger) -> dict[str, Any]:
    written: dict[str, Any] = {"harm": danger.harm.value, "refuses": danger.refuses, "stack": danger.stack}
    written |= {"urn": danger.urn} if danger.urn else {}
    written |= {"subject": danger.subject, "because": list(danger.because), "stoppedBy": list(danger.stopped_by)}
    written |= {"successor": danger.successor} if danger.successor else {}
    return written | ({"lost": danger.lost} if danger.lost else {})


def _promises(comparison: Comparison) -> list[dict[str, Any]] | None:
    before, after = comparison.before.proof, comparison.after.proof
    if comparison.promises is None or before is None or after is None:
        return None
    return [_promise(found, before if found.change is Change.REMOVED else after) for found in comparison.promises]


def _promise(found: PromiseChange, proof: Proof) -> dict[str, Any]:
    shown = counterexample_document(found.counterexample, proof)
    return {"change": found.change.value, "refuses": found.refuses, **shown}


def _stack(stack: StackComparison) -> dict[str, Any]:
    return {
        "stack": stack.stack,
        "change": stack.change.value if stack.change else None,
        "resources": [_resource(change) for change in stack.resources],
        "repointed": stack.repointed,
    }


def _resource(change: ResourceChange) -> dict[str, Any]:
    resource = change.resource
    written: dict[str, Any] = {
        "operation": change.operation.value,
        "urn": resource.urn,
        "type": resource.type,
        "name": resource.name,
    }
    if change.before and change.before.urn != resource.urn:
        written["formerUrn"] = change.before.urn
    if resource.source:
        written["source"] = resource.source
    if change.properties:
        written["properties"] = [_property(found) for found in change.properties]
    if change.options:
        written["options"] = [_property(found) for found in change.options]
    if change.follows:
        written["follows"] = dict(change.follows)
    if change.replacement:
        certainty, properties = change.replacement.certainty.value, list(change.replacement.properties)
        written["replacement"] = {"certainty": certainty, "properties": properties}
    return written


def _property(found: PropertyChange) -> dict[str, Any]:
    written: dict[str, Any] = {"path": found.path, "change": found.change.value}
    if found.change.value != "added":
        written["before"] = found.before
    if found.change.value != "removed":
        written["after"] = found.after
    return written


def _verdict(found: VerdictChange) -> dict[str, Any]:
    return {"change": found.change.value, **verdict_document(found.verdict)}


def _setting(found: SettingChange) -> dict[str, Any]:
    return {"stack": found.stack, **_property(found.property)}
