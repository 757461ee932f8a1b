from typing import Any

import pytest

from securecart.comparison.model import Comparison
from securecart.comparison.text import render
from securecart.plan import tokens
from securecart.preview.layout import ASCII
from tests.comparison.plans import VPC, compared, plan, resource


def test_a_refused_comparison(refused: Comparison) -> None:
    text = render(refused)
    assert text.startswith(
        "Changes of securecart\nmain (aaaaaaaaa) → work tree (bbbbbbbbb, with uncommitted changes)\n"
    )
    assert text.index("Blast radius") < text.index("\nStacks\n") < text.index("\nSettings\n")
    assert "✗ us-east-1  aws:dynamodb:Table carts-0, carts-1, carts-2 and 2 more\n" in text
    assert "would be deleted; lost: its items" in text
    assert "✗ us-east-1  aws:rds:Instance orders\n    would be replaced by an empty one because of engine;" in text
    assert "protect would stop the deployment" in " ".join(text.split())
    assert "! us-east-1  aws:secretsmanager:Secret login\n    would be deleted; AWS keeps it for some days\n" in text
    assert "us-east-1  5 updated, 1 replaced, 6 deleted, 1 renamed" in text
    assert "venus      new: 2 created" in text
    assert "mars       has no file any more; its resources stay until `pulumi destroy`" in text
    assert "us-east-1  securecart:weight: 100 → 90" in text
    assert "replaced because of engine aws:rds:Instance orders\n    engine: postgres → mysql\n" in text
    assert "updated aws:ec2:Subnet a, b, c and 1 more\n    tags.Name: old → new\n" in text
    assert "✗ new: no-pets\n    us-east-1  orders\n    it is a pet, not *cattle*\n" in text
    assert "✓ no longer: no-cats" in text
    assert "Not known here which changes replace it: aws:new/thing:Thing." in text
    assert "1 resource changed in nothing but the name of what they refer to." in text
    assert "Changes of secrets are not seen." in text
    assert text.endswith("✗ Refused: 6 resources with data would go, 1 violation\n")


@pytest.mark.parametrize(
    "options",
    [
        {"inputs": {"settings": [{"value": tokens.SECRET}]}, "secret_inputs": frozenset({"settings[0].value"})},
        {"replacement_trigger": {"key": tokens.SECRET}},
    ],
)
def test_secrets_are_told_of_wherever_they_are(options: dict[str, Any]) -> None:
    found = plan(resource(VPC, "shop", **options))
    assert "Changes of secrets are not seen." in render(compared(found, found))


def test_nothing_changes(accepted: Comparison) -> None:
    text = render(accepted)
    assert "✓ Nothing that holds data is deleted, replaced, or left with less protection" in text
    assert "us-east-1  no change" in text
    assert "Settings" not in text
    assert "Policies" not in text
    assert "secrets" not in text
    assert text.endswith("✓ Accepted\n")


@pytest.mark.parametrize("width", [10, 40, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal(refused: Comparison, width: int) -> None:
    assert max(map(len, render(refused, width=width).splitlines())) <= max(40, min(width, 80))


def test_color_only_where_it_is_asked_for(refused: Comparison) -> None:
    assert "\x1b[" not in render(refused)
    assert "\x1b[" in render(refused, color=True)


def test_plain_signs_where_there_are_no_others(refused: Comparison) -> None:
    assert render(refused, symbols=ASCII).isascii()


def test_much_is_cut_short() -> None:
    resources = [resource(VPC, f"vpc-{number}", inputs={"tags": {"n": number}}) for number in range(60)]
    changed = [
        resource(VPC, f"vpc-{number}", inputs={"tags": {"n": number + 100, "text": "x" * 400}}) for number in range(60)
    ]
    text = render(compared(plan(*resources), plan(*changed)))
    assert "and 20 more; --format json has them all" in text
    assert "x" * 400 not in text.replace("\n", "").replace(" ", "")
    assert " ...\n" in text
    many = [resource(VPC, "one", inputs={"tags": {str(number): side for number in range(12)}}) for side in "ab"]
    assert "and 4 more; --format json has them all" in render(compared(plan(many[0]), plan(many[1])))
