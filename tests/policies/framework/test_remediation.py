"""Remediation through the SDK's own `Remediate`: off by default, and safe where a value is not known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from google.protobuf import json_format
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel
from pulumi_policy.policy import _PolicyAnalyzerServicer

from policies.catalogue import rules
from policies.framework.exemptions import Exemption, Exemptions
from policies.framework.pack import Policies
from policies.framework.resources import Resource
from policies.framework.rule import Rule, Scope, Severity, Source
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated
from securecart.plan.embedded.properties import write
from tests.policies.harness import pack_configuration, program

QUEUE = "aws:sqs/queue:Queue"
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": "hunter2"}
CORRECTABLE = [rule for rule in rules() if rule.corrections]


def _fast(resource: Resource) -> Iterator[Verdict]:
    values = (resource.flag("fast"), resource.flag("limits.strict"))
    if UNKNOWN in values:
        yield undecided(resource, "fast")
    else:
        yield satisfied(resource) if values == (True, True) else violated(resource, "It is slow.")


FAST = Rule(
    id="fast",
    title="Queues are fast",
    what="A queue is fast.",
    why="Slow queues are late.",
    fix="Hurry.",
    severity=Severity.HIGH,
    sources=(Source("Standard", "1", "https://docs.aws.amazon.com/"),),
    types=(QUEUE,),
    scope=Scope.RESOURCE,
    judge=_fast,
    corrections={"fast": True, "limits.strict": True},
    passing="",
    failing="",
)


def remediated(pack: Policies, request: analyzer_pb2.AnalyzeRequest, **levels: str) -> Any:
    """What `Remediate` answers, with policies switched to the given levels."""
    servicer: Any = _PolicyAnalyzerServicer("securecart", "0.0.1", pack, EnforcementLevel.ADVISORY)
    configuration = {name: {"enforcementLevel": level} for name, level in levels.items()}
    servicer.Configure(pack_configuration(servicer.GetAnalyzerInfo(None, None), configuration), None)
    return servicer.Remediate(request, None).remediations


def queue(properties: dict[str, Any]) -> analyzer_pb2.AnalyzeRequest:
    request = program('resources: {queue: {type: "aws:sqs:Queue"}}').alone[0]
    for name, value in properties.items():
        if value == SECRET:
            request.properties.fields[name].struct_value.update(SECRET)
        else:
            write(value, request.properties.fields[name])
    return request


def corrected(properties: dict[str, Any], pack: Policies | None = None) -> dict[str, Any] | None:
    found = remediated(pack or Policies([FAST]), queue(properties), fast="remediate")
    return json_format.MessageToDict(found[0].properties) if found else None


@pytest.mark.parametrize(
    "properties",
    [
        {},
        {"fast": False},
        {"limits": {"strict": False}},
        {"limits": {"strict": False, "size": 3.0}, "fast": True},
        {"name": "n", "password": SECRET, "unknown": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"},
    ],
)
def test_what_breaks_the_rule_is_corrected_and_nothing_else_changes(properties: dict[str, Any]) -> None:
    limits = {**properties.get("limits", {}), "strict": True}
    assert corrected(properties) == {**properties, "fast": True, "limits": limits}


def test_a_single_block_in_a_list_is_corrected_in_place() -> None:
    assert corrected({"limits": [{"strict": False}]}) == {"fast": True, "limits": [{"strict": True}]}


def test_what_meets_the_rule_is_left_alone() -> None:
    assert corrected({"fast": True, "limits": {"strict": True}}) is None


@pytest.mark.parametrize(
    "properties",
    [
        {"fast": "04da6b54-80e4-46f7-96ec-b56ff0331ba9", "limits": {"strict": False}},
        {"limits": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"},
        {"limits": {"strict": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"}},
    ],
)
def test_what_cannot_be_decided_is_left_alone(properties: dict[str, Any]) -> None:
    assert corrected(properties) is None


@pytest.mark.parametrize("level", ["mandatory", "advisory", "disabled"])
def test_nothing_is_corrected_unless_the_configuration_says_so(level: str) -> None:
    assert not remediated(Policies([FAST]), queue({}))
    assert not remediated(Policies([FAST]), queue({}), fast=level)


def test_an_exempt_resource_is_left_alone() -> None:
    exemption = Exemption(
        rule="fast",
        resource=f"urn:pulumi:test::shop::{QUEUE}::queue",
        reason="It is a toy.",
        owner="sam",
        expires=dt.date(2999, 1, 1),
    )
    assert corrected({}, Policies([FAST], Exemptions([exemption]))) is None


@pytest.mark.parametrize("rule", CORRECTABLE, ids=lambda rule: rule.id)
def test_the_pack_s_corrections_satisfy_their_rules(rule: Rule) -> None:
    pack = Policies(rules())
    requests = [request for request in program(rule.failing).alone if request.type in rule.types]
    changed = 0
    for request in requests:
        for remediation in remediated(pack, request, **{rule.id: "remediate"}):
            changed += 1
            request.properties.CopyFrom(remediation.properties)
        assert not remediated(pack, request, **{rule.id: "remediate"})
    assert changed


def test_the_pack_has_corrections() -> None:
    assert CORRECTABLE
