"""Finds and loads the project that a command is about."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from securecart.cli.errors import UsageError

if TYPE_CHECKING:
    from securecart.settings import Project


def load(directory: Path) -> "Project":
    """Load the project in `directory` or, as Pulumi does, in the nearest folder above that has one.

    Raises:
        UsageError: there is no such folder.
        SettingsError: a setting is wrong.
    """
    from securecart.settings import load_project  # noqa: PLC0415 (not for --help)

    return load_project(find(directory))


def find(directory: Path) -> Path:
    """The folder of the project that `directory` belongs to; `directory` itself if it belongs to none.

    Raises:
        UsageError: there is no such folder.
    """
    if not directory.is_dir():
        raise UsageError(f"--cwd {directory}: there is no such folder")
    start = directory.resolve()
    found = (folder for folder in (start, *start.parents) if (folder / "Pulumi.yaml").is_file())
    return next(found, start)


def check_stacks(project: "Project", option: str, stacks: Iterable[str]) -> None:
    """See that stacks which an option names are the project's.

    Raises:
        UsageError: there is no such stack.
    """
    known = project.fleet.deployment_order
    for stack in stacks:
        if stack not in known:
            raise UsageError(f"{option} {stack}: there is no such stack; allowed: {', '.join(known)}")
