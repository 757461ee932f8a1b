"""Finds a Pulumi CLI: the one on PATH, or the one that `make engine` builds."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml
from semver import VersionInfo

from securecart.plan.engine.errors import EngineError

BUILT: Final = VersionInfo.parse("3.259.0")
"""The version that `make engine` builds; engine/go.mod names the same."""

_START_TIMEOUT: Final = 60.0


@dataclass(frozen=True, slots=True)
class Cli:
    """A Pulumi CLI.

    Attributes:
        path: the executable.
        version: what it says of itself.
    """

    path: Path
    version: VersionInfo


def built() -> Path:
    """Where `make engine` puts the CLI: in the user's cache folder, by version."""
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "securecart" / f"pulumi-{BUILT}" / "pulumi"


def find(directory: Path) -> Cli:
    """The CLI for a project: the one on PATH if it is new enough, otherwise the one that was built.

    Args:
        directory: the project's folder; its Pulumi.yaml says which versions will do.

    Raises:
        EngineError: there is none that will do.
    """
    asked = required(directory)
    told = [f"Pulumi.yaml asks for {asked}"] if asked else []
    for path in filter(None, (shutil.which("pulumi"), shutil.which(built()))):
        cli = Cli(Path(path), _version(Path(path)))
        if accepts(asked, cli.version):
            return cli
        told.append(f"{path} is {cli.version}")
    there = "; ".join([*told, "`make engine` builds one, or install it as pulumi.com tells"])
    kind = "that is new enough" if len(told) > bool(asked) else "on PATH"
    raise EngineError(f"there is no Pulumi CLI {kind}: {there}")


def accepts(required: str, version: VersionInfo) -> bool:
    """Whether a version is in a range such as `>=3.219.0`; any is in an empty one.

    Raises:
        EngineError: it is no range.
    """
    try:
        return any(all(map(version.match, part.split())) for part in required.split("||"))
    except ValueError as error:
        raise EngineError(
            f"Pulumi.yaml: requiredPulumiVersion: {required}; allowed: `>=3.219.0`, for instance"
        ) from error


def required(directory: Path) -> str:
    """The range of versions that a project's Pulumi.yaml asks for; empty if it asks for none."""
    project = yaml.safe_load((directory / "Pulumi.yaml").read_text(encoding="utf-8"))
    return str(project.get("requiredPulumiVersion") or "")


def _version(path: Path) -> VersionInfo:
    command = [str(path), "version"]
    try:
        with tempfile.TemporaryDirectory(prefix="securecart-pulumi-") as home:  # it leaves a log there
            environment = {**os.environ, "PULUMI_HOME": home, "PULUMI_SKIP_UPDATE_CHECK": "true"}
            said = subprocess.run(  # noqa: S603 (the user's own CLI)
                command, env=environment, capture_output=True, text=True, check=True, timeout=_START_TIMEOUT
            ).stdout.strip()
        return VersionInfo.parse(said.removeprefix("v"))
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise EngineError(f"{path}: does not tell its version: {error}") from error
