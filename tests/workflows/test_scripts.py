"""What the shell scripts of the workflows do, with stand-ins for GitHub."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from securecart.settings import load_project
from tests.backend import make_backend, make_stack
from tests.fleet import ROOT
from tests.workflows.files import steps

MAIN = "1111111111111111111111111111111111111111"
OLDER = "2222222222222222222222222222222222222222"
GH = """\
#!/bin/sh
case "$1 $2" in
    "run view") echo "$FAILED" ;;
    "api repos/acme/securecart/commits/main") echo "$MAIN" ;;
    *) exit 1 ;;
esac
"""
ROLE = "arn:aws:iam::210987654321:role/securecart-guardrails-preview"


def run(step: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the script of a step, in the way of GitHub's runner."""
    (script,) = [known["run"] for _, known in steps() if known.get("name") == step]
    return subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=folder,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("failed", "commit", "why"),
    [
        ("", MAIN, None),
        ("us-east-1", MAIN, "::error::not begun, because of us-east-1\n"),
        ("", OLDER, f"::error::not begun, because main is at {MAIN} by now"),
    ],
    ids=["as it should be", "a stack failed", "main has gone on"],
)
def test_only_the_newest_commit_is_deployed(failed: str, commit: str, why: str | None, tmp_path: Path) -> None:
    (tmp_path / "gh").write_text(GH)
    (tmp_path / "gh").chmod(0o755)
    environment = {
        "PATH": f"{tmp_path}:/usr/bin:/bin",
        "GH_REPO": "acme/securecart",
        "GITHUB_RUN_ID": "1",
        "GITHUB_RUN_ATTEMPT": "2",
        "GITHUB_SHA": commit,
        "MAIN": MAIN,
        "FAILED": failed,
    }
    done = run("Stop if a stack before failed, or if main has gone on", tmp_path, environment)
    assert (done.returncode, done.stdout[: len(why or "")]) == (int(bool(why)), why or "")


@pytest.fixture
def backend(tmp_path: Path) -> dict[str, str]:
    """A project in a folder, its stacks in a backend of their own, and what the real CLI has to know of them."""
    folder = tmp_path / "project"
    folder.mkdir()
    for file in ROOT.glob("Pulumi*.yaml"):
        shutil.copy(file, folder)
    environment = make_backend(tmp_path)
    for stack in ("us-west-2", "global"):
        make_stack(folder, stack, environment)
    return environment


@pytest.mark.needs_engine
@pytest.mark.parametrize("stack", ["us-west-2", "global"])
def test_guardrails_are_previewed_as_a_role_that_may_only_read_them(
    stack: str, backend: dict[str, str], tmp_path: Path
) -> None:
    before = load_project(tmp_path / "project").fleet
    state = {path: path.stat().st_mtime_ns for path in (tmp_path / "state").rglob("*")}
    done = run(
        "Name a role that may only read guardrails", tmp_path / "project", backend | {"STACK": stack, "ROLE": ROLE}
    )
    assert done.returncode == 0, done.stdout
    after = load_project(tmp_path / "project").fleet
    assert after.regions == before.regions
    assert before.edge.guardrails is not None
    role = ROLE if stack == "global" else before.edge.guardrails.organization_role_arn
    guardrails = before.edge.guardrails.model_copy(update={"organization_role_arn": role})
    assert after.edge == before.edge.model_copy(update={"guardrails": guardrails})
    assert state == {path: path.stat().st_mtime_ns for path in (tmp_path / "state").rglob("*")}


@pytest.mark.needs_engine
@pytest.mark.parametrize("stack", ["us-west-2", "global"])
def test_without_such_a_role_guardrails_are_not_previewed(stack: str, backend: dict[str, str], tmp_path: Path) -> None:
    before = (tmp_path / "project" / f"Pulumi.{stack}.yaml").read_bytes()
    done = run(
        "Name a role that may only read guardrails", tmp_path / "project", backend | {"STACK": stack, "ROLE": ""}
    )
    assert (done.returncode, "::error::global has guardrails" in done.stdout) == (
        (1, True) if stack == "global" else (0, False)
    )
    assert (tmp_path / "project" / f"Pulumi.{stack}.yaml").read_bytes() == before
