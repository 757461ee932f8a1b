"""Loads the fleet of a project folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from securecart.settings.edge import EdgeSettings
from securecart.settings.errors import SettingsError
from securecart.settings.fleet import Fleet
from securecart.settings.fleet_checks import CHECKS
from securecart.settings.parsing import parse_stack
from securecart.settings.region import RegionSettings
from securecart.settings.secrets import secret_keys
from securecart.settings.stack_file import PROJECT_FILE, StackFile, engine_value, read_project, read_stacks

STAND_IN: Final = "offline-stand-in-for-{key}"
"""What an offline preview uses for a secret that it cannot decrypt."""


@dataclass(frozen=True, kw_only=True)
class StackConfig:
    """A stack's configuration as the engine would hand it to the program."""

    values: Mapping[str, str]
    secrets: frozenset[str]
    stand_ins: tuple[str, ...]
    """The secrets that were missing or encrypted, for which `values` holds a stand-in."""


@dataclass(frozen=True, kw_only=True)
class Project:
    """A project folder that was read: the fleet, and each stack's configuration."""

    directory: Path
    fleet: Fleet
    files: Mapping[str, StackFile]

    def offline_config(self, stack: str) -> StackConfig:
        """The configuration of a stack for a run without the key to its secrets."""
        file = self.files[stack]
        values = {key: engine_value(value) for key, value in file.values.items()}
        role = file.values[f"{self.fleet.project}:role"]
        secrets = frozenset(f"{self.fleet.project}:{key}" for key in secret_keys(role))
        stand_ins = {key: STAND_IN.format(key=key.partition(":")[2]) for key in secrets}
        return StackConfig(values=values | stand_ins, secrets=secrets, stand_ins=tuple(sorted(stand_ins)))


_loaded: dict[tuple[object, ...], Project] = {}


def load_project(directory: Path) -> Project:
    """Reads Pulumi.yaml and every stack file, and checks each and all of them together.

    An unchanged folder is read once in a process: every stack's program asks for the whole fleet.

    Raises:
        SettingsError: with every problem found.
    """
    signature = _signature(directory)
    if signature not in _loaded:
        project = _load(directory)
        _loaded.clear()
        _loaded[signature] = project
    return _loaded[signature]


def _signature(directory: Path) -> tuple[object, ...]:
    paths = (directory / PROJECT_FILE, *sorted(directory.glob("Pulumi.*.yaml")))
    stats = ((path, path.stat()) for path in paths if path.exists())
    return tuple((path, stat.st_mtime_ns, stat.st_size) for path, stat in stats)


def _load(directory: Path) -> Project:
    project = read_project(directory)
    problems: list[str] = []
    regions: dict[str, RegionSettings] = {}
    edges: dict[str, EdgeSettings] = {}
    files = {file.stack: file for file in read_stacks(directory, project)}
    for stack, file in files.items():
        try:
            settings = parse_stack(file, project)
        except SettingsError as error:
            problems.extend(error.problems)
            continue
        if isinstance(settings, EdgeSettings):
            edges[stack] = settings
        else:
            regions[stack] = settings
    if not problems:
        problems += [
            f"Pulumi.{stack}.yaml: {project.name}:role: edge: {next(iter(edges))} is the edge already; allowed: one"
            for stack in list(edges)[1:]
        ]
        if not edges:
            problems.append(f"Pulumi.global.yaml: there is no stack file with `{project.name}:role: edge`")
        if not regions:
            problems.append(f"{directory}: there is no stack file of a Region (`{project.name}:role: active`)")
    if problems:
        raise SettingsError(tuple(problems))
    (edge_stack, edge), *_ = edges.items()
    disagreements = tuple(problem for check in CHECKS for problem in check(regions, edge))
    if disagreements:
        raise SettingsError(disagreements)
    return Project(
        directory=directory,
        fleet=Fleet(project=project.name, regions=regions, edge_stack=edge_stack, edge=edge),
        files=files,
    )
