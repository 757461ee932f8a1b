from dataclasses import replace

from junitparser import Failure, JUnitXml, Skipped, TestCase

from securecart.plan.verdicts import Level
from securecart.preview.junit import render
from securecart.preview.model import Preview


def cases(preview: Preview) -> dict[tuple[str, str], TestCase]:
    return {(suite.name, case.name): case for suite in JUnitXml.fromstring(render(preview)) for case in suite}


def test_every_policy_is_a_case_of_every_stack(accepted: Preview) -> None:
    found = cases(accepted)
    names = {policy.name for policy in accepted.policies}
    assert set(found) == {(stack.plan.stack, name) for stack in accepted.stacks for name in names}
    assert not any(case.result or case.system_out for case in found.values())


def test_a_violation_is_a_failure_with_its_remedy(refused: Preview) -> None:
    (failure,) = cases(refused)["us-east-1", "rds-multi-az"].result
    assert isinstance(failure, Failure)
    assert failure.message == "1 violation"
    assert failure.text.startswith("data-writer: multiAz is false")
    assert failure.text.endswith("Remedy: Set multiAz to true.")
    assert failure.type == "critical"


def test_advice_is_no_failure_and_not_silent(refused: Preview) -> None:
    case = cases(refused)["us-east-1", "records-have-checks"]
    assert not case.result

    assert "subnet-0: advice" in case.system_out


def test_a_policy_that_is_undecided_or_disabled_is_skipped(refused: Preview) -> None:
    region, edge = refused.stacks
    (unclear,) = (verdict for verdict in edge.analysis.verdicts if verdict.undecided and not verdict.assumed)
    off = tuple(replace(policy, level=Level.DISABLED) for policy in edge.analysis.policies[:1])
    analysis = replace(edge.analysis, verdicts=(unclear,), policies=(*off, *edge.analysis.policies[1:]))
    found = cases(replace(refused, stacks=(region, replace(edge, analysis=analysis))))
    (skipped,) = found["global", "records-have-checks"].result
    assert isinstance(skipped, Skipped)
    assert isinstance(found["global", "rds-multi-az"].result[0], Skipped)
