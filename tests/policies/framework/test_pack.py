"""How the rules become policies of the SDK: one a rule, and none in another's way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pulumi_policy.deserialize
import pulumi_policy.policy
import pytest
from pulumi_policy import ResourceValidationPolicy, StackValidationPolicy

from policies.catalogue import rules
from policies.framework.own_policies import (
    RESOURCE_EXEMPTIONS,
    RESOURCE_RULES_COMPLETE,
    STACK_EXEMPTIONS,
    STACK_RULES_COMPLETE,
)
from policies.framework.pack import Policies
from policies.framework.request import ROOT
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Level, Metadata, Parameter, Rule, Scope, Severity, Source
from policies.framework.values import UNKNOWN as NOT_KNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated
from tests.policies.harness import UNKNOWN, Deployment, judge, merged, program

QUEUE = "aws:sqs/queue:Queue"
LIMIT = Parameter(name="limit", description="Most seconds", default=5, schema={"minimum": 0})
METADATA: Metadata = {
    "title": "Queues are fast",
    "what": "A queue is fast.",
    "why": "Slow queues are late.",
    "fix": "Hurry.",
    "severity": Severity.HIGH,
    "sources": (Source("Standard", "1", "https://docs.aws.amazon.com/"),),
    "types": (QUEUE,),
    "passing": "",
    "failing": "",
}
QUEUES = """
    resources:
      slow: {type: "aws:sqs:Queue", properties: {delaySeconds: 9}}
      fast: {type: "aws:sqs:Queue", properties: {delaySeconds: 1}}
      other: {type: "aws:sns:Topic"}
