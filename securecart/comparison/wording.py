"""The words and figures of a comparison, which all its forms share."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from securecart.comparison.model import (
    Certainty,
    Change,
    Comparison,
    Danger,
    Harm,
    Operation,
    PromiseChange,
    PropertyChange,
    ResourceChange,
    Side,
    StackComparison,
)
from securecart.comparison.references import displayed, named, shortened
from securecart.plan import tokens, urns
from securecart.plan.model import Resource
from securecart.preview.findings import plural, some_names
from securecart.proof.failures import named as named_failure

_SHORT: Final = 9
"""Digits of a commit that are shown."""

HARM: Final = {
    Harm.DELETED: "would be deleted",
    Harm.REPLACED: "would be replaced by an empty one",
    Harm.POSSIBLY_REPLACED: "may be replaced by an empty one",
    Harm.COPY_DELETED: "a copy would be deleted",
    Harm.RECOVERABLE: "would be deleted; AWS keeps it for some days",
    Harm.ABANDONED: "stays in AWS, and no stack knows of it any more",
    Harm.UNPROTECTED: "would lose protection",
    Harm.OBJECTIVE_LOOSENED: "promises less",
}

DONE: Final = {
    Operation.CREATE: "created",
    Operation.UPDATE: "updated",
    Operation.REPLACE: "replaced",
    Operation.DELETE: "deleted",
    Operation.RETAIN: "left in AWS",
    Operation.RENAME: "renamed",
}

_CAUSED: Final = frozenset({Harm.REPLACED, Harm.POSSIBLY_REPLACED})
"""Harms of which the properties are the cause, and not what is harmed."""

BECAME: Final = {
    Change.ADDED: "broken from now on",
    Change.CHANGED: "broken for more than before",
    Change.REMOVED: "kept again",
}
"""What became of a promise to customers."""

NOTHING_BROKEN: Final = "No promise to customers is broken that was kept"

NOTHING_LOST: Final = "Nothing that holds data is deleted, replaced, or left with less protection"


@dataclass(frozen=True, slots=True)
class AlikeDangers:
    """What the same happens to for the same reasons, in one stack.

    Attributes:
        subjects: the resources, in words.
        danger: the first of them.
    """

    subjects: tuple[str, ...]
    danger: Danger


@dataclass(frozen=True, slots=True)
class AlikeChanges:
    """Resources of one type that the same happens to.

    Attributes:
        operation: what happens.
        words: that in words, with the grounds of a replacement.
        type: their type.
        names: their logical names.
        properties: the inputs and options that change, each with what it was and will be.
    """

    operation: Operation
    words: str
    type: str
    names: tuple[str, ...]
    properties: tuple[tuple[str, str], ...]


def alike(dangers: Iterable[Danger]) -> Iterator[AlikeDangers]:
    """The dangers with those put together that differ in nothing but the resource's name."""
    found: dict[tuple[object, ...], list[Danger]] = {}
    for danger in dangers:
        kind = urns.qualified_type(danger.urn) if danger.urn else danger.subject
        key = (danger.harm, danger.stack, kind.rsplit("$", 1)[-1], danger.because, danger.stopped_by, danger.successor)
        found.setdefault(key, []).append(danger)
    for group in found.values():
        yield AlikeDangers(tuple(danger.subject for danger in group), group[0])


def subjects(found: AlikeDangers) -> str:
    """The resources of some dangers: their type, and their names."""
    first, *others = found.subjects
    return some_names([first, *(subject.partition(" ")[2] for subject in others)])


def reasons(danger: Danger) -> str:
    """What follows the words of a harm: why it happens, what is lost, what stops it, what would prevent it."""
    said = ""
    if danger.because:
        said += f"{' because of' if danger.harm in _CAUSED else ':'} {', '.join(danger.because)}"
    if danger.refuses:
        said += f"; lost: {danger.lost}"
    if danger.stopped_by:
        said += f"; {' and '.join(danger.stopped_by)} would stop the deployment"
    if danger.successor:
        said += f"; {urns.name(danger.successor)} is created just like it: `aliases` would make them one"
    return said


def promise(found: PromiseChange) -> str:
    """Whose promise it is: the journey, what fails, and one of the customers."""
    case = found.counterexample.case
    return f"{case.journey.title}, {named_failure(case.scenario)}, {found.counterexample.customer}"


def explained(found: PromiseChange) -> Iterator[tuple[str, str]]:
    """What is promised, what is found, why, and what to change."""
    shown = found.counterexample
    setting = f" ({shown.miss.setting})" if shown.miss.setting else ""
    declared = shown.cause.declared
    place = f" ({declared.source})" if declared and declared.source else ""
    yield "Promised", f"{shown.miss.promised}{setting}"
    yield "Found", shown.miss.found
    yield "Why", shown.cause.reason
    yield "Change", f"{shown.cause.remedy}{f': {declared}{place}' if declared else ''}"


