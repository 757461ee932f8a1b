import re
from dataclasses import replace

import pytest

from securecart.preview.layout import ASCII, WIDTH
from securecart.preview.model import Preview
from securecart.preview.text import render
from tests.preview.conftest import resource

ESCAPE = "\x1b"


@pytest.mark.parametrize("width", [200, 80, 72, 60, 40])
def test_no_line_is_wider_than_the_screen(refused: Preview, accepted: Preview, width: int) -> None:
    for preview in (refused, accepted):
        text = render(preview, width=width)
        assert max(map(len, text.splitlines())) <= min(width, WIDTH)
        assert not any(line != line.rstrip() for line in text.splitlines())


def test_a_wide_terminal_gets_the_same_screen(refused: Preview) -> None:
    assert render(refused, width=200) == render(refused)


def test_an_accepted_preview(accepted: Preview) -> None:
    assert (
        render(accepted)
        == """\
Preview of securecart                                     2 stacks, 20 resources
────────────────────────────────────────────────────────────────────────────────

Stacks
  us-east-1  active, writes world  19  ✓ accepted
  global     edge                   1  ✓ accepted

Resources
  ec2      18  Subnet 9, RatherLongKindOfResource0 1, 8 more
  rds       1  Instance 1
  route53   1  Record 1

Policies  2 policies on 22 resources and components
  ✓ Nothing found

Fleet
  ✓ The settings of all stacks agree (1 check)
  ✓ The policies have judged all stacks together, too

Notes
  · Compared with no deployed state: this is all that the stacks want, not what
    a deployment would change.
  · Secrets that a stand-in was used for: originSecret.

────────────────────────────────────────────────────────────────────────────────
✓ Accepted                                                                 8.9 s
"""
    )


def test_each_violation_has_resource_reason_and_remedy(refused: Preview) -> None:
    text = render(refused)
    assert (
        """\
  ✗ rds-multi-az  critical · mandatory
    us-east-1  data-writer  Instance  components/data/relational.py:120
      multiAz is false: the loss of one zone takes the database with it, and
      everything that writes to it
    Remedy: Set multiAz to true.
  ! records-have-checks  low · advisory · 13 findings
"""
        in text
    )
    assert "    us-east-1  subnet-0, subnet-1, subnet-2 and 6 more  Subnet\n      advice\n" in text
    assert "  ? Undecided until the deployment knows more: records-have-checks (1)\n" in text
    assert "  · 1 verdict found nothing with stand-ins for what only the deployment knows\n" in text
    assert "us-east-1  active, writes world  19  ✗ 1 violation\n" in text
    assert "global     edge                   1  ! 1 advisory\n" in text
    assert "✗ Refused: 1 violation of 1 policy" in text


def test_what_was_left_out_and_run_as_well_is_told(refused: Preview) -> None:
    text = render(refused)
    assert "Run as well, because a stack above reads them: us-west-2." in text
    assert "? Policies across stacks have not judged: they need all of them\n" in text
    assert "us-east-1 warns: the release green is deployed but takes no traffic" in text


def test_colour_only_where_it_is_asked_for(refused: Preview) -> None:
    assert ESCAPE not in render(refused)
    coloured = render(refused, color=True)
    assert ESCAPE in coloured
    assert re.sub(ESCAPE + r"\[[0-9;]*m", "", coloured).split() == render(refused).split()


def test_plain_signs_where_others_cannot_be_carried(refused: Preview) -> None:
    render(refused, symbols=ASCII).encode("ascii")


def test_small_services_share_a_line(accepted: Preview) -> None:
    region, edge = accepted.stacks
    kinds = [f"aws:service{number:02}/thing:Thing" for number in range(14)]
    resources = tuple(resource("us-east-1", kind, "one") for kind in kinds)
    text = render(replace(accepted, stacks=(replace(region, plan=replace(region.plan, resources=resources)), edge)))
    assert "  service10  1  Thing 1\n  and service11 1, service12 1, service13 1\n" in text


def test_secrets_of_the_same_stacks_are_named_together(accepted: Preview) -> None:
    region, edge = accepted.stacks
    keys = ("securecart:originSecret", "securecart:previous", "securecart:token")
    stacks = (replace(region, plan=replace(region.plan, stand_ins=keys)), edge)
    text = " ".join(render(replace(accepted, stacks=stacks)).split())
    assert "stand-in was used for: originSecret; previous, token of us-east-1." in text


def test_what_was_found_with_stand_ins_says_so(refused: Preview) -> None:
    region, edge = refused.stacks
    verdicts = tuple(replace(verdict, assumed=True) for verdict in region.analysis.verdicts if verdict.refuses)
    changed = replace(refused, stacks=(replace(region, analysis=replace(region.analysis, verdicts=verdicts)), edge))
    text = " ".join(render(changed).split())
    assert "everything that writes to it (With stand-ins for what only the deployment knows.)" in text


def test_of_many_findings_the_first_are_shown(refused: Preview) -> None:
    region, edge = refused.stacks
    (wrong,) = (verdict for verdict in region.analysis.verdicts if verdict.refuses)
    many = tuple(replace(wrong, message=f"reason {number:02}") for number in range(13))
    changed = replace(refused, stacks=(replace(region, analysis=replace(region.analysis, verdicts=many)), edge))
    text = render(changed)
    assert "reason 09" in text
    assert "reason 10" not in text
    assert "and 3 more; --format json has them all" in text
