"""`securecart report` as a user calls it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from securecart.plan.model import Plan
from securecart.preview.document import render
from securecart.settings import load_project
from tests.cli.conftest import Run
from tests.fleet import ROOT
from tests.proof.distorted import RECORD, without
from tests.report.conftest import preview_of


@pytest.fixture(scope="session")
def plan_file(fleet: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real fleet's plan, as `preview --format json` writes it."""
    file = tmp_path_factory.mktemp("plan") / "plan.json"
    file.write_text(render(preview_of(fleet, load_project(ROOT))))
    return file


def test_writes_a_page_and_the_same_one_again(run: Run, plan_file: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "deep" / "report.html", tmp_path / "again.html"

    result = run("report", "--plan", str(plan_file), "--output", str(first))
    again = run("report", "--plan", str(plan_file), "--output", str(second))

    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert again.returncode == 0
    assert first.read_text().startswith("<!doctype html>")
    assert first.read_bytes() == second.read_bytes()


def test_writes_markdown(run: Run, plan_file: Path) -> None:
    result = run("report", "--plan", str(plan_file), "--format", "markdown")

    assert result.returncode == 0
    assert result.stdout.startswith("## Proof of securecart: proven\n")
    assert "## Preview of securecart: accepted" in result.stdout


def test_refuses_what_is_not_proven(run: Run, fleet: Plan, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(
        render(preview_of(without(fleet, "global", RECORD, "edge-routing-api-country-CY-a"), load_project(ROOT)))
    )

    result = run("report", "--plan", str(file), "--format", "markdown")

    assert result.returncode == 1
    assert "counterexample" in result.stdout


def test_refuses_what_the_pack_refuses(run: Run, tmp_path: Path) -> None:
    """The small project has no fleet that anything could be proven of; but the pack is asked."""
    page = tmp_path / "report.html"

    result = run("report", "--output", str(page), REFUSE="us-east-1")

    assert result.returncode == 1
    assert "Refused by the policy pack: 1 violation" in page.read_text()


def test_tells_which_file_is_no_plan(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text("{}")

    result = run("report", "--plan", str(file), "--output", str(tmp_path / "report.html"))

    assert result.returncode == 2
    assert result.stderr.startswith(f"error: --plan {file}: not a plan document")
    assert not (tmp_path / "report.html").exists()


def test_writes_no_page_to_a_terminal(project: Path) -> None:
    import pty  # noqa: PLC0415 (not on every platform)

    terminal, end = pty.openpty()
    result = subprocess.run(
        [sys.executable, "-m", "securecart", "report"], cwd=project, stdout=end, stderr=subprocess.PIPE, check=False
    )
    os.close(end)
    os.close(terminal)

    assert result.returncode == 2
    assert result.stderr == b"error: --output: not given; a page is nothing for a terminal: name a file\n"
