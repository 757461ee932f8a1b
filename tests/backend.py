"""A backend for Pulumi's own CLI, on this machine and for one test."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from securecart.plan.engine import cli
from tests.fleet import ROOT


def make_backend(folder: Path) -> dict[str, str]:
    """Make an empty backend in a folder; what the CLI's environment says of it."""
    state = folder / "state"
    state.mkdir()
    return {
        "PATH": f"{cli.find(ROOT).path.parent}:/usr/bin:/bin",
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": state.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }


def make_stack(project: Path, stack: str, backend: dict[str, str]) -> None:
    """Make a stack of a project; this writes its stack file anew."""
    command = ["pulumi", "stack", "init", stack]
    subprocess.run(command, cwd=project, env=os.environ | backend, check=True, capture_output=True)
