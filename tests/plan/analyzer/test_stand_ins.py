from dataclasses import replace

import pytest

from securecart.plan.analyzer.stand_ins import settle
from securecart.plan.verdicts import Level, Severity, Verdict

OPEN = Verdict(
    policy="p",
    stack="s",
    urn="one",
    level=Level.ADVISORY,
    severity=Severity.HIGH,
    message="undecided until then",
    undecided=True,
)
FOUND = replace(OPEN, level=Level.MANDATORY, message="wrong", undecided=False)
BROKEN = replace(FOUND, policy="resource-rules-complete", message="p broke: KeyError; the traceback is in p.log")


def settled(first: list[Verdict], again: list[Verdict], *of_stacks: str) -> list[Verdict]:
    return list(settle(first, again, of_stacks))


def test_what_finds_nothing_then_is_settled() -> None:
    assert settled([OPEN], []) == [replace(OPEN, assumed=True)]


def test_what_is_found_only_then_takes_its_place() -> None:
    assert settled([OPEN], [FOUND]) == [replace(FOUND, assumed=True)]


def test_what_is_undecided_again_stays_open() -> None:
    assert settled([OPEN], [replace(OPEN, message="still")]) == [OPEN]


def test_what_was_found_before_is_not_found_again_whatever_it_says_then() -> None:
    assert settled([OPEN, replace(FOUND, urn="two")], [replace(FOUND, urn="two", message="wrong with a name")]) == [
        replace(OPEN, assumed=True),
        replace(FOUND, urn="two"),
    ]


@pytest.mark.parametrize("of_stacks", [(), ("p",)])
def test_only_a_policy_of_stacks_is_answered_by_another_resource(of_stacks: tuple[str, ...]) -> None:
    elsewhere = replace(FOUND, urn="two")
    expected = [] if of_stacks else [replace(OPEN, assumed=True)]
    assert settled([OPEN], [elsewhere], *of_stacks) == [*expected, replace(elsewhere, assumed=True)]


def test_a_policy_that_breaks_then_stays_open_and_is_told() -> None:
    assert settled([OPEN], [BROKEN]) == [OPEN, replace(BROKEN, assumed=True)]


@pytest.mark.parametrize(
    "other",
    [
        replace(BROKEN, message="p-closed broke: KeyError"),
        replace(BROKEN, message="closed-p broke: KeyError"),
        replace(BROKEN, urn="two"),
        replace(BROKEN, policy="q", message="p broke: a vase"),
    ],
)
def test_what_is_said_of_another_policy_or_resource_keeps_nothing_open(other: Verdict) -> None:
    assert settled([OPEN], [other]) == [replace(OPEN, assumed=True), replace(other, assumed=True)]


def test_a_policy_of_stacks_that_breaks_is_told_of_the_stack() -> None:
    broken = replace(BROKEN, policy="stack-rules-complete", urn="root")
    assert settled([OPEN], [broken], "p") == [OPEN, replace(broken, assumed=True)]


def test_what_another_policy_says_only_then_is_not_lost() -> None:
    exemption = replace(FOUND, policy="exemptions", level=Level.ADVISORY, message="q on one, until 2027")
    assert settled([OPEN], [exemption]) == [replace(OPEN, assumed=True), replace(exemption, assumed=True)]
