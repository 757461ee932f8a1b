"""Reads a plan that `preview --format json` has written, for the commands that can do with one."""

from pathlib import Path
from typing import TYPE_CHECKING

from securecart.cli.errors import UsageError

if TYPE_CHECKING:
    from securecart.preview.model import Preview
    from securecart.settings import Project


def read_plan_file(project: "Project", file: Path) -> "Preview":
    """The preview that a file holds, of all stacks of a project.

    Raises:
        UsageError: the file cannot be read, is something else, or lacks a stack.
    """
    from securecart.preview.document import DocumentError, read_preview  # noqa: PLC0415 (not for --help)

    try:
        found = read_preview(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, DocumentError) as error:
        told = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"--plan {file}: {told}; allowed: what `preview --format json` writes") from error
    missing = set(project.fleet.deployment_order) - {stack.stack for stack in found.plan.stacks}
    if missing:
        raise UsageError(f"--plan {file}: {', '.join(sorted(missing))}: not planned; allowed: a plan of all stacks")
    return found
