"""The program of a project: how it is run in this process, and how its failures are told, whatever runs it."""

from __future__ import annotations

import asyncio
import contextlib
import runpy
import sys
import traceback
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

from pulumi.runtime import settings

from securecart.plan.errors import ProgramError

_PACKAGE: Final = Path(__file__).resolve().parents[1]
"""This command, which may stand in the project's folder and is no part of its program."""


@contextlib.contextmanager
def runnable(directory: Path) -> Iterator[Callable[[], None]]:
    """The Pulumi program in `directory`, ready to be run as often as is wanted: it finds its packages and its files.

    Each run loads the program's modules anew, as a process of its own would. What it prints goes to standard error:
    standard output is for results.
    """
    directory = directory.resolve()
    main = directory / "__main__.py"

    def program() -> None:
        with _loaded_anew(directory):
            runpy.run_path(str(main), run_name="__main__")

    with _importable(directory), contextlib.chdir(directory), contextlib.redirect_stdout(sys.stderr):
        yield program


def declaring(program: Callable[[], object]) -> Callable[[], Awaitable[None]]:
    """A program as the SDK runs it, which ends when everything is registered, in time linear in its size.

    The SDK waits for all registrations and outputs too, but asks again after each one: a stack twice as large would
    take four times as long. What has failed stays in its lists, and it raises that.
    """

    async def declare() -> None:
        program()
        while True:
            await asyncio.sleep(0)
            registrations = settings.SETTINGS.rpc_manager.rpcs
            pending = {task for task in (*registrations, *settings.SETTINGS.outputs) if not task.done()}
            if not pending:
                return
            await asyncio.wait(pending)

    return declare


_loaded: Final[dict[str, ModuleType]] = {}
"""The modules that the last run has loaded from its project. They stay until the next: outputs still call into them."""


@contextlib.contextmanager
def _loaded_anew(directory: Path) -> Iterator[None]:
    """Forget the modules that the last run has loaded from its project, and note those of this one."""
    for name, module in _loaded.items():
        if sys.modules.get(name) is module:
            del sys.modules[name]
    _loaded.clear()
    before = set(sys.modules)
    try:
        yield
    finally:
        own = Locator(directory)
        found = {name: sys.modules[name] for name in sys.modules.keys() - before}
        _loaded.update({name: each for name, each in found.items() if own(getattr(each, "__file__", None) or "")})


@contextlib.contextmanager
def _importable(directory: Path) -> Iterator[None]:
    """Let the program import its own packages, as Pulumi's language host does."""
    entry = str(directory)
    present = entry in sys.path
    if not present:
        sys.path.insert(0, entry)
    try:
        yield
    finally:
        if not present:
            sys.path.remove(entry)


class Locator:
    """Tells which files are the program's own, and names them relative to the project."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory.resolve()
        self._known: dict[str, str | None] = {}

    def __call__(self, file: str) -> str | None:
        """The name of an absolute `file` relative to the project; None for a file outside the program."""
        if file not in self._known:
            path = Path(file)
            own = path.is_relative_to(self._directory) and "site-packages" not in path.parts
            own = own and not path.is_relative_to(_PACKAGE)
            self._known[file] = str(path.relative_to(self._directory)) if own else None
        return self._known[file]


def failure(error: BaseException, stack: str, locate: Locator) -> ProgramError:
    """One typed error for whatever ended a program."""
    if isinstance(error, SystemExit):
        return ProgramError(stack, f"the program ended itself: sys.exit({error.code!r})", _place(error, locate))
    if isinstance(error, SyntaxError) and error.filename and (file := locate(error.filename)):
        return ProgramError(stack, f"{type(error).__name__}: {error.msg}", f"{file}:{error.lineno}")
    text = str(error) or "no message"
    return ProgramError(stack, f"{type(error).__name__}: {text}", _place(error, locate))


def _place(error: BaseException, locate: Locator) -> str | None:
    """The innermost line of the program itself that an exception came through."""
    for current in (error, error.__cause__, error.__context__):
        if current is None:
            continue
        for frame in reversed(traceback.extract_tb(current.__traceback__)):
            file = locate(frame.filename)
            if file:
                return f"{file}:{frame.lineno}"
    return None
