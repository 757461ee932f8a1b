"""Shows mutants to the pack, and says what is wrong with its answers."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache

from policies.catalogue import catalogue
from policies.framework.own_policies import RESOURCE_RULES_COMPLETE, STACK_RULES_COMPLETE
from policies.framework.rule import Rule, Scope
from tests.policies.harness import Deployment, merged
from tests.policies.mutants.collect import mutants_of
from tests.policies.mutants.mutant import Mutant
from tests.policies.mutants.reads import Reads, reads
from tests.policies.mutants.running import Answer, RunningPacks
from tests.policies.recorded import record

BROKEN = frozenset({RESOURCE_RULES_COMPLETE, STACK_RULES_COMPLETE})


@dataclass(frozen=True)
class Outcome:
    """What became of a rule's mutants.

    Attributes:
        rule: the rule's id.
        killed: the names of those that it reported.
        survived: by name, what the pack said of the others.
        variants: how often a mutant was shown with a property made unknown.
        faults: what was wrong with the answers to those.
    """

    rule: str
    killed: tuple[str, ...]
    survived: tuple[tuple[str, str], ...]
    variants: int
    faults: tuple[str, ...]


def try_named(name: str) -> Outcome:
    """`try_rule` for a rule's id, with packs of this process that end with it."""
    return try_rule(catalogue()[name], _packs())


@cache
def _packs() -> RunningPacks:
    exits = ExitStack()
    atexit.register(exits.close)
    return exits.enter_context(RunningPacks(record()))


def try_rule(rule: Rule, packs: RunningPacks) -> Outcome:
    """Show every mutant of a rule to the pack, as it is and with what the rule reads made unknown."""
    killed, survived, faults = [], [], []
    seen: set[str] = set()
    variants = 0
    for mutant in mutants_of(rule):
        trial = _Trial(rule, mutant, packs)
        said = trial.whether_it_is_reported()
        if said:
            survived.append((mutant.name, said))
            continue
        killed.append(mutant.name)
        for fault in trial.unknowns(seen):
            variants += 1
            if fault:
                faults.append(f"{mutant.name}: {fault}")
    return Outcome(rule.id, tuple(killed), tuple(survived), variants, tuple(faults))


class _Trial:
    def __init__(self, rule: Rule, mutant: Mutant, packs: RunningPacks) -> None:
        assert mutant.fleet == (rule.scope is Scope.FLEET), f"{rule.id}: {mutant.name}: `fleet` is not the rule's scope"
        self._rule = rule
        self._mutant = mutant
        self._packs = packs
        self._original = packs.original(mutant.stack, mutant.view)
        self._changed = self._original.copy()
        mutant.change(self._changed)

    def whether_it_is_reported(self) -> str:
        """What is wrong with the pack's answer; empty if nothing is."""
        answer = self._ask(self._changed)
        found = answer.violated.get(self._rule.id, frozenset())
        if found != self._mutant.reported:
            return f"reported {_list(found)} instead of {_list(self._mutant.reported)}{_undecided(answer)}"
        others = answer.violated.keys() - {self._rule.id} - self._mutant.related
        return f"also reported by {', '.join(sorted(others))}" if others else ""

    def unknowns(self, seen: set[str]) -> Iterator[str]:
        """For each property that the rule reads: what is wrong with the answer if it is not known; empty if nothing is.

        The pack is shown the resources alone that the rule looks for: other rules have mutants of their own.

        Args:
            seen: what was tried before with this rule; what is tried now is added.
        """
        found = self._reads()
        if self._ask(self._changed, found.types).violated.get(self._rule.id) != self._mutant.reported:
            found = replace(found, types=None)  # it depends on more than what it looks for by type
        different = self._different()
        for urn, path in found.properties:
            name = self._name(urn)
            guilty = name in self._mutant.reported or urn in different
            key = f"{urn if guilty else ''} {urn.rsplit('::', 2)[-2]} {path} {self._mutant.name if guilty else ''}"
            if key in seen or not self._belongs(urn):
                continue
            seen.add(key)
            changed = self._changed.copy()
            if not changed.forget(urn, path):
                continue
            covered = guilty and self._without(urn, path) == self._of(changed, urn)
            answer = self._ask(changed, found.types)
            fault = self._fault(answer, covered=covered and different == {urn}, guilty=guilty)
            yield f"with {path} of {name} unknown: {fault}" if fault else ""

    def _fault(self, answer: Answer, *, covered: bool, guilty: bool) -> str:
        found = answer.violated.get(self._rule.id, frozenset())
        undecided = answer.undecided.get(self._rule.id, "")
        if broken := answer.violated.keys() & BROKEN:
            return f"{', '.join(broken)}: a rule broke"
        if covered and found:
            return f"a false verdict on {_list(found)}"
        if found - self._mutant.reported:
            return f"a false verdict on {_list(found - self._mutant.reported)}"
        if not guilty:
            hidden = [name for name in self._mutant.reported - found if name.rsplit("/", 1)[-1] not in undecided]
            return f"hides {_list(frozenset(hidden))}" if hidden else ""
        return ""

    def _ask(self, deployment: Deployment, types: frozenset[str] | None = None) -> Answer:
        return self._packs.judge(
            self._mutant.stack, self._mutant.view, deployment, together=self._mutant.fleet, types=types
        )

    def _reads(self) -> Reads:
        if not self._mutant.fleet:
            return reads(self._rule, self._changed)
        return reads(self._rule, merged(self._changed, *self._packs.others(self._mutant.stack, self._mutant.view)))

    def _belongs(self, urn: str) -> bool:
        return urn.startswith(f"urn:pulumi:{self._mutant.stack}::")

    def _name(self, urn: str) -> str:
        short = urn.rsplit("::", 1)[-1]
        return f"{self._mutant.stack}/{short}" if self._mutant.fleet else short

    def _different(self) -> set[str]:
        before = {request.urn: request.SerializeToString(deterministic=True) for request in self._original.alone}
        after = {request.urn: request.SerializeToString(deterministic=True) for request in self._changed.alone}
        return {urn for urn in before.keys() | after.keys() if before.get(urn) != after.get(urn)}

    def _without(self, urn: str, path: str) -> bytes:
        """The original resource without a property."""
        original = self._original.copy()
        if not any(request.urn == urn for request in original.alone) or not original.forget(urn, path):
            return b""
        return self._of(original, urn)

    @staticmethod
    def _of(deployment: Deployment, urn: str) -> bytes:
        (found,) = (request for request in deployment.alone if request.urn == urn)
        return found.SerializeToString(deterministic=True)


def _list(names: frozenset[str]) -> str:
    return ", ".join(sorted(name or "the stack" for name in names)) or "nothing"


def _undecided(answer: Answer) -> str:
    return "".join(f"; undecided: {policy}: {text}" for policy, text in answer.undecided.items())[:400]
