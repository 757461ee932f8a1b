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
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, ParamSpec, Self, TypeVar, cast

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
        pairs = [Pipe() for _ in range(self.count)]
        theirs = [worker.fileno() for _, worker in pairs]
        self._process = subprocess.Popen(  # noqa: S603 (the interpreter that runs this)
            [sys.executable, "-P", "-m", "securecart.plan.fleet.pool", *map(str, theirs)],
            cwd=directory,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stdin=subprocess.PIPE,
            stdout=2,  # what a program prints is no result
            pass_fds=theirs,
            start_new_session=True,
        )
        for _, worker in pairs:
            worker.close()
        self._idle = [connection for connection, _ in pairs]
        self._busy: dict[Connection, Future[Any]] = {}
        self._queue: deque[tuple[bytes, Future[Any]]] = deque()
        self._lock = threading.Lock()
        self._listener = threading.Thread(target=self._listen, args=(list(self._idle),), name="workers", daemon=True)
        self._listener.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()
        self._listener.join()

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Have a function called; it, its arguments and its result are pickled."""
        future: Future[_T] = Future()
        future.set_running_or_notify_cancel()
        with self._lock:
            self._queue.append((pool.call(fn, args, kwargs), future))
            self._hand_out()
        return future

    def _hand_out(self) -> None:
        while self._queue and self._idle:
            connection = self._idle.pop()
            pickled, self._busy[connection] = self._queue.popleft()
            with contextlib.suppress(OSError):  # a worker that is gone is noticed by who listens to it
                connection.send_bytes(pickled)
        if not self._idle and not self._busy:
            while self._queue:
                self._queue.popleft()[1].set_exception(BrokenExecutor("there are no workers left"))

    def _listen(self, connections: list[Connection]) -> None:
        while connections:
            for connection in cast(list[Connection], wait(connections)):
                try:
                    result, error = pickle.loads(connection.recv_bytes())  # noqa: S301 (from a worker)
                except (EOFError, OSError):
                    result, error = None, BrokenExecutor("the process that worked on it is gone")
                    connections.remove(connection)
                    connection.close()
                with self._lock:
                    future = self._busy.pop(connection, None)
                    if not connection.closed:
                        self._idle.append(connection)
                    elif future is None:
                        self._idle.remove(connection)
                    self._hand_out()
                if future and error is None:
                    future.set_result(result)
                elif future:
                    future.set_exception(error)


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