"""


def _of(resource: Resource, limit: int) -> Verdict:
    delay = resource.number("delaySeconds")
    if delay is NOT_KNOWN:
        return undecided(resource, "delaySeconds")
    return violated(resource, f"It waits {delay} s.") if (delay or 0) > limit else satisfied(resource)


def _alone(resource: Resource) -> Iterator[Verdict]:
    yield _of(resource, 5)


def _alone_configured(resource: Resource) -> Iterator[Verdict]:
    yield _of(resource, resource.parameter(LIMIT))


def _together(stack: Stack) -> Iterator[Verdict]:
    for resource in stack.of_type(QUEUE):
        yield _of(resource, stack.parameter(LIMIT))


def _breaks_alone(resource: Resource) -> Iterator[Verdict]:
    yield _of(resource, 5)
    raise ValueError("5ecret")


def _breaks_together(stack: Stack) -> Iterator[Verdict]:
    for resource in stack.of_type(QUEUE):
        yield _of(resource, 5)
        raise ValueError("5ecret")


def _rule(id_: str, judge_: Any, scope: Scope = Scope.STACK, **changes: Any) -> Rule:
    return Rule(**{**METADATA, "id": id_, "scope": scope, "judge": judge_, **changes})


ALONE = _rule("alone", _alone, Scope.RESOURCE)
ALONE_CONFIGURED = _rule("alone-configured", _alone_configured, Scope.RESOURCE, parameters=(LIMIT,))
TOGETHER = _rule("together", _together)
TOGETHER_CONFIGURED = _rule("together-configured", _together, parameters=(LIMIT,))
ALL = (ALONE, ALONE_CONFIGURED, TOGETHER, TOGETHER_CONFIGURED)
BROKEN_ALONE = _rule("broken-alone", _breaks_alone, Scope.RESOURCE)
BROKEN_TOGETHER = _rule("broken-together", _breaks_together)
EVERY_KIND = pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
AS_A_COPY = pytest.mark.parametrize("copied", [False, True], ids=["decided anew", "copied"])


@EVERY_KIND
def test_every_rule_is_a_policy_with_its_metadata(rule: Rule) -> None:
    policies = {policy.name: policy for policy in Policies(ALL)}
    assert list(policies) == [
        RESOURCE_RULES_COMPLETE,
        STACK_RULES_COMPLETE,
        *(rule.id for rule in ALL),
        RESOURCE_EXEMPTIONS,
        STACK_EXEMPTIONS,
    ]
    policy = policies[rule.id]
    assert isinstance(policy, ResourceValidationPolicy if rule.scope is Scope.RESOURCE else StackValidationPolicy)
    assert policy.description == "A queue is fast."
    assert policy.display_name == "Queues are fast"
    assert policy.remediation_steps == "Hurry."
    assert policy.url == "https://docs.aws.amazon.com/"
    assert policy.severity is pulumi_policy.Severity.HIGH
    assert policy.enforcement_level is pulumi_policy.EnforcementLevel.MANDATORY
    assert policy.framework is not None
    assert policy.framework.reference == "1"


def test_parameters_become_a_schema() -> None:
    policies = {policy.name: policy for policy in Policies(ALL)}
    assert policies["together"].config_schema is None
    schema = policies["together-configured"].config_schema
    assert schema is not None
    assert schema.properties == {
        "limit": {"type": "integer", "description": "Most seconds", "default": 5, "minimum": 0}
    }


@EVERY_KIND
def test_a_violation_is_the_rule_s_own(rule: Rule) -> None:
    judged = judge(ALL, QUEUES)
    assert judged.violated[rule.id] == {"slow": "A queue is fast.\nIt waits 9 s.\nFix: Hurry."}
    assert judged.levels[rule.id] == "mandatory"
    assert set(judged.violated) == {rule.id for rule in ALL}


@EVERY_KIND
def test_a_rule_can_be_disabled_and_made_advisory_alone(rule: Rule) -> None:
    disabled = judge(ALL, QUEUES, {rule.id: {"enforcementLevel": "disabled"}})
    assert set(disabled.violated) == {other.id for other in ALL} - {rule.id}
    advisory = judge(ALL, QUEUES, {rule.id: {"enforcementLevel": "advisory"}})
    assert advisory.levels == {other.id: "advisory" if other is rule else "mandatory" for other in ALL}


def test_an_advisory_rule_is_advisory() -> None:
    assert judge(_rule("mild", _together, level=Level.ADVISORY), QUEUES).levels == {"mild": "advisory"}


@pytest.mark.parametrize("rule", [ALONE_CONFIGURED, TOGETHER_CONFIGURED], ids=lambda rule: rule.id)
def test_a_rule_reads_its_own_configuration(rule: Rule) -> None:
    judged = judge(ALL, QUEUES, {rule.id: {"limit": 0}})
    assert judged.names(rule.id) == {"slow", "fast"}
    assert all(judged.names(other.id) == {"slow"} for other in ALL if other is not rule)


@EVERY_KIND
def test_an_unknown_value_is_undecided_and_hides_nothing(rule: Rule) -> None:
    judged = judge(ALL, program(QUEUES).set("fast", "delaySeconds", UNKNOWN))
    assert judged.names(rule.id) == {"slow"}
    assert "undecided until the deployment knows fast (aws:sqs/queue:Queue): delaySeconds" in judged.undecided[rule.id]


@AS_A_COPY
@pytest.mark.parametrize(
    ("broken", "complete"),
    [(BROKEN_ALONE, RESOURCE_RULES_COMPLETE), (BROKEN_TOGETHER, STACK_RULES_COMPLETE)],
    ids=["alone", "together"],
)
def test_a_rule_that_breaks_is_a_mandatory_failure_and_stops_no_other(
    broken: Rule, complete: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, copied: bool
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    pack = Policies([broken, *ALL])
    judged = judge(list(pack) if copied else pack, QUEUES, {broken.id: {"enforcementLevel": "advisory"}})
    assert all(judged.names(rule.id) == {"slow"} for rule in ALL)
    reporter = broken.id if copied else complete
    messages = "".join(judged.violated[reporter].values())
    assert f"{broken.id} broke: ValueError; the traceback is in {tmp_path}" in messages
    assert "5ecret" not in messages
    assert "slow" in judged.violated[broken.id]
    if not copied:
        assert judged.levels[complete] == "mandatory"
    (log,) = tmp_path.iterdir()
    assert 'raise ValueError("5ecret")' in log.read_text()


def test_a_broken_rule_can_be_disabled() -> None:
    broken = (BROKEN_ALONE, BROKEN_TOGETHER)
    configuration = {rule.id: {"enforcementLevel": "disabled"} for rule in broken}
    assert set(judge([*broken, *ALL], QUEUES, configuration).violated) == {rule.id for rule in ALL}


def test_without_the_policies_that_come_first_each_judges_for_itself() -> None:
    off = {name: {"enforcementLevel": "disabled"} for name in (RESOURCE_RULES_COMPLETE, STACK_RULES_COMPLETE)}
    assert judge(ALL, QUEUES, off) == judge(ALL, QUEUES)


def test_an_sdk_that_keeps_a_copy_gets_the_same_answers() -> None:
    assert judge(list(Policies(ALL)), QUEUES) == judge(ALL, QUEUES)


def test_what_the_outputs_lost_is_in_the_inputs() -> None:
    assert judge(TOGETHER, program(QUEUES).lose("slow", "delaySeconds")).names(TOGETHER.id) == {"slow"}


def test_what_may_be_lost_is_unknown_where_the_resource_was_not_seen() -> None:
    deployed = program(QUEUES).lose("slow", "delaySeconds")
    seen = [request for request in deployed.alone if request.name != "slow"]
    judged = judge(TOGETHER, Deployment(seen, deployed.together))
    assert not judged.violated
    assert "slow" in judged.undecided[TOGETHER.id]


def test_a_stack_that_is_shown_at_once_is_taken_as_it_is() -> None:
    deployed = program(QUEUES)
    root = type(deployed.alone[0])(type=ROOT, urn=f"urn:pulumi:test::shop::{ROOT}::shop-test")
    for shown in ([], [root]):
        assert judge(TOGETHER, Deployment(shown, deployed.together)).names(TOGETHER.id) == {"slow"}


def test_a_rule_across_stacks_judges_where_several_are_shown_and_no_other_does() -> None:
    across = _rule("across", _together, Scope.FLEET)
    one, other = program(QUEUES, stack="one"), program(QUEUES, stack="other")
    assert set(judge([across, TOGETHER], one).violated) == {"together"}
    assert set(judge([across, TOGETHER], merged(one, other)).violated) == {"across"}


@pytest.mark.parametrize("count", [1, 40])
def test_the_cost_does_not_grow_with_the_rules(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    read = 0
    deserialize = pulumi_policy.deserialize.deserialize_properties

    def counted(*arguments: Any) -> Any:
        nonlocal read
        read += 1
        return deserialize(*arguments)

    monkeypatch.setattr(pulumi_policy.policy, "deserialize_properties", counted)
    several = [
        _rule(f"{scope.value}-{index}", _alone if scope is Scope.RESOURCE else _together, scope, parameters=parameters)
        for index in range(count)
        for scope, parameters in ((Scope.RESOURCE, ()), (Scope.STACK, ()), (Scope.STACK, (LIMIT,)))
    ]
    deployed = program(QUEUES).set("slow", "delaySeconds", 1)
    judge(several, deployed)
    with_provider = 2
    once = len(deployed.alone) + len(deployed.together.resources)
    for_configurations = count  # of the first resource
    assert read == with_provider * (once + for_configurations)


def test_a_rule_of_another_type_is_not_asked() -> None:
    asked = []

    def judge_(resource: Resource) -> Iterator[Verdict]:
        asked.append(resource.name)
        yield satisfied(resource)

    judge(_rule("asked", judge_, Scope.RESOURCE), QUEUES)
    assert asked == ["slow", "fast"]


def test_the_real_pack_is_a_list_of_policies() -> None:
    pack = Policies(rules())
    assert isinstance(pack, list)
    assert len(pack) == len(list(pack)) == len(rules()) + 4
