"""What a reader has to know of a change before anything else: whose data goes, and what no longer holds it back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from securecart.comparison import stateful
from securecart.comparison.model import (
    Certainty,
    Change,
    Danger,
    Harm,
    Operation,
    ResourceChange,
    SettingChange,
    StackComparison,
)
from securecart.comparison.references import named
from securecart.plan import urns
from securecart.plan.model import Resource, StackPlan
from securecart.settings.objectives import ObjectiveSettings

_TABLE = "aws:dynamodb/table:Table"
_SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 (a type)
OBJECTIVES = "objectives"
"""The setting with what customers are promised; each of its figures is an upper bound."""


def of_stack(stack: StackComparison) -> Iterator[Danger]:
    """The dangers of what becomes of a stack's resources."""
    created = [change.resource for change in stack.of(Operation.CREATE)]
    for change in stack.resources:
        for danger in _of_resource(change):
            gone = change.operation in (Operation.DELETE, Operation.RETAIN)
            yield replace(danger, successor=_successor(change.resource, created)) if gone else danger


def _successor(gone: Resource, created: Sequence[Resource]) -> str | None:
    """The one resource that is created with the inputs of one that goes: it has got another name or parent."""
    alike = [other.urn for other in created if other.type == gone.type and other.inputs == gone.inputs]
    return alike[0] if len(alike) == 1 else None


def _of_resource(change: ResourceChange) -> Iterator[Danger]:
    """The dangers of what becomes of one resource."""
    resource = change.before
    if resource is None or not stateful.is_stateful(resource):
        return
    if change.operation is Operation.DELETE:
        yield _danger(_gone(resource), resource, stopped_by=stateful.guarded(resource))
    elif change.operation is Operation.RETAIN:
        yield _danger(Harm.ABANDONED, resource, stopped_by=("protect",) if resource.protect else ())
    elif change.operation is Operation.REPLACE and change.replacement:
        yield _danger(
            Harm.COPY_DELETED if stateful.is_copy(resource) else Harm.REPLACED,
            resource,
            because=change.replacement.properties,
            stopped_by=_stops_replacement(change),
        )
    else:
        if change.replacement and change.replacement.certainty is not Certainty.CERTAIN:
            yield _danger(
                Harm.POSSIBLY_REPLACED,
                resource,
                because=change.replacement.properties,
                stopped_by=_stops_replacement(change),
            )
        yield from _in_place(change, resource)


def of_removed_stack(plan: StackPlan) -> Danger:
    """The danger of a stack whose file is gone: no deployment deletes what it has made."""
    count = sum(stateful.is_stateful(resource) for resource in plan.managed)
    return Danger(
        harm=Harm.ABANDONED,
        stack=plan.stack,
        subject=f"the stack and its {len(plan.managed):,} resources, {count:,} of them with data",
    )


def of_setting(change: SettingChange) -> Iterator[Danger]:
    """The dangers of objectives that promise less than before, or nothing any more; what is not set has its default."""
    found = change.property
    _, is_objective, path = found.path.partition(f":{OBJECTIVES}")
    if not is_objective:
        return
    names = [name for name in path.split(".") if name]
    before = _default(names) if found.change is Change.ADDED else found.before
    after = _default(names) if found.change is Change.REMOVED else found.after
    for name, because in _loosened(".".join(names), before, after):
        subject = f"the objective {name}"
        yield Danger(harm=Harm.OBJECTIVE_LOOSENED, stack=change.stack, subject=subject, because=(because,))


def _default(names: Iterable[str]) -> Any:  # noqa: ANN401 (whatever an objective holds)
    """What is promised where an objective, or a part of one, is not set."""
    found: Any = ObjectiveSettings().model_dump(by_alias=True)
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _loosened(name: str, before: object, after: object) -> Iterator[tuple[str, str]]:
    """What of an objective promises less, and how."""
    if before is not None and after is None:
        yield name, "promised before, not any more"
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        for key, value in before.items():
            yield from _loosened(f"{name}.{key}".lstrip("."), value, after.get(key))
    elif isinstance(before, int | float) and isinstance(after, int | float) and after > before:
        yield name, f"at most {before:,} before, {after:,} now"


def _gone(resource: Resource) -> Harm:
    """How bad the deletion of a resource is."""
    if stateful.is_copy(resource):
        return Harm.COPY_DELETED
    recoverable = resource.type == _SECRET and resource.inputs.get("recoveryWindowInDays") != 0
    return Harm.RECOVERABLE if recoverable else Harm.DELETED


def _in_place(change: ResourceChange, resource: Resource) -> Iterator[Danger]:
    """What an update in place takes from a resource that holds data: copies, and protections."""
    for gone in _copies(change):
        yield _danger(Harm.COPY_DELETED, resource, because=gone)
    if stateful.is_copy(resource):
        return
    options = [item.path for item in change.options if item.path in ("protect", "retainOnDelete") and not item.after]
    inputs = [item.path for item in change.properties if stateful.weakens(item.path, item.before, item.after)]
    if options or inputs:
        yield _danger(Harm.UNPROTECTED, resource, because=(*options, *inputs))


def _copies(change: ResourceChange) -> Iterator[tuple[str, ...]]:
    """The copies that a resource makes by itself in other Regions, and no longer does."""
    region = {_TABLE: "regionName", _SECRET: "region"}.get(change.resource.type)
    if region is None or change.before is None or change.after is None:
        return
    before, after = (
        {str(copy.get(region)) for copy in side.inputs.get("replicas") or ()} for side in (change.before, change.after)
    )
    for gone in sorted(before - after):
        yield (f"replicas: {gone}",)


def _stops_replacement(change: ResourceChange) -> tuple[str, ...]:
    """What stops a replacement: for the engine both sides have to be protected, AWS looks at what is deployed."""
    before, after = change.before, change.after
    guards = stateful.guarded(before) if before else ()
    return tuple(guard for guard in guards if guard != "protect" or (after and after.protect))


def _danger(
    harm: Harm, resource: Resource, *, because: tuple[str, ...] = (), stopped_by: tuple[str, ...] = ()
) -> Danger:
    return Danger(
        harm=harm,
        stack=urns.stack(resource.urn),
        subject=named(resource.urn),
        urn=resource.urn,
        because=because,
        lost=stateful.LOST[resource.type],
        stopped_by=stopped_by,
    )
