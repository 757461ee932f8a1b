"""The plan document: a preview as JSON, for other programs (docs/plan-format.md describes it).

`read_preview` is the inverse of `render`; `read` and `read_verdicts` read the plan and the verdicts alone.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from importlib.resources import files
from typing import Any, Final

from securecart.plan.model import Plan, Resource, StackPlan, Timeouts
from securecart.plan.verdicts import Analysis, Judges, Level, Policy, Severity, Verdict
from securecart.preview.model import Preview, SettingsCheck, StackPreview

FORMAT: Final = "securecart-plan"
VERSION: Final = 1
"""Raised when a reader of the version before would misread a document; new members do not raise it."""


class DocumentError(Exception):
    """A text is not a plan document that this version reads."""


def schema() -> dict[str, Any]:
    """The JSON Schema of a plan document."""
    text = files("securecart.preview").joinpath("plan.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def render(preview: Preview) -> str:
    """The preview as JSON. The same program and settings give the same text, whatever the order of registration."""
    return json.dumps(document(preview), indent=2, ensure_ascii=False) + "\n"


def document(preview: Preview) -> dict[str, Any]:
    """The preview as plain values."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "project": preview.project,
        "source": preview.plan.source,
        "comparedWith": None,
        "accepted": preview.accepted,
        "stacks": [
            {**_stack(stack.plan), "role": stack.role, "judged": stack.analysis.judged} for stack in preview.stacks
        ],
        "alsoRun": list(preview.also_run),
        "policies": [_policy(policy) for policy in preview.policies],
        "verdicts": [verdict_document(verdict) for verdict in preview.verdicts],
        "judgedTogether": preview.judged_together,
        "settingsChecks": [{"name": check.name, "title": check.title} for check in preview.settings_checks],
    }


def read(text: str) -> Plan:
    """The plan of a document.

    Raises:
        DocumentError: it is not a plan document, or one of a later version.
    """
    loaded = _loaded(text)
    with _told():
        return Plan(stacks=tuple(_read_stack(stack) for stack in loaded["stacks"]), source=loaded["source"])


def read_verdicts(text: str) -> tuple[Verdict, ...]:
    """The verdicts of a document.

    Raises:
        DocumentError: it is not a plan document, or one of a later version.
    """
    loaded = _loaded(text)
    with _told():
        return tuple(_read_verdict(verdict) for verdict in loaded["verdicts"])


def read_preview(text: str) -> Preview:
    """The preview of a document; how long it took is not told there.

    Raises:
        DocumentError: it is not a plan document, or one of a later version.
    """
    loaded = _loaded(text)
    with _told():
        policies = tuple(_read_policy(policy) for policy in loaded["policies"])
        verdicts = tuple(_read_verdict(verdict) for verdict in loaded["verdicts"])
        return Preview(
            project=loaded["project"],
            stacks=tuple(_read_stack_preview(stack, policies, verdicts) for stack in loaded["stacks"]),
            also_run=tuple(loaded["alsoRun"]),
            settings_checks=tuple(SettingsCheck(check["name"], check["title"]) for check in loaded["settingsChecks"]),
            judged_together=loaded["judgedTogether"],
            seconds=0,
            source=loaded["source"],
        )


def _loaded(text: str) -> dict[str, Any]:
    try:
        loaded = json.loads(text)
    except json.JSONDecodeError as error:
        raise DocumentError(f"not JSON: {error}") from error
    if not isinstance(loaded, dict) or loaded.get("format") != FORMAT:
        raise DocumentError(f"not a plan document: its `format` is not {FORMAT!r}")
    if loaded.get("version") != VERSION:
        raise DocumentError(f"a plan document of version {loaded.get('version')!r}; this one reads version {VERSION}")
    return loaded


@contextmanager
def _told() -> Iterator[None]:
    """Turn what a malformed document leads to into one error."""
    try:
        yield
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise DocumentError(f"a plan document with a part missing or of another type: {error}") from error


