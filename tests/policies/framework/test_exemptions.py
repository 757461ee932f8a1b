"""Exemptions through the SDK's own requests: each is told, whatever becomes of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from policies.framework.exemptions import Exemption, Exemptions, ExemptionsError, load
from policies.framework.own_policies import RESOURCE_EXEMPTIONS, STACK_EXEMPTIONS
from policies.framework.pack import Policies
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Metadata, Parameter, Rule, Scope, Severity, Source
from policies.framework.verdicts import Verdict, satisfied, undecided, violated
from tests.policies.harness import Judged, judge, program

QUEUE = "aws:sqs/queue:Queue"
TODAY = dt.date(2027, 3, 1)
LIMIT = Parameter(name="limit", description="Most seconds", default=5, schema={})
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
      slower: {type: "aws:sqs:Queue", properties: {delaySeconds: 99}}
      fast: {type: "aws:sqs:Queue", properties: {delaySeconds: 1}}
"""


def _of(resource: Resource) -> Verdict:
    return violated(resource, "It is late.") if (resource.text("delaySeconds") or "") > "5" else satisfied(resource)


def _alone(resource: Resource) -> Iterator[Verdict]:
    yield _of(resource)


def _together(stack: Stack) -> Iterator[Verdict]:
    yield from map(_of, stack.of_type(QUEUE))


def _as_a_whole(_: Stack) -> Iterator[Verdict]:
    yield violated(None, "It is slow as a whole.")


def _unclear(resource: Resource) -> Iterator[Verdict]:
    yield undecided(resource, "delaySeconds")


def _unclear_together(stack: Stack) -> Iterator[Verdict]:
    yield from (undecided(queue, "delaySeconds") for queue in stack.of_type(QUEUE))


ALONE = Rule(id="alone", scope=Scope.RESOURCE, judge=_alone, **METADATA)
TOGETHER = Rule(id="together", scope=Scope.STACK, judge=_together, **METADATA)
CONFIGURED = dataclasses.replace(TOGETHER, id="configured", parameters=(LIMIT,))
WHOLE = Rule(id="whole", scope=Scope.STACK, judge=_as_a_whole, **METADATA)
ACROSS = Rule(id="across", scope=Scope.FLEET, judge=_together, **METADATA)
UNCLEAR = Rule(id="unclear", scope=Scope.RESOURCE, judge=_unclear, **METADATA)
RULES = (ALONE, TOGETHER, CONFIGURED, ACROSS)


def exemption(rule: str, resource: str = "slow", expires: dt.date = TODAY, stack: str = "test") -> Exemption:
    return Exemption(
        rule=rule,
        resource=f"urn:pulumi:{stack}::shop::{QUEUE}::{resource}",
        reason="It is a toy.",
        owner="sam",
        expires=expires,
    )


def judged(*exemptions: Exemption, disabled: str = "") -> Judged:
    configuration = {disabled: {"enforcementLevel": "disabled"}} if disabled else {}
    return judge(Policies(RULES, Exemptions(exemptions, TODAY)), program(QUEUES), configuration)


@pytest.mark.parametrize(
    ("rule", "policy", "about"),
    [
        ("alone", RESOURCE_EXEMPTIONS, "slow"),
        ("together", STACK_EXEMPTIONS, "slow"),
        ("configured", STACK_EXEMPTIONS, "slow"),
    ],
)
def test_an_exemption_lifts_one_rule_from_one_resource_and_is_told(rule: str, policy: str, about: str) -> None:
    found = judged(exemption(rule))
    assert found.names(rule) == {"slower"}
    assert all(
        found.names(other) == {"slow", "slower"} for other in ("alone", "together", "configured") if other != rule
    )
    assert found.names(policy) == {about}
    assert found.levels[policy] == "advisory"
    told = found.violated[policy][about]
    assert f"{rule} on slow, until 2027-03-01 (sam: It is a toy.): It is late." in told


@pytest.mark.parametrize("rule", ["alone", "together"])
def test_an_expired_exemption_lifts_nothing(rule: str) -> None:
    found = judged(exemption(rule, expires=dt.date(2027, 2, 28)))
    assert found.names(rule) == {"slow", "slower"}
    assert "The exemption of sam expired on 2027-02-28." in found.violated[rule]["slow"]
    assert "expired" not in found.violated[rule]["slower"]
    assert not found.violated.keys() & {RESOURCE_EXEMPTIONS, STACK_EXEMPTIONS}


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (exemption("alone", "fast"), "nothing breaks the rule there"),
        (exemption("together", "fast"), "nothing breaks the rule there"),
        (exemption("together", "gone"), "there is no resource urn:pulumi:test::shop::aws:sqs/queue:Queue::gone"),
        (exemption("alone", "fast", expires=dt.date(2020, 1, 1)), "nothing breaks the rule there"),
        (exemption("no-such-rule"), "there is no such rule"),
    ],
)
def test_an_exemption_that_nothing_needs_or_that_names_nothing_is_said(entry: Exemption, said: str) -> None:
    found = judged(entry)
    assert said in next(iter(found.violated[STACK_EXEMPTIONS].values()))
    assert str(entry) in next(iter(found.violated[STACK_EXEMPTIONS].values()))


@pytest.mark.parametrize("entry", [exemption("alone", "fast", stack="elsewhere"), exemption("across", "fast")])
def test_what_another_request_has_to_say_is_not_said_here(entry: Exemption) -> None:
    assert STACK_EXEMPTIONS not in judged(entry).violated


