"""What the engine says while it works, taken together."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.automation import EngineEvent

from securecart.plan.engine.events import Update, plain

URN = "urn:pulumi:us-east-1::securecart::random:index/randomPet:RandomPet::pet"


def told(*events: dict[str, Any]) -> Update:
    update = Update()
    for number, event in enumerate(events):
        update.take(EngineEvent.from_json({"sequence": number, "timestamp": 0, **event}))
    return update


def step(op: str) -> dict[str, Any]:
    return {"resourcePreEvent": {"metadata": {"op": op, "urn": URN, "type": "t", "provider": ""}}}


def diagnostic(severity: str, message: str, *, ephemeral: bool = False) -> dict[str, Any]:
    return {
        "diagnosticEvent": {"message": message, "color": "raw", "severity": severity, "ephemeral": ephemeral},
    }


@pytest.mark.parametrize("op", ["create", "update", "delete"])
def test_a_step(op: str) -> None:
    assert told(step(op)).steps == {URN: op}


@pytest.mark.parametrize("op", ["same", "read", "refresh", "discard"])
def test_what_stays_as_it_is_is_no_step(op: str) -> None:
    assert told(step(op)).steps == {}


def test_a_replacement_is_one_step() -> None:
    assert told(step("create-replacement"), step("replace"), step("delete-replaced")).steps == {URN: "replace"}


def test_errors_and_warnings_without_markup_and_without_what_passes() -> None:
    update = told(
        diagnostic("warning", "<{%fg 3%}>mind this<{%reset%}>\n"),
        diagnostic("warning", "using pulumi-resource-aws from $PATH at /tmp/x"),
        diagnostic("error", "it broke\n"),
        diagnostic("info#err", "not of interest"),
        diagnostic("error", "for a moment", ephemeral=True),
    )
    assert (update.warnings, update.errors) == (["mind this"], ["it broke"])


@pytest.mark.parametrize(("level", "refused"), [("mandatory", True), ("advisory", False)])
def test_only_a_mandatory_policy_refuses(level: str, refused: bool) -> None:  # noqa: FBT001
    event = {
        "policyEvent": {
            "message": "no",
            "color": "raw",
            "policyName": "no-pets",
            "policyPackName": "small",
            "policyPackVersion": "1",
            "policyPackVersionTag": "1",
            "enforcementLevel": level,
        }
    }
    update = told(event)
    assert update.refused is refused
    assert [found.policy_name for found in update.violations] == ["no-pets"]


def test_the_summary() -> None:
    event = {
        "summaryEvent": {"maybeCorrupt": False, "durationSeconds": 1, "resourceChanges": {"same": 3}, "PolicyPacks": {}}
    }
    assert told(event).summary == {"same": 3}


def test_plain() -> None:
    assert plain("<{%fg 13%}>a {b} <c><{%reset%}>\n") == "a {b} <c>"
