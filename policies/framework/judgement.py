"""One request of the engine, judged by all rules that it concerns; one rule's error never reaches another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policies.framework import failures
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Rule, Scope
from policies.framework.values import MistypedError
from policies.framework.verdicts import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Findings:
    """What one rule found.

    Attributes:
        verdicts: its verdicts; those given before it broke, if it did.
        failure: how it broke; empty if it did not.
    """

    verdicts: Sequence[Verdict] = ()
    failure: str = ""

    def with_outcome(self, outcome: Outcome) -> list[Verdict]:
        """The verdicts of one outcome."""
        return [verdict for verdict in self.verdicts if verdict.outcome is outcome]

    @property
    def silent(self) -> bool:
        """Whether there is nothing to report."""
        return not self.failure and all(verdict.outcome is Outcome.SATISFIED for verdict in self.verdicts)


class RuleIndex:
    """Rules by what they judge, so that a request costs nothing for rules that it does not concern.

    Args:
        rules: the rules.

    Attributes:
        configurable: those that have parameters.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.configurable = [rule for rule in rules if rule.parameters]
        self._of_resources: dict[str, list[Rule]] = {}
        self._of_stacks = {scope: [rule for rule in rules if rule.scope is scope] for scope in Scope}
        for rule in self._of_stacks.pop(Scope.RESOURCE):
            for type_ in rule.types:
                self._of_resources.setdefault(type_, []).append(rule)

    def of_type(self, type_: str) -> Sequence[Rule]:
        """The rules that judge single resources of a type."""
        return self._of_resources.get(type_, ())

    def of_stack(self, stack: Stack) -> Sequence[Rule]:
        """The rules that judge resources that the stack, or the several of them, has together."""
        scope = Scope.FLEET if len(stack.stacks) > 1 else Scope.STACK
        return [rule for rule in self._of_stacks[scope] if stack.has(rule.types)]


def judge(rule: Rule, subject: Resource | Stack) -> Findings:
    """Have a rule judge a resource or a stack that it concerns."""
    verdicts: list[Verdict] = []
    try:
        verdicts.extend(rule.judge(subject))
    except Exception as error:  # noqa: BLE001 (whatever it is, it is reported)
        # Other errors' messages may quote a value, and a value may be a secret.
        reason = str(error) if isinstance(error, MistypedError) else type(error).__name__
        return Findings(verdicts, f"{rule.id} broke: {reason}; {failures.log(rule.id, error)}")
    return Findings(verdicts)
