"""What becomes of promises to customers, and how it is told."""

from __future__ import annotations

import json

import jsonschema
import pytest

from securecart.comparison import document, markdown, text
from securecart.comparison.compare import compare
from securecart.comparison.model import Change, Comparison
from securecart.comparison.promises import changes
from securecart.proof.model import Counterexample, Proof
from securecart.proof.promises import Promise
from tests.comparison.plans import VPC, plan, resource, side
from tests.comparison.proofs import broken, proof


def compared(before: Proof | None, after: Proof | None) -> Comparison:
    shop = plan(resource(VPC, "shop"))
    return compare(side(shop, proof=before), side(shop, "work tree", proof=after))


@pytest.mark.parametrize(
    ("before", "after", "became"),
    [
        ((), (), []),
        ((), (broken(),), [Change.ADDED]),
        ((broken(),), (), [Change.REMOVED]),
        ((broken(),), (broken(),), []),
        # The same promise for the same cause, although the line in the program and the figure are others.
        ((broken(),), (broken(source="components/routing/tree.py:15", seconds=400),), []),
        ((broken(customers=3),), (broken(customers=4),), [Change.CHANGED]),
        ((broken(scenarios=1),), (broken(scenarios=2),), [Change.CHANGED]),
        ((broken(),), (broken(journeys=("api-read",)),), [Change.CHANGED]),
        ((broken(customers=4, scenarios=2, journeys=("api-read", "checkout")),), (broken(),), []),
        ((broken("one"),), (broken("other"),), [Change.ADDED, Change.REMOVED]),
        ((broken(),), (broken(promise=Promise.RESIDENCY),), [Change.ADDED, Change.REMOVED]),
    ],
)
def test_what_became_of_a_promise(
    before: tuple[Counterexample, ...], after: tuple[Counterexample, ...], became: list[Change]
) -> None:
    assert [found.change for found in changes(proof(*before), proof(*after))] == became


def test_a_promise_that_is_broken_refuses() -> None:
    comparison = compared(proof(), proof(broken()))
    assert (comparison.broken, comparison.accepted) == (1, False)
    shown = text.render(comparison)
    assert "Promises\n  ✗ Checkout, Region us-east-1, berlin\n    broken from now on\n" in shown
    assert "Promised: writes within 110 s (objectives.region.writeSeconds)\n    Found: 300 s\n" in shown
    assert "Change: give it a health check: Record checkout|eu of global (components/routing/tree.py:12)" in " ".join(
        shown.split()
    )
    assert shown.endswith("✗ Refused: 1 promise broken\n")
    comment = markdown.render(comparison)
    assert comment.startswith("## Changes of securecart: refused, 1 promise broken\n")
    assert (
        "### Promises\n\n> [!CAUTION]\n> - Checkout, Region us-east-1, berlin: **broken from now on**; promised: "
        in comment
    )
    assert "Record checkout\\|eu of global" in comment
    made = document.document(comparison)
    jsonschema.validate(json.loads(document.render(comparison)), document.schema())
    (found,) = made["promises"]
    assert (found["change"], found["refuses"], found["failures"]) == ("added", True, ["region:us-east-1"])
    assert made["accepted"] is False


def test_a_promise_that_is_kept_again_does_not() -> None:
    comparison = compared(proof(broken()), proof())
    assert (comparison.broken, comparison.accepted) == (0, True)
    shown = text.render(comparison)
    assert "✓ Checkout, Region us-east-1, berlin\n    kept again\n" in shown
    assert "Promised" not in shown
    assert shown.endswith("✓ Accepted\n")
    assert "> [!NOTE]\n> - Checkout, Region us-east-1, berlin: kept again\n" in markdown.render(comparison)
    assert [found["change"] for found in document.document(comparison)["promises"]] == ["removed"]


def test_a_promise_that_was_broken_before_is_not_this_change_s() -> None:
    comparison = compared(proof(broken()), proof(broken()))
    assert comparison.accepted
    assert "✓ No promise to customers is broken that was kept\n" in text.render(comparison)
    assert "### Promises\n\nNo promise to customers is broken that was kept.\n" in markdown.render(comparison)
    assert document.document(comparison)["promises"] == []


@pytest.mark.parametrize(("before", "after"), [(None, None), (proof(), None), (None, proof(broken()))])
def test_a_part_of_a_fleet_proves_nothing(before: Proof | None, after: Proof | None) -> None:
    comparison = compared(before, after)
    assert comparison.accepted
    shown = text.render(comparison)
    assert "Promises" not in shown
    assert "What customers are promised is compared where all stacks are previewed." in " ".join(shown.split())
    assert "### Promises" not in markdown.render(comparison)
    assert document.document(comparison)["promises"] is None
    jsonschema.validate(json.loads(document.render(comparison)), document.schema())
