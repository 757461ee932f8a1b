from securecart.preview.markdown import cell, render
from securecart.preview.model import Preview


def test_a_refused_preview(refused: Preview) -> None:
    text = render(refused)
    assert text.startswith("## Preview of securecart: refused, 1 violation\n\n2 stacks, 20 resources.\n")
    assert "| `us-east-1` | active, writes world | 19 | **1 violation** |" in text
    assert "| `global` | edge | 1 | 1 advisory |" in text
    assert "#### `rds-multi-az`: critical, mandatory" in text
    assert "Remedy: Set multiAz to true." in text
    assert "- The settings of all stacks agree (1 check).\n- Policies across stacks have not judged" in text
    assert r"no health check \| none" in text
    assert "Compared with no deployed state" in text
    assert "stand-in was used for: originSecret" in text


def test_the_time_is_not_in_it(accepted: Preview) -> None:
    text = render(accepted)
    assert text.startswith("## Preview of securecart: accepted\n")
    assert "8.9" not in text


def test_code_stays_code_and_all_else_is_text() -> None:
    assert cell("`multi_az` is *not* true | `a|b`") == "`multi_az` is \\*not\\* true \\| `a\\|b`"
    assert cell("one ` alone") == "one \\` alone"
