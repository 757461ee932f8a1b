"""What becomes of the resources of two plans."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from securecart.comparison.differences import differences
from securecart.comparison.model import Certainty, Operation, PropertyChange, Replacement, ResourceChange
from securecart.comparison.pairing import pairs
from securecart.comparison.references import References, referred
from securecart.comparison.replacement import TRIGGER, ReplacementJudge, lies_in, replaces, touches
from securecart.plan import urns
from securecart.plan.model import Plan, Resource

_REPLACE_WITH = "replaceWith"
_OPTIONS = {
    "protect": "protect",
    "retain_on_delete": "retainOnDelete",
    "delete_before_replace": "deleteBeforeReplace",
    "ignore_changes": "ignoreChanges",
    "replace_on_changes": "replaceOnChanges",
    "replacement_trigger": TRIGGER,
    "additional_secret_outputs": "additionalSecretOutputs",
}
"""The resource options that are compared, with Pulumi's names for them, but for those that are URNs or durations."""

_ALSO_FALSE = frozenset({"delete_before_replace", "replacement_trigger"})
"""The options of which false is not the same as none."""


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
    options = differences(_options(before, told[0]), _options(after, told[1]))
    replacement = judge.judge(before, after, inputs, options)
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


def _options(resource: Resource, told: References) -> dict[str, object]:
    found: dict[str, object] = {}
    for attribute, name in _OPTIONS.items():
        value = getattr(resource, attribute)
        if value not in (None, False, ()) or (attribute in _ALSO_FALSE and value is not None):
            found[name] = told.told(value)
    if resource.replace_with:
        found[_REPLACE_WITH] = sorted(map(told.urn, resource.replace_with))
    if resource.deleted_with:
        found["deletedWith"] = told.urn(resource.deleted_with)
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
    bound: dict[str, list[tuple[str, Resource]]] = defaultdict(list)
    for resource in after.resources():
        if _is_compared(resource) and former.get(resource.urn) in old:
            for name, urn in referred(after, resource):
                users[urn].append((name, resource))
            for name, urn in _binding(after, resource):
                bound[urn].append((name, resource))
    waiting = deque(urn for urn, change in found.items() if change.operation is Operation.REPLACE)
    while waiting:
        target = waiting.popleft()
        following = [
            (name, resource, bool(replaces(resource.type, name) or touches(name, resource.replace_on_changes)))
            for name, resource in users[target]
            if not lies_in(name, resource.ignore_changes)
        ]
        following += [(name, resource, True) for name, resource in bound[target]]
        for name, resource, is_replaced in following:
            change = found.get(resource.urn) or ResourceChange(
                operation=Operation.UPDATE, before=old[former[resource.urn]], after=resource
            )
            was = change.operation
            found[resource.urn] = change = _following(change, name, target, is_replaced=is_replaced)
            if change.operation is Operation.REPLACE and was is not Operation.REPLACE:
                waiting.append(resource.urn)


def _binding(plan: Plan, resource: Resource) -> Iterator[tuple[str, str]]:
    """The options that replace a resource together with another one, each with the other's URN."""
    for origin in plan.origins(resource.replacement_trigger):
        yield TRIGGER, origin.urn
    for urn in resource.replace_with:
        yield _REPLACE_WITH, urn


def _following(change: ResourceChange, name: str, target: str, *, is_replaced: bool) -> ResourceChange:
    """The change of a resource of which one input or option refers to something that is replaced."""
    follows = {**change.follows, name: target}
    if not is_replaced:
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
