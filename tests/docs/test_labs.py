"""The labs do what they say: their offline commands, in a clone, with the exit codes and outputs that they state."""

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fleet import ROOT
from tests.settings.rewritten import rewritten

LABS = (ROOT / "docs" / "labs.md").read_text(encoding="utf-8")
OFFLINE_COMMANDS = {"sed", "git", "cp", "python3", ".venv/bin/python", ".venv/bin/securecart"}
ELSEWHERE = "…"
"""Stands in an expected output for what is left out."""
EDIT = re.compile(r"^sed (?:'[^']*'|\\\n|[^'\n])*", re.MULTILINE)
"""A command that changes a file; what is in quotes may have lines of its own."""


@dataclass(frozen=True)
class Step:
    """A block of commands, and what the lab says of it."""

    commands: str
    output: str | None

    @property
    def exit_code(self) -> int:
        """The exit code that a comment behind the last command states, or 0."""
        stated = re.search(r"# exit (\d)$", self.commands.strip())
        return int(stated[1]) if stated else 0


def labs() -> dict[str, str]:
    """The text of each lab by its title."""
    titles_and_texts = re.split(r"^## (Lab \d.*)$", LABS, flags=re.MULTILINE)[1:]
    return dict(zip(titles_and_texts[::2], titles_and_texts[1::2], strict=True))


def steps(lab: str) -> Iterator[Step]:
    """The offline steps of a lab, each with the output that stands below it."""
    blocks = re.findall(r"^```(.*?)\n(.*?)^```$", lab, flags=re.MULTILINE | re.DOTALL)
    for position, (language, text) in enumerate(blocks):
        if language == "sh":
            below = blocks[position + 1] if position + 1 < len(blocks) else ("", "")
            yield Step(text, below[1] if below[0] == "text" else None)


def pattern(expected: str) -> str:
    """What an output must match: an ellipsis stands for any lines where it has its own, otherwise for a part of one."""
    lines = []
    for line in expected.splitlines():
        if line == ELSEWHERE:
            lines.append(r"(?:.*\n)*")
        else:
            lines.append(".*".join(map(re.escape, line.rstrip().split(ELSEWHERE))) + r" *\n")
    return "".join(lines)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The repository's files as they are now, those that git ignores left out, in a repository of their own."""
    folder = tmp_path / "securecart"
    listed = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((ROOT / name).read_bytes())
    author = ("-c", "user.name=Lab", "-c", "user.email=lab@securecart.example", "-c", "commit.gpgsign=false")
    for command in (("init", "-q"), ("add", "-A"), (*author, "commit", "-q", "-m", "The fleet")):
        subprocess.run(["git", *command], cwd=folder, check=True)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    (folder / ".git" / "info" / "exclude").write_text(".venv\n")
    return folder


def run(step: Step, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a block as a reader's shell does, but stop at the first command that fails."""
    return subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", step.commands],
        cwd=folder,
        # The clone's own program and command, not the ones that the virtual environment was installed from.
        env=os.environ | {"PYTHONPATH": str(folder), "PYTHONUTF8": "1", "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


@pytest.mark.parametrize("title", labs())
def test_lab_runs_as_written(title: str, clone: Path) -> None:
    for step in steps(labs()[title]):
        done = run(step, clone)
        assert done.returncode == step.exit_code, f"{step.commands}\n{done.stdout}"
        if step.output is not None:
            assert re.fullmatch(pattern(step.output), done.stdout), f"{step.commands}\n{done.stdout}"
    left = subprocess.run(["git", "status", "--short"], cwd=clone, check=True, capture_output=True, text=True)
    assert left.stdout == "", "a lab leaves the folder as it was"


@pytest.mark.parametrize("title", labs())
def test_settings_are_changed_in_files_that_pulumi_has_written_too(title: str, clone: Path) -> None:
    for file in clone.glob("Pulumi.*.yaml"):
        file.write_text(rewritten(file.read_text()))
    for step in steps(labs()[title]):
        for edit in EDIT.findall(step.commands):
            files = [clone / name for name in re.findall(r"Pulumi\.[\w-]+\.yaml$", edit)]
            before = [file.exists() and file.read_text() for file in files]
            subprocess.run(["bash", "-eu", "-c", edit], cwd=clone, check=True)
            assert all(file.read_text() != text for file, text in zip(files, before, strict=True)), edit


@pytest.mark.parametrize("title", labs())
def test_offline_part_needs_no_other_program(title: str) -> None:
    for step in steps(labs()[title]):
        script = re.sub(r"'[^']*'", "''", step.commands).replace("\\\n", " ")
        started = {line.split()[0] for line in script.splitlines() if line.strip()}
        assert started <= OFFLINE_COMMANDS, step.commands


@pytest.mark.parametrize("title", labs())
def test_part_with_an_account_is_marked_and_stands_apart(title: str) -> None:
    offline, with_account = labs()[title].split("### With an AWS account")
    assert "```sh account" not in offline
    assert "```sh\n" not in with_account
    assert "Clean up" in with_account
