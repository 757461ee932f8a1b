"""Previews another revision: a process of its own runs that revision's command, program, settings and policy pack."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from securecart.plan.model import Plan
from securecart.plan.verdicts import Verdict
from securecart.preview.document import DocumentError, read, read_verdicts
from securecart.revision.errors import RevisionError
from securecart.settings.stack_file import PROJECT_FILE, STACK_FILES

_FINE_OR_REFUSED: Final = (0, 1)
"""The exit codes of a preview that was made: the policy pack may refuse what it shows."""


@dataclass(frozen=True, slots=True)
class RevisionPreview:
    """What another revision plans, and what its policy pack says of it."""

    plan: Plan
    verdicts: tuple[Verdict, ...]


def preview(directory: Path, stacks: Sequence[str] = (), policy_config: Path | None = None) -> RevisionPreview:
    """Preview the project in `directory` with its own command, and wait for it.

    An interrupted wait ends the preview, and all that it has started.

    Args:
        directory: the project's folder.
        stacks: those that are asked for; none means all. Those that the project does not have are left out.
        policy_config: levels and figures of policies.

    Returns:
        The preview; an empty one where the project has none of `stacks`.

    Raises:
        RevisionError: the project has no such command, its program does not run, or its preview is in a form that
            this version does not read.
    """
    if not (directory / PROJECT_FILE).is_file():
        raise RevisionError(f"it has no {PROJECT_FILE} in this folder")
    if not (directory / "securecart" / "__main__.py").is_file():
        raise RevisionError("it has no `securecart preview` yet: there is no package securecart beside its Pulumi.yaml")
    there = {path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in directory.glob(STACK_FILES)}
    wanted = [stack for stack in stacks if stack in there]
    if stacks and not wanted:
        return RevisionPreview(Plan(stacks=()), ())
    options = [f"--stack={stack}" for stack in wanted]
    if policy_config:
        options.append(f"--policy-config={policy_config.resolve()}")
    # Sockets are made below, whose paths have room for about a hundred letters.
    with TemporaryDirectory(prefix="preview-", ignore_cleanup_errors=True) as room:
        output = Path(room) / "plan.json"
        code, said = _run(["preview", "--format=json", f"--output={output}", *options], directory, Path(room))
        if code not in _FINE_OR_REFUSED or not output.exists():
            raise RevisionError(f"its own preview fails: {said or f'it ends with exit code {code} and says nothing'}")
        text = output.read_text(encoding="utf-8")
    try:
        return RevisionPreview(read(text), read_verdicts(text))
    except DocumentError as error:
        raise RevisionError(f"its own preview cannot be read: {error}") from error


def _run(arguments: Sequence[str], directory: Path, room: Path) -> tuple[int, str]:
    """Run the command of the project in `directory`; its exit code, and what it says is wrong."""
    said = room / "errors.txt"
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    with said.open("wb") as stream:
        process = subprocess.Popen(  # noqa: S603 (the interpreter that runs this)
            [sys.executable, "-m", "securecart", *arguments],
            cwd=directory,
            # Its policy pack runs elsewhere, and has to find this `securecart` before the one that is installed.
            env={**inherited, "PYTHONPATH": str(directory), "TMPDIR": str(room)},
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
    try:
        code = process.wait()
    finally:
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # what it has written is deleted anyway
            process.wait()
    lines = said.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    errors = [line.removeprefix("error: ") for line in lines if line.startswith("error: ")]
    return code, "; ".join(errors or lines[-1:])
