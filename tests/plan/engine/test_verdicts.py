"""What the engine hands over of a pack, as verdicts."""

from __future__ import annotations

from typing import Any

from pulumi.automation import PolicyEvent

from securecart.plan.engine.verdicts import analysis
from securecart.plan.model import Resource, StackPlan
from securecart.plan.verdicts import Level, Policy, Severity, Verdict

URN = "urn:pulumi:us-east-1::securecart::random:index/randomPet:RandomPet::pet"
PLAN = StackPlan(
    stack="us-east-1",
    project="securecart",
    resources=(Resource(urn=URN, type="random:index/randomPet:RandomPet", name="pet", parent=None, custom=True),),
)
POLICY = Policy(
    name="no-pets",
    description="No pets",
    level=Level.MANDATORY,
    severity=Severity.HIGH,
    remediation="Keep cattle.",
)


def told(message: str, urn: str | None = URN, level: str = "mandatory", policy: str = "no-pets") -> Verdict:
    event = PolicyEvent(message, "raw", policy, "small", "0.0.1", "0.0.1", level, urn)
    found = analysis(PLAN, [POLICY], [event])
    assert found.judged == 2
    (verdict,) = found.verdicts
    return verdict


def test_a_violation_without_what_is_told_beside_it() -> None:
    found = told("<{%fg 13%}>No pets\nit is a pet\nFix: Keep cattle.<{%reset%}>\n")
    assert found == Verdict(
        policy="no-pets",
        stack="us-east-1",
        urn=URN,
        level=Level.MANDATORY,
        severity=Severity.HIGH,
        message="it is a pet",
        remediation="Keep cattle.",
    )


def test_what_is_about_no_resource_is_about_the_stack() -> None:
    for urn in (None, "", "urn:pulumi:us-east-1::securecart::gone"):
        assert told("No pets", urn).urn == PLAN.urn


def test_what_a_pack_could_not_decide() -> None:
    found = told(
        "can't run policy 'no-pets' from policy pack 'small@v0.0.1' during preview: undecided until later\n",
        level="advisory",
    )
    assert found.undecided
    assert found.message == "undecided until later"
    assert not found.refuses


def test_a_policy_that_the_pack_does_not_name() -> None:
    found: Any = told("something broke", policy="unknown")
    assert (found.severity, found.message) == (Severity.UNSPECIFIED, "something broke")
