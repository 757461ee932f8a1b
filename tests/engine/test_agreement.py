"""The embedded preview and the engine's are the same plan, and the pack says the same of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from securecart.plan.model import Plan, StackPlan
from securecart.plan.verdicts import Verdict
from securecart.preview import engine, run
from securecart.preview.model import Preview
from securecart.settings import Project
from tests.engine.agreement import first_difference
from tests.fleet_changes.scenarios import STACKS

pytestmark = pytest.mark.needs_engine


@dataclass(frozen=True)
class Both:
    embedded: Preview
    engine: Preview


@pytest.fixture(scope="module")
def previews(project: Project) -> Both:
    return Both(run.preview(project), engine.preview(project))


def verdicts(preview: Preview, stack: str) -> Iterator[Verdict]:
    return (verdict for verdict in preview.verdicts if verdict.stack == stack)


def decided(preview: Preview, stack: str) -> set[tuple[str, str, str, str]]:
    """What a pack said of a stack, without what it said only with stand-ins."""
    return {
        (verdict.policy, verdict.urn, verdict.level, verdict.message)
        for verdict in verdicts(preview, stack)
        if not verdict.undecided and not verdict.assumed
    }


def undecided(preview: Preview, stack: str) -> set[tuple[str, str]]:
    """What a pack could not decide about a stack at first."""
    return {
        (verdict.policy, verdict.urn) for verdict in verdicts(preview, stack) if verdict.undecided or verdict.assumed
    }


@pytest.mark.parametrize("stack", STACKS)
def test_the_plans_agree_on_every_resource_property_and_dependency(previews: Both, stack: str) -> None:
    difference = first_difference(previews.embedded.plan[stack], previews.engine.plan[stack])
    assert difference is None, difference


@pytest.mark.parametrize("stack", STACKS)
def test_the_pack_says_the_same(previews: Both, stack: str) -> None:
    assert decided(previews.engine, stack) == decided(previews.embedded, stack)
    at_first, also = undecided(previews.embedded, stack), undecided(previews.engine, stack)
    assert also <= at_first
    if not previews.engine.plan[stack].references:  # what a stack reads of deployed ones, the engine knows
        assert also == at_first


def test_both_judge_as_many_with_the_same_policies(previews: Both) -> None:
    for one, other in zip(previews.embedded.stacks, previews.engine.stacks, strict=True):
        assert one.analysis.judged == other.analysis.judged
        assert one.analysis.policies == other.analysis.policies
        assert one.role == other.role
    assert previews.engine.plan.source == "engine"
    assert previews.engine.accepted


def changed(plan: StackPlan, name: str, **inputs: Any) -> StackPlan:
    """A plan with other inputs of the resource of a name."""

    def planted(properties: Mapping[str, Any]) -> dict[str, Any]:
        return {**properties, **inputs}

    resources = tuple(
        replace(resource, inputs=planted(resource.inputs)) if resource.name == name else resource
        for resource in plan.resources
    )
    return replace(plan, resources=resources)


def test_a_difference_is_told_with_its_place_and_both_values(fleet: Plan) -> None:
    stack = fleet["us-west-2"]
    database = stack.named("aws:rds/instance:Instance", "shop-db-g1")
    other = changed(stack, "shop-db-g1", multiAz=False)
    assert first_difference(stack, stack) is None
    assert first_difference(stack, other) == (
        f"us-west-2: {database.urn}\n  inputs.multiAz\n    embedded: True\n    engine:   False"
    )
    tags = {**database.inputs["tags"], "Name": 1} if "tags" in database.inputs else {"Name": 1}
    assert "  inputs.tags" in (first_difference(stack, changed(stack, "shop-db-g1", tags=tags)) or "")
    fewer = replace(stack, resources=stack.resources[:-1])
    assert first_difference(stack, fewer) == f"us-west-2: only the embedded plan has {stack.resources[-1].urn}"
    assert first_difference(fewer, stack) == f"us-west-2: only the engine's plan has {stack.resources[-1].urn}"


def test_a_missing_dependency_is_a_difference(fleet: Plan) -> None:
    stack = fleet["us-west-2"]
    victim = next(resource for resource in stack.resources if resource.dependencies)
    cut = replace(victim, dependencies=victim.dependencies[1:])
    resources = tuple(cut if resource is victim else resource for resource in stack.resources)
    told = first_difference(stack, replace(stack, resources=resources)) or ""
    assert told.startswith(f"us-west-2: {victim.urn}\n  dependencies\n")
