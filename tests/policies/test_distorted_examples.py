"""What holds for every rule when its examples are distorted: values unknown, lost, or of another type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from google.protobuf import json_format

from policies.catalogue import rules
from policies.framework.own_policies import RESOURCE_RULES_COMPLETE, STACK_RULES_COMPLETE
from policies.framework.rule import Rule
from tests.policies.harness import ABSENT, UNKNOWN, Deployment, judge, program, programs, together

EVERY_RULE = pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
EVERY_EXAMPLE = pytest.mark.parametrize("example", ["passing", "failing"])


@EVERY_EXAMPLE
@EVERY_RULE
def test_an_unknown_value_breaks_nothing_violates_nothing_and_hides_nothing(rule: Rule, example: str) -> None:
    text = rule.passing if example == "passing" else rule.failing
    original, other = program(text), program(rule.failing, stack="other")
    reported, expected_of_other = judge(rule, original).names(rule.id), judge(rule, other).names(rule.id)
    neighbor = _renamed(other)
    for name, path in _paths(original):
        changed = original.copy().set(name, path, UNKNOWN)
        judged = judge(rule, changed)
        assert judged.names(rule.id) <= reported, f"{name}.{path}"
        assert set(judged.violated) <= {rule.id}, f"{name}.{path}: {judged.violated}"
        both = changed.together
        both.resources.extend(neighbor.together.resources)
        beside = judge(rule, Deployment([*changed.alone, *neighbor.alone], both))
        assert {f"other-{found}" for found in expected_of_other} <= beside.names(rule.id), f"{name}.{path}"


@EVERY_RULE
def test_a_value_of_another_type_is_a_visible_failure_and_not_a_crash(rule: Rule) -> None:
    original = program(rule.passing)
    for name, path in _paths(original):
        for value in (["x"], {"x": ["y"]}, ABSENT):
            judged = judge(rule, original.copy().set(name, path, value))
            assert set(judged.violated) <= {rule.id, RESOURCE_RULES_COMPLETE, STACK_RULES_COMPLETE}, f"{name}.{path}"


@EVERY_RULE
def test_outputs_that_lost_a_property_change_nothing(rule: Rule) -> None:
    for text in (rule.passing, rule.failing):
        originals = programs(text)
        expected = judge(rule, text)
        for name, path in _paths(together(originals)):
            lossy = [deployment.copy().lose(name, path) for deployment in originals]
            assert judge(rule, together(lossy)) == expected


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
