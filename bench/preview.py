"""Measures `securecart preview` in cold processes: beside the SDK's bare import, with Pulumi's engine, of more Regions.

    .venv/bin/python bench/preview.py [--runs 5] [--regions 5 10 25 50] [--project DIR]

The import that it is measured against loads the services of pulumi_aws that the program names in its own import
statements, and nothing else. A fleet of N Regions is the project's own and copies of one of its followers under other
Regions' names.
"""

from __future__ import annotations

import argparse
import ast
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from securecart.plan.engine import cli
from securecart.plan.engine.errors import EngineError
from securecart.settings.geography import EU_REGIONS, ZONE_LETTERS

ROOT: Final = Path(__file__).resolve().parent.parent
MODEL: Final = "us-west-2"
"""The stack that additional Regions are copies of."""


def main() -> None:
    """Measure, and print as it goes."""
    parser = argparse.ArgumentParser(description="Measure the preview.")
    parser.add_argument("--runs", type=int, default=5, help="cold runs to take the median of")
    parser.add_argument("--regions", type=int, nargs="*", default=[5, 10, 25, 50], help="fleets to grow to")
    parser.add_argument("--project", type=Path, default=ROOT, help="the project to preview")
    arguments = parser.parse_args()
    securecart = [sys.executable, "-m", "securecart"]
    commands = ([sys.executable, "-c", import_of(arguments.project)], [*securecart, "preview"], [*securecart, "--help"])
    baseline, preview, help_ = medians(arguments.runs, commands, arguments.project)
    print(f"import of the AWS SDK, as the program uses it  {baseline:6.2f} s")
    print(f"securecart preview                             {preview:6.2f} s  {preview / baseline:.2f} times the import")
    print(f"securecart --help                              {help_:6.2f} s")
    print(f"securecart preview --engine pulumi             {with_engine([*securecart, 'preview'], arguments.project)}")
    for count in arguments.regions:
        with tempfile.TemporaryDirectory() as folder:
            grown = grow(arguments.project, Path(folder) / "project", count)
            seconds = timed([*securecart, "preview", "--format", "json", "--output", os.devnull], grown)
            print(f"securecart preview, {count:3} Regions                {seconds:6.2f} s")


def with_engine(command: list[str], folder: Path) -> str:
    """The time of one cold preview with Pulumi's own engine, which takes much longer; or why there is none."""
    try:
        cli.find(folder)
    except EngineError as error:
        return f"not measured: {error}"
    return f"{timed([*command, '--engine', 'pulumi'], folder):6.2f} s"


def medians(runs: int, commands: Sequence[list[str]], folder: Path) -> list[float]:
    """The median time of cold runs of each command, in seconds.

    They take turns, so that what else the machine does burdens them alike; a round before warms the disk's cache.
    """
    rounds = [[timed(command, folder) for command in commands] for _ in range(runs + 1)][1:]
    return [statistics.median(times) for times in zip(*rounds, strict=True)]


def timed(command: list[str], folder: Path) -> float:
    """How long a command takes, in seconds."""
    # As on a user's machine, where Python keeps what it has compiled.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr}")
    return time.perf_counter() - started


def import_of(project: Path) -> str:
    """A program that loads the services of pulumi_aws that a project's own source names."""
    files = [project / "__main__.py", *(project / "components").rglob("*.py")]
    services = sorted({service for file in files for service in _services(ast.parse(file.read_text()))})
    # A module of pulumi_aws is loaded when something in it is asked for.
    return "\n".join(f"from pulumi_aws import {service}; getattr({service}, '__all__', None)" for service in services)


def _services(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "pulumi_aws":
            if node.module == "pulumi_aws":
                yield from (name.name for name in node.names if name.name[0].islower())
            else:
                yield str(node.module).split(".")[1]


def grow(project: Path, folder: Path, count: int) -> Path:
    """A copy of a project with `count` Regions."""
    ignored = shutil.ignore_patterns(".*", "build", "__pycache__", "tests", "docs", "*.egg-info")
    shutil.copytree(project, folder, ignore=ignored)
    here = {path.name.split(".")[1] for path in folder.glob("Pulumi.*.yaml")} - {"global"}
    config = yaml.safe_load((folder / f"Pulumi.{MODEL}.yaml").read_text())["config"]
    names = [*ZONE_LETTERS, *(f"us-{side}-{number}" for side in ("central", "south") for number in range(1, 20))]
    free = [name for name in names if name not in here and name not in EU_REGIONS]
    for number, region in enumerate(free[: count - len(here)]):
        (folder / f"Pulumi.{region}.yaml").write_text(yaml.safe_dump({"config": _follower(config, region, number)}))
    return folder


def _follower(config: dict[str, Any], region: str, number: int) -> dict[str, Any]:
    """A Region's configuration after its model: with addresses and zones of its own, and nobody's next writer."""
    zones = [f"{region}{letter}" for letter in ZONE_LETTERS.get(region, "abc")[:3]]
    copied = {key: value for key, value in config.items() if not key.endswith((":warehouseLink", ":stores", ":owns"))}
    return copied | {
        "aws:region": region,
        "securecart:network": {"cidr": f"10.{100 + number}.0.0/16", "zones": zones},
        "securecart:database": config["securecart:database"] | {"promotable": False},
    }


if __name__ == "__main__":
    main()
