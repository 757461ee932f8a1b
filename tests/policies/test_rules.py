"""What holds for every rule, whatever it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from google.protobuf import json_format

from policies.catalogue import rules
from policies.framework.own_policies import RESOURCE_RULES_COMPLETE, STACK_RULES_COMPLETE
from policies.framework.pack import Policies
from policies.framework.rule import Rule, Scope
from tests.policies.harness import ABSENT, UNKNOWN, Deployment, judge, merged, program, programs, together
from tests.policies.mutants.mutant import View
from tests.policies.recorded import Recorded

EVERY_RULE = pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
EVERY_EXAMPLE = pytest.mark.parametrize("example", ["passing", "failing"])


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


@EVERY_EXAMPLE
@EVERY_RULE
def test_an_unknown_value_breaks_nothing_violates_nothing_and_hides_nothing(rule: Rule, example: str) -> None:
    text = rule.passing if example == "passing" else rule.failing
    reported = judge(rule, text).names(rule.id)
    other = program(rule.failing, stack="other")
    expected_of_other = judge(rule, other).names(rule.id)
    for name, path in _paths(program(text)):
        changed = program(text).set(name, path, UNKNOWN)
        judged = judge(rule, changed)
        assert judged.names(rule.id) <= reported, f"{name}.{path}"
        assert set(judged.violated) <= {rule.id}, f"{name}.{path}"
        both = changed.together
        both.resources.extend(_renamed(other).together.resources)
        pack = Policies([rule])
        beside = judge(pack, Deployment([*changed.alone, *_renamed(other).alone], both))
        assert {f"other-{found}" for found in expected_of_other} <= beside.names(rule.id), f"{name}.{path}"


@EVERY_RULE
def test_a_value_of_another_type_is_a_visible_failure_and_not_a_crash(rule: Rule) -> None:
    for name, path in _paths(program(rule.passing)):
        for value in (["x"], {"x": ["y"]}, ABSENT):
            judged = judge(rule, program(rule.passing).set(name, path, value))
            assert set(judged.violated) <= {rule.id, RESOURCE_RULES_COMPLETE, STACK_RULES_COMPLETE}, f"{name}.{path}"


@EVERY_RULE
def test_outputs_that_lost_a_property_change_nothing(rule: Rule) -> None:
    for text in (rule.passing, rule.failing):
        expected = judge(rule, text)
        for name, path in _paths(program(text)):
            lossy = [deployment.lose(name, path) for deployment in programs(text)]
            assert judge(rule, together(lossy)) == expected


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


def _paths(deployment: Deployment) -> Iterator[tuple[str, str]]:
    for request in deployment.alone:
        for path in _below(json_format.MessageToDict(request.properties), ""):
            yield request.name, path


def _below(value: Any, path: str) -> Iterator[str]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _below(item, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _below(item, f"{path}[{index}]")


def _renamed(deployment: Deployment) -> Deployment:
    renamed = deployment.copy()
    everything: list[Any] = [*renamed.alone, *renamed.together.resources]
    for request in everything:
        request.name = f"other-{request.name}"
        request.urn = _other(request.urn)
    for resource in renamed.together.resources:
        for sources in resource.propertyDependencies.values():
            sources.urns[:] = [_other(urn) for urn in sources.urns]
    return renamed


def _other(urn: str) -> str:
    start, name = urn.replace("urn:pulumi:other::", "urn:pulumi:test::").rsplit("::", 1)
    return f"{start}::other-{name}"
