"""Builds the Pulumi CLI from its published Go modules, unless there is one that will do; `make engine` runs it.

go.mod names the version and every module that goes into it, go.sum their hashes.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import typer

from securecart.cli.errors import reported
from securecart.cli.screen import interruptible
from securecart.plan.engine import cli
from securecart.plan.engine.errors import EngineError

MODULE: Final = Path(__file__).resolve().parent
PACKAGE: Final = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
VERSION: Final = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
"""The variable that a CLI's version is in: without it, the Automation API takes it for none."""


def main() -> None:
    """Find a CLI or build one, and say where it is."""
    with reported(), interruptible():
        try:
            found = cli.find(MODULE.parent)
        except EngineError:
            build(cli.built())
            found = cli.find(MODULE.parent)
        sys.stdout.write(f"Pulumi CLI {found.version}: {found.path}\n")


def build(target: Path) -> None:
    """Build the CLI; nothing is at `target` before it is whole.

    Raises:
        EngineError: there is no Go, or it failed.
    """
    go = shutil.which("go")
    if go is None:
        raise EngineError(
            "there is no Go on PATH to build the Pulumi CLI with: install Go (go.mod in engine/ says which), or the "
            "CLI as pulumi.com tells"
        )
    sys.stderr.write(f"Building the Pulumi CLI {cli.BUILT} (once, some minutes) ...\n")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".build-") as folder:
            made = Path(folder) / target.name
            _run([go, "build", "-trimpath", "-ldflags", f"-s -w -X {VERSION}=v{cli.BUILT}", "-o", str(made), PACKAGE])
            made.replace(target)
    except OSError as error:
        raise EngineError(f"{error.filename or target}: cannot be written: {error.strerror}") from error


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd=MODULE, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        words = [*filter(None, done.stderr.splitlines())] or [f"exit code {done.returncode}"]
        raise EngineError(f"Go could not build the Pulumi CLI: {words[-1]}")


if __name__ == "__main__":
    typer.run(main)
