"""Compares two sides: their resources, what customers are promised, what the policy pack says, and their settings."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from securecart.comparison import dangers, promises, resources
from securecart.comparison.differences import differences
from securecart.comparison.model import (
    Change,
    Comparison,
    Danger,
    SettingChange,
    Side,
    StackComparison,
    VerdictChange,
)
from securecart.plan import urns
from securecart.plan.verdicts import Verdict

_ANY = "value"
"""What a setting is called while it is compared: its key would be written in quotes."""


def compare(before: Side, after: Side) -> Comparison:
    """What changes from one side to the other.

    Args:
        before: the side that is compared with.
        after: the side that is looked at; it has a stack at least.
    """
    found = resources.changes(before.plan, after.plan)
    old = {plan.stack: plan for plan in before.plan.stacks}
    new = {plan.stack: plan for plan in after.plan.stacks}
    stacks = [_stack(name, found, is_new=name not in old) for name in new]
    removed = [plan for name, plan in old.items() if name not in new]
    stacks += [StackComparison(stack=plan.stack, change=Change.REMOVED) for plan in removed]
    settings = tuple(_settings(before, after))
    feared = [danger for stack in stacks for danger in dangers.of_stack(stack)]
    feared += [dangers.of_removed_stack(plan) for plan in removed]
    feared += [danger for setting in settings for danger in dangers.of_setting(setting)]
    return Comparison(
        project=after.plan.stacks[0].project,
        before=before,
        after=after,
        stacks=tuple(stacks),
        dangers=_worst_first(feared, [stack.stack for stack in stacks]),
        promises=tuple(promises.changes(before.proof, after.proof)) if before.proof and after.proof else None,
        verdicts=tuple(_verdicts(before, after, found)),
        settings=settings,
    )


def _stack(name: str, found: resources.ResourceChanges, *, is_new: bool) -> StackComparison:
    changes = tuple(resources.in_order(found, name))
    repointed = sum(urns.stack(urn) == name for urn in found.repointed)
    change = Change.ADDED if is_new else Change.CHANGED if changes else None
    return StackComparison(stack=name, change=change, resources=changes, repointed=repointed)


def _worst_first(feared: list[Danger], stacks: list[str]) -> tuple[Danger, ...]:
    def rank(danger: Danger) -> tuple[bool, int, int, str, tuple[str, ...]]:
        return not danger.refuses, danger.harm.rank, stacks.index(danger.stack), danger.subject, danger.because

    return tuple(sorted(feared, key=rank))


def _verdicts(before: Side, after: Side, found: resources.ResourceChanges) -> Iterator[VerdictChange]:
    """The verdicts that only one side has; a resource that was renamed by an alias is the same resource."""
    old = {_key(verdict, found.now): verdict for verdict in before.verdicts if not verdict.undecided}
    new = {_key(verdict, {}): verdict for verdict in after.verdicts if not verdict.undecided}
    for change, mine, others in ((Change.ADDED, new, old), (Change.REMOVED, old, new)):
        only = [verdict for key, verdict in mine.items() if key not in others]
        for verdict in sorted(only, key=lambda verdict: (not verdict.refuses, -verdict.severity.rank)):
            yield VerdictChange(change=change, verdict=verdict)


def _key(verdict: Verdict, now: Mapping[str, str]) -> tuple[str, str, bool]:
    """What makes two verdicts the same: a message may tell a figure that has changed."""
    return verdict.policy, now.get(verdict.urn, verdict.urn), verdict.refuses


def _settings(before: Side, after: Side) -> Iterator[SettingChange]:
    """The settings of the stacks that both sides have; a path goes on after the key as in a stack file."""
    for stack, new in after.settings.items():
        old = before.settings.get(stack)
        if old is None:
            continue
        for key in sorted({*old, *new}):
            sides = [{_ANY: values[key]} if key in values else {} for values in (old, new)]
            for change in differences(*sides):
                path = key + change.path.removeprefix(_ANY)
                yield SettingChange(stack=stack, property=replace(change, path=path))
