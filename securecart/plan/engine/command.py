"""Runs the CLI: with nothing of the user's own Pulumi or AWS around it, and ended with whoever waits for it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping
from typing import Final

from pulumi.automation import CommandResult, OnOutput, PulumiCommand

from securecart.plan.engine.cli import Cli
from securecart.plan.engine.errors import EngineError

_PATIENCE: Final = 1.0
"""Seconds that a CLI may take to end its plugins once it is asked to."""

_FOREIGN: Final = ("PULUMI_", "AWS_")
"""How the variables begin that would lead the CLI to the user's own backend, plugins or account."""


class OfflineCommand(PulumiCommand):
    """The CLI of an offline engine.

    Args:
        cli: the CLI.
        environment: what it is given besides the user's environment, from which Pulumi's and AWS's own variables are
            taken away.
    """

    def __init__(self, cli: Cli, environment: Mapping[str, str]) -> None:
        # The constructor of the base class would ask the CLI for its version, in the user's environment.
        self.command = str(cli.path)
        self.version = cli.version
        self._environment = dict(environment)

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: OnOutput | None = None,
        on_error: OnOutput | None = None,
    ) -> CommandResult:
        """Run a command to its end; whatever interrupts that ends the CLI.

        Raises:
            EngineError: it failed.
        """
        del on_output, on_error
        own = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
        with subprocess.Popen(  # noqa: S603 (a CLI that the user installed or built)
            [self.command, "--non-interactive", *args],
            cwd=cwd,
            env={**own, **additional_env, **self._environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        ) as process:
            try:
                out, err = process.communicate()
            except BaseException:
                _end(process)
                raise
        if process.returncode:
            raise EngineError(_reason(process.returncode, err))
        return CommandResult(stdout=out, stderr=err, code=0)


def _reason(code: int, err: str) -> str:
    if code < 0:
        return f"the Pulumi CLI was ended by {signal.Signals(-code).name}"
    said = [line.strip() for line in err.splitlines() if line.strip()]
    named = (line.removeprefix("error: ") for line in said if line.startswith("error: "))
    return next(named, said[-1] if said else f"the Pulumi CLI ended with code {code}")


def _end(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_PATIENCE)
    process.kill()