def counts(stack: StackComparison) -> str:
    """What is done to a stack's resources, in figures."""
    if stack.change is Change.REMOVED:
        return "has no file any more; its resources stay until `pulumi destroy`"
    done = {operation: len(stack.of(operation)) for operation in Operation}
    said = ", ".join(f"{count:,} {DONE[operation]}" for operation, count in done.items() if count)
    return f"new: {said}" if stack.change is Change.ADDED else said or "no change"


def alike_changes(changes: Iterable[ResourceChange], arrow: str = "→") -> Iterator[AlikeChanges]:
    """What becomes of resources, with those of one type put together that the same happens to."""
    found: dict[tuple[Operation, str, str, tuple[tuple[str, str], ...]], list[str]] = {}
    for change in changes:
        key = (change.operation, _operation(change), displayed(change.resource.type), tuple(_properties(change, arrow)))
        found.setdefault(key, []).append(change.resource.name)
    for (operation, words, type_, properties), resources in found.items():
        yield AlikeChanges(operation, words, type_, tuple(resources), properties)


def _operation(change: ResourceChange) -> str:
    """What is done to a resource, and on what grounds it is replaced."""
    grounds = change.replacement
    if grounds is None or grounds.certainty is Certainty.UNKNOWN:
        return DONE[change.operation]
    if grounds.certainty is Certainty.CERTAIN:
        return f"replaced because of {some_names(grounds.properties)}"
    return f"updated, or replaced because of {some_names(grounds.properties)}"


def _properties(change: ResourceChange, arrow: str) -> Iterator[tuple[str, str]]:
    """The inputs and options of a resource that change, each with what it was and will be."""
    for found in (*change.properties, *change.options):
        yield found.path, values(found, arrow, urns.stack(change.resource.urn))
    told = {found.path for found in change.properties}
    for name, urn in change.follows.items():
        if name not in told:
            yield name, f"follows {named(urn)}, which is replaced"


def values(found: PropertyChange, arrow: str = "→", stack: str | None = None) -> str:
    """What a property of a stack was and will be."""
    if found.change is Change.ADDED:
        return f"{_value(found.after, stack)} (added)"
    if found.change is Change.REMOVED:
        return f"{_value(found.before, stack)} (removed)"
    return f"{_value(found.before, stack)} {arrow} {_value(found.after, stack)}"


def _value(found: Any, stack: str | None) -> str:  # noqa: ANN401
    """A value as a reader wants it: plain text as it is, all else as JSON, references in words."""
    text = found if isinstance(found, str) and found else json.dumps(found, ensure_ascii=False)
    return shortened(" ".join(text.split()), stack)


def side(found: Side) -> str:
    """A side's name, and its commit where the name is another."""
    said = [found.commit[:_SHORT]] if not found.commit.startswith(found.name) else []
    said += ["with uncommitted changes"] if found.uncommitted else []
    return f"{found.name} ({', '.join(said)})" if said else found.name


def grounds(comparison: Comparison) -> str:
    """Why it is refused; empty if it is not."""
    found = []
    if comparison.losses:
        found.append(f"{plural(comparison.losses, 'resource')} with data would go")
    if comparison.broken:
        found.append(f"{plural(comparison.broken, 'promise')} broken")
    if comparison.refusals:
        found.append(plural(comparison.refusals, "violation"))
    return ", ".join(found)


def notes(comparison: Comparison) -> Iterator[str]:
    """What a reader of a comparison has to know."""
    yield "Compares what two revisions want, not what is deployed: where the deployment differs, so will the changes."
    if comparison.promises is None:
        yield "What customers are promised is compared where all stacks are previewed."
    unknown = sorted({change.resource.type for stack in comparison.stacks for change in _unjudged(stack)})
    if unknown:
        yield f"Not known here which changes replace it: {', '.join(unknown)}."
    if repointed := sum(stack.repointed for stack in comparison.stacks):
        yield f"{plural(repointed, 'resource')} changed in nothing but the name of what they refer to."
    if any(map(_has_secrets, comparison.after.plan.resources())):
        yield "Changes of secrets are not seen."


def _unjudged(stack: StackComparison) -> Iterator[ResourceChange]:
    unknown = Certainty.UNKNOWN
    yield from (found for found in stack.resources if found.replacement and found.replacement.certainty is unknown)


def _has_secrets(resource: Resource) -> bool:
    return bool(resource.secret_inputs) or tokens.SECRET in json.dumps(resource.replacement_trigger)
