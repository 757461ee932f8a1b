"""What becomes of the resources of two plans."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from securecart.comparison.differences import differences
from securecart.comparison.model import Certainty, Operation, PropertyChange, Replacement, ResourceChange
from securecart.comparison.pairing import pairs
from securecart.comparison.references import References, referred
from securecart.comparison.replacement import ReplacementJudge, lies_in, replaces, touches
from securecart.plan import urns
from securecart.plan.model import Plan, Resource

_OPTIONS = {
    "protect": "protect",
    "retain_on_delete": "retainOnDelete",
    "delete_before_replace": "deleteBeforeReplace",
    "ignore_changes": "ignoreChanges",
    "replace_on_changes": "replaceOnChanges",
    "additional_secret_outputs": "additionalSecretOutputs",
    "deleted_with": "deletedWith",
}
"""The resource options that are compared, with Pulumi's names for them."""


@dataclass(frozen=True, slots=True)
class ResourceChanges:
    """What becomes of the resources of two plans.

    Attributes:
        by_urn: the changes, by the resource's URN as it will be, or as it was when it goes.
        repointed: the URNs of resources that refer to a renamed one, and do not change otherwise.
        now: by the URN that a resource had, the one that it will have.
    """

    by_urn: Mapping[str, ResourceChange]
    repointed: frozenset[str]
    now: Mapping[str, str]


def changes(before: Plan, after: Plan) -> ResourceChanges:
    """Compare what two plans make: resources of providers, and the providers themselves."""
    former = pairs(before, after)
    now = {old: new for new, old in former.items()}
    judge = ReplacementJudge(before)
    told = (References(before, now), References(after, {}))
    old = {resource.urn: resource for resource in before.resources() if _is_compared(resource)}
    found: dict[str, ResourceChange] = {}
    repointed: set[str] = set()
    for resource in after.resources():
        if not _is_compared(resource):
            continue
        origin = old.get(former.get(resource.urn, ""))
        if origin is None:
            found[resource.urn] = ResourceChange(operation=Operation.CREATE, after=resource)
            continue
        if change := _changed(origin, resource, judge, told):
            found[resource.urn] = change
        elif origin.inputs != resource.inputs:
            repointed.add(resource.urn)
    for urn, resource in old.items():
        if urn not in now:
            operation = Operation.RETAIN if resource.retain_on_delete else Operation.DELETE
            found[urn] = ResourceChange(operation=operation, before=resource)
    _follow(after, old, former, found)
    return ResourceChanges(by_urn=found, repointed=frozenset(repointed - found.keys()), now=now)


def _is_compared(resource: Resource) -> bool:
    return resource.custom and not resource.external


def _changed(
    before: Resource, after: Resource, judge: ReplacementJudge, told: tuple[References, References]
) -> ResourceChange | None:
    """What becomes of a resource that is in both plans; None if nothing does."""
    inputs: tuple[PropertyChange, ...] = ()
    if before.inputs != after.inputs:
        ignored = after.ignore_changes
        every = differences(told[0].told(before.inputs), told[1].told(after.inputs))
        inputs = tuple(change for change in every if not (ignored and lies_in(change.path, ignored)))
    options = differences(_options(before), _options(after))
    replacement = judge.judge(before, after, inputs)
    if replacement and replacement.certainty is Certainty.CERTAIN:
        operation = Operation.REPLACE
    elif inputs or options:
        operation = Operation.UPDATE
    elif before.urn != after.urn:
        operation = Operation.RENAME
    else:
        return None
    return ResourceChange(
        operation=operation, before=before, after=after, properties=inputs, options=options, replacement=replacement
    )


def _options(resource: Resource) -> dict[str, object]:
    found: dict[str, object] = {}
    for attribute, name in _OPTIONS.items():
        value = getattr(resource, attribute)
        if value not in (None, False, ()) or (attribute == "delete_before_replace" and value is False):
            found[name] = list(value) if isinstance(value, tuple) else value
    if (timeouts := resource.custom_timeouts) is not None:
        found["customTimeouts"] = {
            name: text
            for name, text in (("create", timeouts.create), ("update", timeouts.update), ("delete", timeouts.delete))
            if text is not None
        }
    return found


def _follow(
    after: Plan, old: Mapping[str, Resource], former: Mapping[str, str], found: dict[str, ResourceChange]
) -> None:
    """Let a replacement spread: who refers to what is replaced changes too, and may be replaced for that.

    It spreads as in Pulumi's own preview, for which every output of a replaced resource is unknown.
    """
    users: dict[str, list[tuple[str, Resource]]] = defaultdict(list)
    for resource in after.resources():
        if _is_compared(resource) and former.get(resource.urn) in old:
            for name, urn in referred(after, resource):
                users[urn].append((name, resource))
    waiting = deque(urn for urn, change in found.items() if change.operation is Operation.REPLACE)
    while waiting:
        target = waiting.popleft()
        for name, resource in users[target]:
            if resource.ignore_changes and lies_in(name, resource.ignore_changes):
                continue
            change = found.get(resource.urn) or ResourceChange(
                operation=Operation.UPDATE, before=old[former[resource.urn]], after=resource
            )
            was = change.operation
            found[resource.urn] = change = _following(change, name, target)
            if change.operation is Operation.REPLACE and was is not Operation.REPLACE:
                waiting.append(resource.urn)


def _following(change: ResourceChange, name: str, target: str) -> ResourceChange:
    """The change of a resource of which one input refers to something that is replaced."""
    resource = change.resource
    follows = {**change.follows, name: target}
    if not (replaces(resource.type, name) or touches(name, resource.replace_on_changes)):
        operation = Operation.UPDATE if change.operation is Operation.RENAME else change.operation
        return replace(change, follows=follows, operation=operation)
    known = change.replacement
    certain = known.properties if known and known.certainty is Certainty.CERTAIN else ()
    replacement = Replacement(certainty=Certainty.CERTAIN, properties=tuple(dict.fromkeys((*certain, name))))
    return replace(change, follows=follows, replacement=replacement, operation=Operation.REPLACE)


def in_order(found: ResourceChanges, stack: str) -> Iterator[ResourceChange]:
    """The changes of one stack's resources, by type and name."""
    mine = (change for urn, change in found.by_urn.items() if urns.stack(urn) == stack)
    yield from sorted(mine, key=lambda change: (change.resource.type, change.resource.name, change.resource.urn))
