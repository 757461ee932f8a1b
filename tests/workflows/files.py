"""The workflows and actions, as their YAML says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.fleet import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTIONS = sorted((ROOT / ".github" / "actions").glob("*/action.yml"))
Node = dict[str, Any]


def read(path: Path) -> Node:
    """A file with every scalar as text: YAML 1.1 would take the key `on` for true."""
    document: Node = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - it makes text only
    return document


def jobs() -> Iterator[tuple[str, Node]]:
    """All jobs, by workflow and name."""
    for path in WORKFLOWS:
        for name, job in read(path)["jobs"].items():
            yield f"{path.name}: {name}", job


def steps() -> Iterator[tuple[str, Node]]:
    """All steps of workflows and actions, by where they stand."""
    for where, job in jobs():
        yield from ((where, step) for step in job.get("steps", ()))
    for path in ACTIONS:
        yield from ((path.parent.name, step) for step in read(path)["runs"]["steps"])


def uses() -> Iterator[tuple[str, str]]:
    """All actions and workflows that are used, by where."""
    for where, user in (*jobs(), *steps()):
        if "uses" in user:
            yield where, user["uses"]


def scripts() -> Iterator[tuple[str, str]]:
    """All shell scripts, by where they stand."""
    for where, step in steps():
        if "run" in step:
            yield where, step["run"]
