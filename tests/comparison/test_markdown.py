from securecart.comparison.markdown import LONGEST, render
from securecart.comparison.model import Comparison
from tests.comparison.plans import BUCKET, VPC, compared, plan, resource


def test_a_refused_comparison(refused: Comparison) -> None:
    text = render(refused)
    assert text.startswith("## Changes of securecart: refused, 6 resources with data would go, 1 violation\n")
    assert "main (aaaaaaaaa) → work tree (bbbbbbbbb, with uncommitted changes)\n\n### Blast radius\n" in text
    assert "> [!CAUTION]\n> - `us-east-1` aws:dynamodb:Table carts-0, carts-1, carts-2 and 2 more **would be" in text
    assert (
        "**would be replaced by an empty one** because of engine; lost: its data; protect would stop the deployment\n"
        in text
    )
    assert "| `us-east-1` | 5 updated, 1 replaced, 6 deleted, 1 renamed |" in text
    assert "| `us-east-1` | securecart:weight | 100 → 90 |" in text
    assert "- new: **no-pets** (mandatory), `us-east-1` orders: it is a pet, not \\*cattle\\*\n" in text
    assert "- no longer: no-cats (advisory), `us-east-1` orders: a cat\n" in text
    assert "\n! aws:rds:Instance orders (replaced because of engine)\n    engine: postgres → mysql\n" in text
    assert "\n- aws:dynamodb:Table carts-0, carts-1, carts-2, carts-3, carts-4 (deleted)\n" in text
    assert "<details><summary>venus: new: 2 created</summary>" in text
    assert "### Notes" in text
    assert text.index("### Blast radius") < text.index("| Stack |") < text.index("<details>")


def test_nothing_changes(accepted: Comparison) -> None:
    text = render(accepted)
    assert text.startswith("## Changes of securecart: accepted\n")
    assert "Nothing that holds data is deleted, replaced, or left with less protection.\n" in text
    assert "<details>" not in text
    assert "> [!" not in text


def test_what_does_not_refuse_is_a_warning() -> None:
    kept = resource(BUCKET, "kept", retain_on_delete=True)
    assert "> [!WARNING]\n" in render(compared(plan(kept), plan()))


def test_a_resource_that_only_got_another_name_is_told_of() -> None:
    text = render(compared(plan(resource(BUCKET, "old")), plan(resource(BUCKET, "new"))))
    assert "aws:s3:Bucket old **would be deleted**; lost: its objects; new is created just like it: " in text
    assert "`aliases` would make them one\n" in text


def test_a_comment_has_room_for_it_and_says_what_is_left_out() -> None:
    before = [resource(VPC, f"vpc-{number}", inputs={"tags": {"n": number}}) for number in range(2000)]
    after = [resource(VPC, f"vpc-{number}", inputs={"tags": {"n": -number - 1}}) for number in range(2000)]
    buckets = [resource(BUCKET, f"files-{number}", region=f"r{number}") for number in range(200)]
    text = render(compared(plan(*before, *buckets), plan(*after)))
    assert LONGEST - 500 < len(text) <= LONGEST
    assert "resources more: too long for a comment; --format json has them all\n```\n\n</details>" in text
    assert text.count("```") == 2
