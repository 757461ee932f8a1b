"""A deployment as the engine exports it, read as a plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from securecart.plan import tokens
from securecart.plan.embedded.properties import SIGNATURE
from securecart.plan.engine.state import stack_plan
from securecart.plan.model import Resource, StackPlan, Timeouts
from securecart.plan.program import Locator
from securecart.plan.stack import Stack

STACK = "urn:pulumi:us-east-1::securecart"
ROOT = f"{STACK}::pulumi:pulumi:Stack::securecart-us-east-1"
PROVIDER = f"{STACK}::pulumi:providers:aws::aws"
DEFAULT = f"{STACK}::pulumi:providers:random::default_4_21_4"
PET = f"{STACK}::random:index/randomPet:RandomPet::pet"
CIPHER = {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:abc"}


def state(urn: str, **members: Any) -> dict[str, Any]:
    return {"urn": urn, "custom": True, "type": urn.split("::")[2].rsplit("$", 1)[-1], "parent": ROOT, **members}


def read(tmp_path: Path, *states: dict[str, Any], goals: dict[str, Any] | None = None, **root: Any) -> StackPlan:
    engine, project = tmp_path / "engine", tmp_path / "project"
    stack = Stack(name="us-east-1", project="securecart", stand_ins=("securecart:originSecret",))
    resources = [state(ROOT, custom=False, parent=None, **root), *states]
    return stack_plan(stack, {"resources": resources}, goals or {}, engine, Locator(project))


def pet(tmp_path: Path, goal: dict[str, Any] | None = None, **members: Any) -> Resource:
    (resource,) = read(tmp_path, state(PET, **members), goals={PET: goal or {}}).resources
    return resource


def test_the_root_and_default_providers_are_the_engine_s_own(tmp_path: Path) -> None:
    plan = read(
        tmp_path, state(PROVIDER, id="1"), state(DEFAULT, id="2"), state(PET, id="pet", provider=f"{DEFAULT}::2")
    )
    assert [resource.urn for resource in plan.resources] == [PROVIDER, PET]
    assert plan[PET].provider is None
    assert plan.stand_ins == ("securecart:originSecret",)


def test_an_explicit_provider_is_told_by_its_urn(tmp_path: Path) -> None:
    assert pet(tmp_path, provider=f"{PROVIDER}::0f8fad5b-d9cb").provider == PROVIDER


def test_a_provider_has_no_id_of_chance(tmp_path: Path) -> None:
    one, other = (read(tmp_path, state(PROVIDER, id=made))[PROVIDER].id for made in ("1", "2"))
    assert one == other
    assert tokens.is_unknown(one)


def test_secrets_are_hidden_and_told_with_their_path(tmp_path: Path) -> None:
    resource = pet(tmp_path, inputs={"prefix": CIPHER, "keepers": {"key": CIPHER}}, outputs={"prefix": CIPHER})
    assert resource.inputs == {"prefix": tokens.SECRET, "keepers": {"key": tokens.SECRET}}
    assert resource.secret_inputs == {"prefix", "keepers.key"}
    assert resource.secret_outputs == {"prefix"}


def test_exports(tmp_path: Path) -> None:
    plan = read(tmp_path, outputs={"name": "shop", "secret": CIPHER, "size": 2.0})
    assert plan.outputs == {"name": "shop", "secret": tokens.SECRET, "size": 2}
    assert plan.secret_outputs == {"secret"}


def test_options(tmp_path: Path) -> None:
    resource = pet(
        tmp_path,
        protect=True,
        retainOnDelete=True,
        ignoreChanges=["prefix"],
        replaceOnChanges=["length"],
        replacementTrigger={"version": 2.0, "key": CIPHER},
        replaceWith=["b", "a"],
        additionalSecretOutputs=["id"],
        deletedWith=PROVIDER,
        dependencies=["b", "a"],
        propertyDependencies={"prefix": ["b", "a"], "length": []},
    )
    assert resource.protect
    assert resource.retain_on_delete
    assert (resource.ignore_changes, resource.replace_on_changes) == (("prefix",), ("length",))
    assert resource.replacement_trigger == {"version": 2, "key": tokens.SECRET}
    assert resource.replace_with == ("a", "b")
    assert resource.additional_secret_outputs == ("id",)
    assert resource.deleted_with == PROVIDER
    assert resource.dependencies == ("a", "b")
    assert resource.property_dependencies == {"prefix": ("a", "b")}


@pytest.mark.parametrize(("seconds", "told"), [(1800, "30m"), (3600, "1h"), (5400, "90m"), (45, "45s"), (0, None)])
def test_timeouts_as_a_program_says_them(tmp_path: Path, seconds: int, told: str | None) -> None:
    found = pet(tmp_path, customTimeouts={"create": seconds}).custom_timeouts
    assert found == (Timeouts(create=told) if told else None)


def test_what_only_the_goal_tells(tmp_path: Path) -> None:
    alias = {"URN": "", "Name": "old", "Type": "", "Project": "", "Stack": "", "Parent": "", "NoParent": False}
    goal = {"deleteBeforeReplace": True, "aliases": ["urn:given"], "structuredAliases": [alias]}
    resource = pet(tmp_path, goal)
    assert resource.delete_before_replace is True
    assert resource.aliases == ("urn:given", f"{STACK}::random:index/randomPet:RandomPet::old")
    assert pet(tmp_path).delete_before_replace is None


def test_no_trigger_is_none(tmp_path: Path) -> None:
    assert pet(tmp_path).replacement_trigger is None
    assert pet(tmp_path).replace_with == ()


def test_the_place_is_the_innermost_frame_of_the_program(tmp_path: Path) -> None:
    trace = [
        {"sourcePosition": "project:///../.venv/site-packages/pulumi/x.py#9"},
        {"sourcePosition": "project:///../project/components/a%20b.py#12,4"},
        {"sourcePosition": "project:///../project/__main__.py#3"},
    ]
    assert pet(tmp_path, stackTrace=trace).source == "components/a b.py:12"
    assert pet(tmp_path, sourcePosition="project:///../project/__main__.py#3").source == "__main__.py:3"
    assert pet(tmp_path).source is None
