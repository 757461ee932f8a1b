"""A pool of workers: `python -m securecart.plan.fleet.pool COUNT`, in the project's folder.

Loading Pulumi's and AWS's SDKs takes as long as running several stacks. So this process loads them once, and forks the
workers.

It takes calls from standard input and gives what comes of them to standard output, each as a frame of
`multiprocessing.connection`: a number with a pickled function and its arguments, then the number with what `outcome`
makes of these. When standard input ends, because who started it closed it or is gone, it ends with all workers. A
worker that finds this process gone ends, too.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from multiprocessing.connection import Connection
from typing import Any


def call(function: Callable[..., object], arguments: tuple[Any, ...], named: dict[str, Any]) -> bytes:
    """A call, pickled."""
    return pickle.dumps((function, arguments, named))


def outcome(pickled: bytes) -> bytes:
    """Make a call; a pickled pair of its result and its error, one of which is None."""
    function, arguments, named = pickle.loads(pickled)  # noqa: S301 (from who started this process)
    try:
        return pickle.dumps((function(*arguments, **named), None))
    except Exception as error:  # noqa: BLE001 (raised where the call comes from)
        return pickle.dumps((None, error))


def serve(count: int, calls: Connection, answers: Connection) -> None:
    """Have calls made by so many workers, until there are no more."""
    speaking = threading.Lock()

    def answer(number: int, future: Future[bytes]) -> None:
        error = future.exception()
        with speaking:
            answers.send_bytes(pickle.dumps((number, pickle.dumps((None, error)) if error else future.result())))

    with ProcessPoolExecutor(count, multiprocessing.get_context("fork"), _end_with_parent) as workers:
        while True:
            try:
                number, pickled = pickle.loads(calls.recv_bytes())  # noqa: S301 (from who started this process)
            except EOFError:
                os.killpg(0, signal.SIGKILL)
            workers.submit(outcome, pickled).add_done_callback(partial(answer, number))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent:
            parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


if __name__ == "__main__":
    import securecart.plan.fleet.preloaded  # noqa: F401 (for the workers)

    output = Connection(os.dup(1), readable=False)
    os.dup2(2, 1)  # what a worker prints is no answer
    serve(int(sys.argv[1]), Connection(os.dup(0), writable=False), output)