@pytest.mark.parametrize("rule", ["alone", "configured"])
def test_an_exemption_from_a_disabled_rule_is_not_called_idle_where_it_was_not_judged(rule: str) -> None:
    found = judged(exemption(rule), disabled=rule)
    assert STACK_EXEMPTIONS not in found.violated


@pytest.mark.parametrize("rule", [UNCLEAR, dataclasses.replace(UNCLEAR, scope=Scope.STACK, judge=_unclear_together)])
def test_an_exemption_that_may_be_needed_is_not_called_idle(rule: Rule) -> None:
    found = judge(Policies([rule], Exemptions([exemption("unclear")], TODAY)), program(QUEUES))
    assert "unclear" in found.undecided
    assert STACK_EXEMPTIONS not in found.violated


def test_a_stack_as_a_whole_is_exempt_by_its_own_urn() -> None:
    text = """
        resources:
          shop-test: {type: "pulumi:pulumi/stack:Stack"}
          slow: {type: "aws:sqs:Queue"}
    """
    deployed = program(text)
    everything: list[Any] = [*deployed.alone, *deployed.together.resources]
    for request in everything:
        if request.name == "shop-test":
            request.type = "pulumi:pulumi:Stack"
            request.urn = "urn:pulumi:test::shop::pulumi:pulumi:Stack::shop-test"
    entry = exemption("whole")
    own = Exemption(
        rule="whole",
        resource="urn:pulumi:test::shop::pulumi:pulumi:Stack::shop-test",
        reason=entry.reason,
        owner=entry.owner,
        expires=entry.expires,
    )
    assert "whole" in judge(Policies([WHOLE], Exemptions([entry], TODAY)), deployed).violated
    assert "whole" not in judge(Policies([WHOLE], Exemptions([own], TODAY)), deployed).violated


def test_across_stacks_exemptions_are_told_and_a_stack_that_is_not_there_is_said() -> None:
    text = "\n---\n".join(
        f'name: {stack}\nresources:\n  slow: {{type: "aws:sqs:Queue", properties: {{delaySeconds: 9}}}}'
        for stack in ("one", "two")
    )
    pack = Policies(RULES, Exemptions([exemption("across", stack="one"), exemption("alone", stack="three")], TODAY))
    found = judge(pack, text)
    assert "there is no stack three" in str(found.violated[STACK_EXEMPTIONS])
    assert "across on slow, until" in str(found.violated[STACK_EXEMPTIONS])
    assert found.names("across") == {"slow"}  # the other stack's


def test_an_sdk_that_keeps_a_copy_tells_of_exemptions_too() -> None:
    pack = Policies(RULES, Exemptions([exemption("together"), exemption("alone", "fast")], TODAY))
    found = judge([*list.__iter__(pack)], program(QUEUES))
    assert found.names("together") == {"slower"}
    assert "nothing breaks the rule there" in str(found.violated[STACK_EXEMPTIONS])


ENTRY = """
- rule: alone
  resource: urn:pulumi:test::shop::aws:sqs/queue:Queue::slow
  reason: It is a toy.
  owner: sam
  expires: 2027-03-01
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "exemptions.yaml"
    file.write_text(text)
    return file


def listed(entry: str) -> str:
    return f"exemptions:{entry}"


def test_a_file_is_read(tmp_path: Path) -> None:
    exemptions = load(written(tmp_path, listed(ENTRY)))
    found = exemptions.find("alone", "urn:pulumi:test::shop::aws:sqs/queue:Queue::slow")
    assert found == exemption("alone")


@pytest.mark.parametrize("text", ["", "exemptions:\n", "exemptions: []\n", "# nothing\n"])
def test_a_file_may_hold_none(text: str, tmp_path: Path) -> None:
    assert load(written(tmp_path, text)).find("alone", "x") is None
    assert load(tmp_path / "absent.yaml").find("alone", "x") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("exemptions: [", "exemptions.yaml: is not YAML"),
        ("- a\n", "exemptions.yaml: allowed: one key, `exemptions`, with a list"),
        ("others: []\n", "exemptions.yaml: allowed: one key, `exemptions`, with a list"),
        ("exemptions: {a: b}\n", "exemptions.yaml: allowed: one key, `exemptions`, with a list"),
        ("exemptions: [a]\n", "exemptions.yaml: exemptions[0]: 'a': allowed: a mapping with rule, resource, reason"),
        (listed(ENTRY.replace("2027-03-01", "soon")), "exemptions[0].expires: soon: allowed: a date"),
        (listed(ENTRY.replace("sam", "''")), "exemptions[0].owner: is missing"),
        (listed(ENTRY.replace("  owner: sam\n", "")), "exemptions[0].owner: is missing"),
        (listed(ENTRY.replace("sam", "[sam]")), "exemptions[0].owner: ['sam']: allowed: text"),
        (listed(ENTRY + "  until: never\n"), "exemptions[0].until: is unknown; allowed: rule, resource"),
        (listed(ENTRY.replace("urn:pulumi:test::", "")), "[0].resource: shop::aws:sqs/queue:Queue::slow: allowed:"),
        (listed(ENTRY + ENTRY.lstrip()), "exemptions[1]: alone on urn:pulumi:test::shop::aws:sqs/queue:Queue::slow:"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_told_by_file_key_and_value(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ExemptionsError) as raised:
        load(written(tmp_path, text))
    assert message in str(raised.value)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ExemptionsError) as raised:
        load(written(tmp_path, "exemptions: [{rule: a}, {rule: b, expires: 1}]"))
    assert len(str(raised.value).splitlines()) == 8
