"""Loads the fleet of a project folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from securecart.settings.edge import EdgeSettings
from securecart.settings.errors import SettingsError
from securecart.settings.fleet import Fleet
from securecart.settings.fleet_checks import CHECKS, CHECKS_OF_ANY_STACKS, Stacks
from securecart.settings.parsing import parse_stack
from securecart.settings.region import RegionSettings
from securecart.settings.secrets import secret_keys
from securecart.settings.stack_file import PROJECT_FILE, STACK_FILES, StackFile, engine_value, read_project, read_stacks

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
    directory = directory.resolve()
    signature = _signature(directory)
    if signature not in _loaded:
        project = _load(directory)
        _loaded.clear()
        _loaded[signature] = project
    return _loaded[signature]


def _signature(directory: Path) -> tuple[object, ...]:
    signature: list[object] = [directory]
    for path in (directory / PROJECT_FILE, *sorted(directory.glob(STACK_FILES))):
        try:
            status = path.stat()
        except OSError as error:
            signature.append((path.name, error.errno))
        else:
            signature.append((path.name, status.st_ino, status.st_mtime_ns, status.st_size))
    return tuple(signature)


def _load(directory: Path) -> Project:
    project = read_project(directory)
    files, problems = read_stacks(directory, project)
    regions: dict[str, RegionSettings] = {}
    edges: dict[str, EdgeSettings] = {}
    found = list(problems)
    for file in files:
        try:
            settings = parse_stack(file, project)
        except SettingsError as error:
            found.extend(error.problems)
            continue
        if isinstance(settings, EdgeSettings):
            edges[file.stack] = settings
        else:
            regions[file.stack] = settings
    stacks = Stacks(project=project.name, regions=regions, edges=edges)
    checks = CHECKS_OF_ANY_STACKS if found else CHECKS
    found.extend(message for check in checks for message in check(stacks))
    if found:
        raise SettingsError(sorted(found, key=_file_of))
    ((edge_stack, edge),) = edges.items()
    return Project(
        directory=directory,
        fleet=Fleet(project=project.name, regions=regions, edge_stack=edge_stack, edge=edge),
        files={file.stack: file for file in files},
    )


def _file_of(message: str) -> str:
    return message.partition(":")[0]
