"""What holds for every rule, whatever it asks for."""

from __future__ import annotations

import re

import pytest

from policies.catalogue import rules
from policies.framework.pack import Policies
from policies.framework.rule import Rule, Scope
from tests.policies.harness import judge, merged
from tests.policies.mutants.mutant import View
from tests.policies.recorded import Recorded

EVERY_RULE = pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)


@EVERY_RULE
def test_passing_example_passes(rule: Rule) -> None:
    judged = judge(rules(), rule.passing)
    assert rule.id not in judged.violated
    assert not judged.undecided


@EVERY_RULE
def test_failing_example_fails_mandatorily_and_says_how_to_mend_it(rule: Rule) -> None:
    judged = judge(rule, rule.failing)
    assert set(judged.violated) == {rule.id}
    assert judged.levels == {rule.id: rule.level.value}
    for message in judged.violated[rule.id].values():
        assert message.startswith(rule.what)
        assert message.endswith(f"\nFix: {rule.fix}")
        assert message.removeprefix(rule.what).removesuffix(f"\nFix: {rule.fix}").strip()


@pytest.mark.parametrize("view", View)
@EVERY_RULE
def test_the_fleet_satisfies_the_rule(rule: Rule, view: View, recorded: Recorded) -> None:
    stacks = recorded[view].values()
    shown = [merged(*stacks)] if rule.scope is Scope.FLEET else stacks
    judged = [judge(rule, deployment) for deployment in shown]
    assert [found.violated for found in judged] == [{}] * len(judged)
    assert any(deployment.named(type_) for deployment in stacks for type_ in rule.types)
    if view is View.DEPLOYED:
        assert [found.undecided for found in judged] == [{}] * len(judged)


@EVERY_RULE
def test_metadata_is_complete_and_in_the_pack_s_own_words(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.id)
    assert rule.id.startswith(f"{rule.concern}-")
    for text in (rule.what, rule.why, rule.fix):
        assert text.endswith(".")
        assert "  " not in text
    assert not rule.title.endswith(".")
    assert rule.sources
    for source in rule.sources:
        assert source.url.startswith("https://docs.aws.amazon.com/")
    for parameter in rule.parameters:
        assert parameter.read({}) == parameter.default


def test_no_two_rules_have_one_name() -> None:
    names = [policy.name for policy in Policies(rules())]
    assert len(set(names)) == len(names)
