"""Brings stacks up one after another, each with the policy pack."""

import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

POLICY_PACK: Final = "policies"
"""The folder of the pack, within the project."""


class NoPulumiError(Exception):
    """There is no Pulumi CLI to deploy with."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How far a deployment came.

    Attributes:
        done: the stacks that are up.
        failed: the stack that it ended with; None where all are up.
        left: the stacks that were not begun.
        exit_code: what `pulumi up` ended with on the stack that failed, 0 where all are up.
        interrupted: it was asked to end early.
    """

    done: tuple[str, ...]
    failed: str | None = None
    left: tuple[str, ...] = ()
    exit_code: int = 0
    interrupted: bool = False


def up(directory: Path, stacks: Sequence[str], options: Sequence[str], report: Callable[[str], None]) -> Outcome:
    """Run `pulumi up` on each of the stacks, and stop at the first that fails.

    Args:
        directory: the project's folder.
        stacks: in order of deployment.
        options: further options of `pulumi up`.
        report: is told which stack is begun.

    Raises:
        NoPulumiError: there is no CLI on PATH.
    """
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        raise NoPulumiError("pulumi: not found on PATH; allowed: Pulumi's CLI (https://www.pulumi.com/docs/install/)")
    for number, stack in enumerate(stacks):
        report(stack)
        command = (pulumi, "up", "--stack", stack, "--policy-pack", POLICY_PACK, *options)
        exit_code, interrupted = _run(command, directory)
        if exit_code or interrupted:
            return Outcome(
                done=tuple(stacks[:number]),
                failed=stack,
                left=tuple(stacks[number + 1 :]),
                exit_code=exit_code,
                interrupted=interrupted,
            )
    return Outcome(done=tuple(stacks))


def _run(command: Sequence[str], directory: Path) -> tuple[int, bool]:
    """The exit code of a command on the user's terminal, and whether it was interrupted."""
    with subprocess.Popen(command, cwd=directory) as process, _patient(process) as interrupts:  # noqa: S603 (ours)
        exit_code = process.wait()
    return exit_code, bool(interrupts)


@contextmanager
def _patient(process: subprocess.Popen[bytes]) -> Iterator[list[int]]:
    """Leaves it to the CLI to end in good order when the command is interrupted.

    Ctrl-C reaches the CLI, too, which then waits for what it has begun in AWS; a second one would make it give up. So
    it is not passed on. SIGTERM reaches this process alone, and is handed to the CLI as an interrupt.
    """
    interrupts: list[int] = []

    def note(number: int, frame: object) -> None:
        del frame
        interrupts.append(number)
        if number == signal.SIGTERM:
            process.send_signal(signal.SIGINT)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield interrupts
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
