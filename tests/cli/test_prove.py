"""`securecart prove` as a user calls it."""

import json
from pathlib import Path

import pytest

from securecart.plan.model import Plan
from securecart.plan.verdicts import Analysis
from securecart.preview.document import render
from securecart.preview.model import Preview, StackPreview
from tests.cli.conftest import Run
from tests.proof.distorted import RECORD, without


@pytest.fixture(scope="session")
def plan_file(fleet: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real fleet's plan, as `preview --format json` writes it."""
    return _written(fleet, tmp_path_factory.mktemp("plan") / "plan.json")


def _written(plan: Plan, file: Path) -> Path:
    stacks = tuple(
        StackPreview(plan=each, role="", analysis=Analysis(stack=each.stack, policies=(), verdicts=(), judged=0))
        for each in plan.stacks
    )
    preview = Preview(
        project="securecart", stacks=stacks, also_run=(), settings_checks=(), judged_together=True, seconds=0
    )
    file.write_text(render(preview))
    return file


def test_the_real_fleet_is_proven(run: Run, plan_file: Path) -> None:
    result = run("prove", "--plan", str(plan_file), "--failure", "region", COLUMNS="80")

    assert result.stderr == ""
    assert result.returncode == 0
    assert "✓ Proven" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_a_counterexample_ends_with_1(run: Run, fleet: Plan, tmp_path: Path) -> None:
    file = _written(without(fleet, "global", RECORD, "edge-routing-api-default-a"), tmp_path / "plan.json")

    result = run("prove", "--plan", str(file), "--journey", "api-read", "--client", "JP", "--failure", "control-plane")

    assert result.returncode == 1
    assert "declare a geolocation record of api for country *" in result.stdout


def test_two_failures_are_tried_alone_and_together(run: Run, plan_file: Path, tmp_path: Path) -> None:
    output = tmp_path / "proof.json"
    result = run(
        *("prove", "--plan", str(plan_file), "--format", "json", "--output", str(output), "--journey", "checkout"),
        *("--failure", "region:us-east-1", "--failure", "region:us-west-2", "--client", "US-CA"),
    )

    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    found = json.loads(output.read_text())
    assert found["pairs"]["count"] == 1
    assert [case["failures"] for case in found["cases"]] == [[], ["region:us-east-1"], ["region:us-west-2"]]
    assert found["pairs"]["journeys"][0]["endings"] == {"served": 1}


def test_what_is_given_twice_counts_once(run: Run, plan_file: Path) -> None:
    given = ("--journey", "checkout", "--failure", "region", "--failure", "region", "--client", "de", "--client", "DE")
    result = run("prove", "--plan", str(plan_file), "--format", "json", *given)

    found = json.loads(result.stdout)
    regions = sum(failure["kind"] == "region" for failure in found["failures"])
    assert found["pairs"]["count"] == regions * (regions - 1) // 2
    assert {customer for case in found["cases"] for customer in case["customers"]} == {"DE"}
    assert all(len(case["customers"]) == 1 for case in found["cases"])


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--journey", "shopping"), "--journey shopping: there is no such journey; allowed: storefront, static,"),
        (("--client", "atlantis"), "--client atlantis: there is no such client;"),
        (("--failure", "region:us-east-9"), "--failure region:us-east-9: there is no such thing; did you mean region:"),
        (("--failure", "a", "--failure", "b", "--failure", "c"), "--failure: 3 at once; allowed: one or two"),
        (("--plan", "nowhere.json"), "--plan nowhere.json: No such file or directory; allowed: what"),
        (("--plan", "Pulumi.yaml"), "--plan Pulumi.yaml: not JSON"),
    ],
)
def test_wrong_use_ends_with_2(run: Run, plan_file: Path, options: tuple[str, ...], told: str) -> None:
    given = options if "--plan" in options else ("--plan", str(plan_file), *options)

    result = run("prove", *given)

    assert result.returncode == 2
    assert result.stderr.startswith(f"error: {told}")
    assert result.stdout == ""


def test_a_plan_of_some_stacks_is_refused(run: Run, fleet: Plan, tmp_path: Path) -> None:
    file = _written(Plan(stacks=fleet.stacks[:2]), tmp_path / "plan.json")

    result = run("prove", "--plan", str(file))

    assert result.returncode == 2
    assert "not planned; allowed: a plan of all stacks" in result.stderr
