"""Verdicts as a reader wants them: by policy, each with the resources that it is about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from securecart.plan import urns
from securecart.plan.verdicts import Severity, Verdict
from securecart.preview.model import Preview

_MOST_NAMES: Final = 3
"""How many resources are named that the same is said of."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One resource that a policy found fault with.

    Attributes:
        stack: the resource's stack.
        name: its logical name.
        type: its type token.
        source: where it is declared; empty if that is not known.
        reason: what is wrong with it.
    """

    stack: str
    name: str
    type: str
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class AlikeFindings:
    """The resources of one stack that are declared in one place and found fault with for one reason.

    Attributes:
        names: their logical names.
        finding: the first of them.
    """

    names: tuple[str, ...]
    finding: Finding


@dataclass(frozen=True, slots=True)
class PolicyFindings:
    """All that one policy found.

    Attributes:
        policy: the policy's name.
        severity: how bad it is.
        refuses: whether it refuses a deployment.
        remedy: what to do about it; empty if the policy does not say.
        findings: the resources.
    """

    policy: str
    severity: Severity
    refuses: bool
    remedy: str
    findings: tuple[Finding, ...]

    @property
    def alike(self) -> tuple[AlikeFindings, ...]:
        """The findings, those that are alike together."""
        grouped: dict[Finding, list[Finding]] = {}
        for finding in self.findings:
            grouped.setdefault(replace(finding, name=""), []).append(finding)
        return tuple(
            AlikeFindings(tuple(finding.name for finding in findings), findings[0]) for findings in grouped.values()
        )


def by_policy(preview: Preview) -> tuple[PolicyFindings, ...]:
    """What was found, the refusing policies first; without what a policy could not decide."""
    grouped: dict[tuple[str, bool], list[Verdict]] = {}
    for verdict in preview.verdicts:
        if not verdict.undecided:
            grouped.setdefault((verdict.policy, verdict.refuses), []).append(verdict)
    return tuple(
        PolicyFindings(
            policy=policy,
            severity=verdicts[0].severity,
            refuses=refuses,
            remedy=verdicts[0].remediation,
            findings=tuple(_finding(preview, verdict) for verdict in verdicts),
        )
        for (policy, refuses), verdicts in grouped.items()
    )


def undecided(preview: Preview) -> dict[str, int]:
    """How often each policy could not decide, not even with stand-ins for what only the deployment knows."""
    counted: dict[str, int] = {}
    for verdict in preview.verdicts:
        if verdict.undecided and not verdict.assumed:
            counted[verdict.policy] = counted.get(verdict.policy, 0) + 1
    return dict(sorted(counted.items()))


def settled(preview: Preview) -> int:
    """How often policies found nothing only with stand-ins for what only the deployment knows."""
    return sum(verdict.undecided and verdict.assumed for verdict in preview.verdicts)


def stand_ins(preview: Preview) -> dict[str, tuple[str, ...]]:
    """The secrets that were stood in for, each with its stacks."""
    found: dict[str, list[str]] = {}
    for stack in preview.stacks:
        for key in stack.plan.stand_ins:
            found.setdefault(key, []).append(stack.plan.stack)
    return {key: tuple(stacks) for key, stacks in sorted(found.items())}


def judged_together(preview: Preview) -> str:
    """Whether the policies that look across stacks have judged, as a sentence."""
    if preview.judged_together:
        return "The policies have judged all stacks together, too."
    if preview.source == "engine":
        return "Policies across stacks have not judged: the engine shows a pack one stack at a time."
    return "Policies across stacks have not judged: they need all of them."


def told_settled(count: int) -> str:
    """What `settled` means, for a reader."""
    return f"{plural(count, 'verdict')} found nothing with stand-ins for what only the deployment knows"


def plural(count: int, noun: str) -> str:
    """A number with its noun: `1 stack`, `1,293 resources`, `2 policies`."""
    if count == 1:
        return f"1 {noun}"
    return f"{count:,} {noun.removesuffix('y')}ies" if noun.endswith("cy") else f"{count:,} {noun}s"


def some_names(found: Sequence[str]) -> str:
    """Some names, and how many there are besides."""
    more = len(found) - _MOST_NAMES
    return ", ".join(found[:_MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "")


def _finding(preview: Preview, verdict: Verdict) -> Finding:
    plan = preview.plan[verdict.stack]
    source = (plan[verdict.urn].source or "") if verdict.urn in plan else ""
    type_ = urns.qualified_type(verdict.urn).split("$")[-1]
    assumed = " (With stand-ins for what only the deployment knows.)" if verdict.assumed else ""
    return Finding(verdict.stack, urns.name(verdict.urn), type_, source, f"{verdict.message}{assumed}")
