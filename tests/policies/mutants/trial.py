"""Shows mutants to the pack, and says what is wrong with its answers."""

from __future__ import annotations

import atexit
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache, cached_property

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
    tried: set[Unknown] = set()
    for mutant in mutants_of(rule):
        trial = _Trial(rule, mutant, packs)
        said = trial.whether_it_is_reported()
        if said:
            survived.append((mutant.name, said))
            continue
        killed.append(mutant.name)
        for unknown in trial.unknowns():
            if unknown not in tried and (fault := trial.try_unknown(unknown)) is not None:
                tried.add(unknown)
                faults += [f"{mutant.name}: {fault}"] if fault else []
    return Outcome(rule.id, tuple(killed), tuple(survived), len(tried), tuple(faults))


@dataclass(frozen=True)
class Unknown:
    """A property that is made unknown.

    Attributes:
        urn: the resource.
        path: the property.
        mutant: the mutant, if the resource is one that it changes or that has to be reported. What is made unknown of a
            bystander is tried once a rule and type: they are alike.
    """

    urn: str
    path: str
    mutant: str

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unknown) and self._key == other._key

    @property
    def _key(self) -> tuple[str, str, str]:
        return (self.urn if self.mutant else self.urn.rsplit("::", 2)[-2], self.path, self.mutant)


class _Trial:
    """One mutant and the pack's answers to it."""

    def __init__(self, rule: Rule, mutant: Mutant, packs: RunningPacks) -> None:
        assert mutant.fleet == (rule.scope is Scope.FLEET), f"{rule.id}: {mutant.name}: `fleet` is not the rule's scope"
        self._rule = rule
        self._mutant = mutant
        self._packs = packs
        self._original = packs.original(mutant.stack, mutant.view)
        self._changed = self._original.copy()
        mutant.change(self._changed)
        self._different = _different(self._original, self._changed)

    def whether_it_is_reported(self) -> str:
        """What is wrong with the pack's answer; empty if nothing is."""
        answer = self._ask(self._changed)
        found = answer.violated.get(self._rule.id, frozenset())
        if found != self._mutant.reported:
            return f"reported {_list(found)} instead of {_list(self._mutant.reported)}{_undecided(answer)}"
        others = answer.violated.keys() - {self._rule.id} - self._mutant.related
        return f"also reported by {', '.join(sorted(others))}" if others else ""

    def unknowns(self) -> Iterator[Unknown]:
        """The properties that the rule reads of the mutant's stack."""
        for urn, path in self._reads.properties:
            if urn.startswith(f"urn:pulumi:{self._mutant.stack}::"):
                guilty = self._name(urn) in self._mutant.reported or urn in self._different
                yield Unknown(urn, path, self._mutant.name if guilty else "")

    def try_unknown(self, unknown: Unknown) -> str | None:
        """What is wrong with the answer if a property is not known; None if there is no place for it.

        The pack is shown the resources alone that the rule looks for: other rules have mutants of their own.
        """
        changed = self._changed.copy()
        if not changed.forget(unknown.urn, unknown.path):
            return None
        fault = self._fault(self._ask(changed, self._types), unknown)
        return f"with {unknown.path} of {self._name(unknown.urn)} unknown: {fault}" if fault else ""

    def _fault(self, answer: Answer, unknown: Unknown) -> str:
        found = answer.violated.get(self._rule.id, frozenset())
        if broken := answer.violated.keys() & BROKEN:
            return f"{', '.join(broken)}: a rule broke"
        if found - self._mutant.reported:
            return f"a false verdict on {_list(found - self._mutant.reported)}"
        if unknown.mutant:  # it takes part in what is wrong: with it unknown, nothing need be
            name = unknown.path.partition(".")[0].partition("[")[0]
            all_of_it = unknown.path == name and self._different == {unknown.urn: {name}}
            return f"a false verdict on {_list(found)}" if found and all_of_it else ""
        undecided = answer.undecided.get(self._rule.id, frozenset())
        hidden = [each for each in self._mutant.reported - found if each.rsplit("/", 1)[-1] not in undecided]
        return f"hides {_list(frozenset(hidden))}" if hidden else ""

    @cached_property
    def _reads(self) -> Reads:
        if not self._mutant.fleet:
            return reads(self._rule, self._changed)
        return reads(self._rule, merged(self._changed, *self._packs.others(self._mutant.stack, self._mutant.view)))

    @cached_property
    def _types(self) -> frozenset[str] | None:
        """The types of the resources that the rule looks for; None if it depends on more than these."""
        types = self._reads.types
        alone = self._ask(self._changed, types).violated.get(self._rule.id, frozenset())
        return types if alone == self._mutant.reported else None

    def _ask(self, deployment: Deployment, types: frozenset[str] | None = None) -> Answer:
        return self._packs.judge(
            self._mutant.stack, self._mutant.view, deployment, together=self._mutant.fleet, types=types
        )

    def _name(self, urn: str) -> str:
        short = urn.rsplit("::", 1)[-1]
        return f"{self._mutant.stack}/{short}" if self._mutant.fleet else short


def _different(original: Deployment, changed: Deployment) -> Mapping[str, frozenset[str]]:
    """The resources that a change touches, by URN, each with the properties that are not as they were."""
    before = {request.urn: request for request in original.alone}
    after = {request.urn: request for request in changed.alone}
    different = {}
    for urn in before.keys() | after.keys():
        one, other = before.get(urn), after.get(urn)
        if one is None or other is None:
            different[urn] = frozenset[str]()
        elif one.SerializeToString(deterministic=True) != other.SerializeToString(deterministic=True):
            names = {*one.properties.fields, *other.properties.fields}
            different[urn] = frozenset(
                name
                for name in names
                if (name in one.properties.fields, one.properties.fields[name])
                != (name in other.properties.fields, other.properties.fields[name])
            )
    return different


def _list(names: frozenset[str]) -> str:
    return ", ".join(sorted(name or "the stack" for name in names)) or "nothing"


def _undecided(answer: Answer) -> str:
    return "".join(f"; {policy} is undecided about {_list(names)}" for policy, names in answer.undecided.items())
