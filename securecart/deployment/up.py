"""Brings stacks up one after another, each with the policy pack."""

import json
import shutil
import signal
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final, Self

POLICY_PACK: Final = "policies"
"""The folder of the pack, within the project."""
SECRETS_PROVIDER: Final = "awskms://alias/securecart-pulumi"
"""What encrypts a stack's secrets: the key that bootstrap/state.yaml makes."""


class DeploymentError(Exception):
    """There is nothing to deploy with or to; nothing was begun."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How far a deployment came.

    Attributes:
        done: the stacks that are up.
        failed: the stack whose `up` failed or was interrupted, if one was.
        left: the stacks that were not begun.
        exit_code: what `pulumi up` ended with on the stack that failed; 0 where none did.
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
        DeploymentError: there is no CLI on PATH, it cannot read its backend, or a stack is not there.
    """
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        raise DeploymentError("pulumi: not found on PATH; allowed: Pulumi's CLI (https://www.pulumi.com/docs/install/)")
    _check_existence(pulumi, directory, stacks)
    with _Patience() as patience:
        for number, stack in enumerate(stacks):
            report(stack)
            command = (pulumi, "up", "--stack", stack, "--policy-pack", POLICY_PACK, *options)
            exit_code = patience.run(command, directory)
            if exit_code or patience.interrupted:
                return Outcome(
                    done=tuple(stacks[: number if exit_code else number + 1]),
                    failed=stack if exit_code else None,
                    left=tuple(stacks[number + 1 :]),
                    exit_code=exit_code,
                    interrupted=patience.interrupted,
                )
    return Outcome(done=tuple(stacks))


def _check_existence(pulumi: str, directory: Path, stacks: Sequence[str]) -> None:
    """See that the backend has all stacks, before the first is brought up.

    `pulumi up` would find out at the stack's turn, and on a terminal offer to make it with a passphrase in the place of
    the key that the stack file names.
    """
    command = (pulumi, "stack", "ls", "--json", "--non-interactive")
    listed = subprocess.run(command, cwd=directory, stdout=subprocess.PIPE, check=False)  # noqa: S603 (the user's own CLI)
    if listed.returncode:
        raise DeploymentError(
            f"`pulumi stack ls` ended with {listed.returncode}; allowed: a backend that it can read, by `pulumi login`"
        )
    # Pulumi Cloud puts the organization in front of a name that is not the user's own.
    there = {stack["name"].rpartition("/")[2] for stack in json.loads(listed.stdout)}
    missing = [stack for stack in stacks if stack not in there]
    if missing:
        raise DeploymentError(
            f"{', '.join(missing)}: not in Pulumi's backend; allowed: stacks that exist; "
            f"to make one: pulumi stack init {missing[0]} --secrets-provider {SECRETS_PROVIDER}"
        )


class _Patience:
    """Leaves it to the CLI to end in good order when the command is interrupted.

    Ctrl-C reaches the CLI, too, which then waits for what it has begun in AWS; a second one would make it give up. So
    it is not passed on. SIGTERM reaches this process alone, and is handed to the CLI as an interrupt.

    Attributes:
        interrupted: whether the command was.
    """

    def __init__(self) -> None:
        self.interrupted = False
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._note) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def run(self, command: Sequence[str], directory: Path) -> int:
        """The exit code of a command on the user's terminal."""
        with subprocess.Popen(command, cwd=directory) as self._process:  # noqa: S603 (the user's own CLI)
            return self._process.wait()

    def _note(self, number: int, frame: FrameType | None) -> None:
        del frame
        self.interrupted = True
        if number == signal.SIGTERM and self._process is not None:
            self._process.send_signal(signal.SIGINT)
