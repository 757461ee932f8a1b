"""Processes that run stacks, and whatever else takes long, side by side."""

from __future__ import annotations

import contextlib
import gc
import itertools
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, ParamSpec, Self, TypeVar

from securecart.plan.fleet import pool
from securecart.plan.stack import Stack

if TYPE_CHECKING:
    from securecart.plan.analyzer.requests import StackRequests
    from securecart.plan.embedded.exports import Exports
    from securecart.plan.model import StackPlan

_P = ParamSpec("_P")
_T = TypeVar("_T")

COLLECT_EVERY: Final = 10
"""After so many stacks a worker collects its garbage: each leaves about 20 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a worker has to show of a stack.

    Attributes:
        plan: what the stack wants.
        exports: what later stacks read, secrets included.
        requests: what a policy pack is asked about it; None if nobody will ask.
    """

    plan: StackPlan
    exports: Exports
    requests: StackRequests | None


class Workers(Executor):
    """Has calls made by a pool of processes, which starts to load the SDKs now and does not wait for the first call.

    A context manager that no process of the pool outlives, even if this one is killed.

    Args:
        directory: the project's folder.

    Attributes:
        count: how many workers there may be: one a processor.
    """

    def __init__(self, directory: Path) -> None:
        self.count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self._process = subprocess.Popen(  # noqa: S603 (the interpreter that runs this)
            [sys.executable, "-P", "-m", "securecart.plan.fleet.pool", str(self.count)],
            cwd=directory,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self._process.stdin  # noqa: S101 (for the type checker)
        assert self._process.stdout  # noqa: S101
        self._calls = Connection(os.dup(self._process.stdin.fileno()), readable=False)
        self._answers = Connection(os.dup(self._process.stdout.fileno()), writable=False)
        self._process.stdin.close()
        self._process.stdout.close()
        self._numbers = itertools.count()
        self._waiting: dict[int, Future[Any]] = {}
        self._lock = threading.Lock()
        self._listener = threading.Thread(target=self._listen, name="workers", daemon=True)
        self._listener.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._listener.join()
        self._calls.close()
        self._answers.close()

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Have a function called; it, its arguments and its result are pickled."""
        future: Future[_T] = Future()
        future.set_running_or_notify_cancel()
        number = next(self._numbers)
        pickled = pickle.dumps((number, pool.call(fn, args, kwargs)))
        with self._lock:
            self._waiting[number] = future
        with contextlib.suppress(OSError):  # a pool that is gone is told by the listener
            self._calls.send_bytes(pickled)
        return future

    def _listen(self) -> None:
        with contextlib.suppress(EOFError, OSError):
            while True:
                number, pickled = pickle.loads(self._answers.recv_bytes())  # noqa: S301 (from the pool)
                result, error = pickle.loads(pickled)  # noqa: S301
                with self._lock:
                    future = self._waiting.pop(number)
                if error is None:
                    future.set_result(result)
                else:
                    future.set_exception(error)
        for future in self._waiting.values():
            future.set_exception(BrokenExecutor("the pool of workers is gone"))


def run_stack(directory: Path, stack: Stack, exports: Mapping[str, Exports], *, asked: bool) -> Ran:
    """In a worker: run the program as a stack.

    Args:
        directory: the project's folder.
        stack: the stack.
        exports: what the stacks that come before export.
        asked: whether a policy pack will be asked about it.

    Raises:
        PlanError: the stack cannot be planned.
    """
    from securecart.plan.analyzer.requests import Requests  # noqa: PLC0415 (with Pulumi's SDK, in a worker only)
    from securecart.plan.embedded.runtime import run_program  # noqa: PLC0415

    recording = run_program(directory, stack, exports)
    requests = Requests(recording).serialized() if asked else None
    _collect()
    return Ran(plan=recording.plan, exports=recording.exports, requests=requests)


_runs = itertools.count(1)


def _collect() -> None:
    if next(_runs) % COLLECT_EVERY == 0 and not gc.isenabled():
        gc.collect()
        gc.freeze()  # what is left now stays to the end
