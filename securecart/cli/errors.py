"""How the command ends when something is wrong."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from typing import Final

import typer


class ExitCode(IntEnum):
    """The exit codes of every command."""

    FINE = 0
    REFUSED = 1
    """Violations, a failed check, an unmet objective."""
    WRONG = 2
    """Wrong use or settings, a program that does not run, an interrupted run."""


INTERRUPTED: Final = "interrupted: nothing was written"


class UsageError(Exception):
    """The command cannot do what it is asked for."""


@contextmanager
def reported() -> Iterator[None]:
    """Turn the errors that a user can mend into a message and an exit code."""
    try:
        yield
    except KeyboardInterrupt:
        complain(INTERRUPTED)
        raise typer.Exit(ExitCode.WRONG) from None
    except Exception as error:
        messages = _told(error)
        if not messages:
            raise
        complain(*messages)
        raise typer.Exit(ExitCode.WRONG) from None


def _told(error: Exception) -> Sequence[str]:
    """What a user is told of an error; nothing where it is none that a user can mend."""
    # Where nothing goes wrong, nobody waits for these to be loaded.
    from securecart.plan.analyzer.errors import AnalyzerError  # noqa: PLC0415
    from securecart.plan.engine.errors import EngineError  # noqa: PLC0415
    from securecart.plan.errors import PlanError  # noqa: PLC0415
    from securecart.routing.errors import RoutingError  # noqa: PLC0415
    from securecart.settings.errors import SettingsError  # noqa: PLC0415

    if isinstance(error, SettingsError):
        return error.problems
    if isinstance(error, RoutingError):
        return (f"Route 53 would not hold these records: {error}",)
    mendable = isinstance(error, PlanError | AnalyzerError | EngineError | UsageError)
    return (str(error),) if mendable else ()


def complain(*messages: str) -> None:
    """Say on standard error what is wrong."""
    for message in messages:
        sys.stderr.write(f"error: {message}\n")