def _stack(plan: StackPlan) -> dict[str, Any]:
    return {
        "stack": plan.stack,
        "project": plan.project,
        "urn": plan.urn,
        "standIns": list(plan.stand_ins),
        "references": sorted(plan.references),
        "warnings": list(plan.warnings),
        "outputs": dict(plan.outputs),
        "secretOutputs": sorted(plan.secret_outputs),
        "resources": [_resource(resource) for resource in sorted(plan.resources, key=lambda resource: resource.urn)],
    }


def _resource(resource: Resource) -> dict[str, Any]:
    written = {}
    for field in fields(Resource):
        value = getattr(resource, field.name)
        if value is None or (value in (False, (), {}, frozenset()) and field.name not in _ALWAYS):
            continue
        written[_camel(field.name)] = _plain(value)
    return written


_ALWAYS: Final = frozenset({"custom", "inputs", "outputs", "delete_before_replace", "replacement_trigger"})
_SETS: Final = frozenset({"computed", "secret_inputs", "secret_outputs"})
_TUPLES: Final = frozenset(
    {"dependencies", "ignore_changes", "replace_on_changes", "replace_with", "additional_secret_outputs", "aliases"}
)


def _plain(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, Timeouts):
        return {name: text for name, text in _members(value).items() if text is not None}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return value


def _read_stack_preview(
    stack: Mapping[str, Any], policies: tuple[Policy, ...], verdicts: tuple[Verdict, ...]
) -> StackPreview:
    plan = _read_stack(stack)
    own = tuple(verdict for verdict in verdicts if verdict.stack == plan.stack)
    analysis = Analysis(stack=plan.stack, policies=policies, verdicts=own, judged=stack["judged"])
    return StackPreview(plan=plan, role=stack["role"], analysis=analysis)


def _read_stack(stack: Mapping[str, Any]) -> StackPlan:
    return StackPlan(
        stack=stack["stack"],
        project=stack["project"],
        resources=tuple(_read_resource(resource) for resource in stack["resources"]),
        outputs=stack["outputs"],
        secret_outputs=frozenset(stack["secretOutputs"]),
        stand_ins=tuple(stack["standIns"]),
        references=tuple(stack["references"]),
        warnings=tuple(stack["warnings"]),
    )


def _read_resource(written: Mapping[str, Any]) -> Resource:
    members: dict[str, Any] = {"parent": None}
    for field in fields(Resource):
        value = written.get(_camel(field.name))
        if value is None:
            continue
        if field.name in _SETS:
            value = frozenset(value)
        elif field.name in _TUPLES:
            value = tuple(value)
        elif field.name == "property_dependencies":
            value = {name: tuple(urns) for name, urns in value.items()}
        elif field.name == "custom_timeouts":
            value = Timeouts(**value)
        members[field.name] = value
    return Resource(**members)


def _read_verdict(written: Mapping[str, Any]) -> Verdict:
    members = {field.name: written[_camel(field.name)] for field in fields(Verdict) if _camel(field.name) in written}
    members |= {"level": Level(written["level"]), "severity": Severity(written["severity"])}
    return Verdict(**members)


def _read_policy(written: Mapping[str, Any]) -> Policy:
    members = {field.name: written[_camel(field.name)] for field in fields(Policy) if _camel(field.name) in written}
    members |= {
        "level": Level(written["level"]),
        "severity": Severity(written["severity"]),
        "judges": Judges(written["judges"]),
    }
    return Policy(**members)


def _policy(policy: Policy) -> dict[str, Any]:
    return {_camel(name): value for name, value in _members(policy).items() if value != ""}


def verdict_document(verdict: Verdict) -> dict[str, Any]:
    """A verdict as plain values."""
    return {_camel(name): value for name, value in _members(verdict).items() if value != ""}


def _members(record: Policy | Verdict | Timeouts) -> dict[str, Any]:
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
