"""What the command knows of the terminal."""

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Final, TextIO

from securecart.cli.errors import INTERRUPTED, ExitCode, UsageError, complain

_PATIENCE: Final = 3.0
"""Seconds that an interrupted command may take to end in good order."""


def wants_color(stream: TextIO) -> bool:
    """Whether colors may be used: on a terminal, and never with NO_COLOR (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """Columns of the terminal; 80 where there is none."""
    return shutil.get_terminal_size((80, 24)).columns


def carries(stream: TextIO, text: str) -> bool:
    """Whether a stream's encoding has all the characters of `text`."""
    try:
        text.encode(stream.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def write(text: str, *, document: bool = False) -> None:
    """Print a result; a reader that stops reading is no error.

    Args:
        text: the result.
        document: it is for a program, and so in UTF-8 whatever the terminal's encoding.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8" if document else None, errors="replace")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        # What is left in the buffer would fail once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise UsageError(f"standard output: cannot be written: {error.strerror}") from error


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Shows on standard error what is being done, if that is a terminal; nothing of it stays."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 (not for --help)

    console = Console(stderr=True, highlight=False, no_color=not wants_color(sys.stderr))
    with console.status("reading the settings", refresh_per_second=8) as status:
        yield status.update


@contextmanager
def interruptible() -> Iterator[None]:
    """Lets SIGTERM end the command as Ctrl-C does: with what it started ended, too.

    An exception that is raised wherever the program happens to be may be swallowed there: whoever is still at work some
    seconds later is ended without asking. What it started ends with it.
    """

    def interrupt(number: int, frame: object) -> None:
        del number, frame
        signal.setitimer(signal.ITIMER_REAL, _PATIENCE)
        raise KeyboardInterrupt

    def end(number: int, frame: object) -> None:
        del number, frame
        complain(INTERRUPTED)
        os._exit(ExitCode.WRONG)

    handlers = {signal.SIGINT: interrupt, signal.SIGTERM: interrupt, signal.SIGALRM: end}
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)
