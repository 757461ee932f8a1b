"""The workflows keep to GitHub's schemas, and zizmor finds nothing to improve in them. Neither asks the network."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fleet import ROOT
from tests.workflows.files import ACTIONS, WORKFLOWS

BIN = Path(sys.executable).parent
SCHEMAS = [
    *((path, "vendor.github-workflows") for path in WORKFLOWS),
    *((path, "vendor.github-actions") for path in ACTIONS),
    (ROOT / ".github" / "dependabot.yml", "vendor.dependabot"),
]
CARELESS = """\
name: Careless
on: pull_request_target
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v7
      - run: echo ${{ github.event.pull_request.title }}
"""


def check(schema: str, path: Path) -> subprocess.CompletedProcess[str]:
    command = [str(BIN / "check-jsonschema"), "--builtin-schema", schema, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def audit(path: Path) -> subprocess.CompletedProcess[str]:
    command = [str(BIN / "zizmor"), "--offline", "--no-progress", "--persona", "auditor", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("path", "schema"), SCHEMAS, ids=lambda value: getattr(value, "name", None))
def test_a_file_keeps_to_its_schema(path: Path, schema: str) -> None:
    done = check(schema, path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_schema_knows_a_mistake(tmp_path: Path) -> None:
    file = tmp_path / "mistake.yml"
    file.write_text(CARELESS.replace("runs-on", "run-on"))
    assert check("vendor.github-workflows", file).returncode == 1


def test_nothing_is_found() -> None:
    done = audit(ROOT / ".github")
    assert done.returncode == 0, done.stdout + done.stderr


def test_carelessness_is_found(tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "careless.yml").write_text(CARELESS)
    done = audit(tmp_path)
    assert done.returncode != 0
    for finding in ("dangerous-triggers", "template-injection", "unpinned-uses", "excessive-permissions", "artipacked"):
        assert finding in done.stdout
