"""What the policy pack says through the engine, as verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from securecart.plan.analyzer.messages import is_undecided, reason
from securecart.plan.engine.events import plain
from securecart.plan.verdicts import Analysis, Level, Policy, Severity, Verdict

if TYPE_CHECKING:
    from pulumi.automation import PolicyEvent

    from securecart.plan.model import StackPlan


def analysis(plan: StackPlan, policies: Iterable[Policy], violations: Iterable[PolicyEvent]) -> Analysis:
    """What the pack says of a stack.

    Args:
        plan: the stack.
        policies: the pack's policies, as they are configured.
        violations: what the engine handed over of the pack.
    """
    by_name = {policy.name: policy for policy in policies}
    return Analysis(
        stack=plan.stack,
        policies=tuple(by_name.values()),
        verdicts=tuple(_verdicts(plan, by_name, violations)),
        judged=sum(not resource.external for resource in plan.resources) + 1,  # the stack's own, too
    )


def _verdicts(plan: StackPlan, policies: Mapping[str, Policy], violations: Iterable[PolicyEvent]) -> Iterator[Verdict]:
    for violation in violations:
        policy = policies.get(violation.policy_name)
        message = plain(violation.message)
        urn = violation.resource_urn or plan.urn
        yield Verdict(
            policy=violation.policy_name,
            stack=plan.stack,
            urn=urn if urn in plan else plan.urn,
            level=Level(violation.enforcement_level),
            severity=policy.severity if policy else Severity.UNSPECIFIED,
            message=reason(message, policy.description if policy else "", policy),
            remediation=policy.remediation if policy else "",
            undecided=is_undecided(message),
        )
