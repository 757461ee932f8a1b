"""A pool of workers: `python -m securecart.plan.fleet.pool DESCRIPTOR...`, in the project's folder.

Loading Pulumi's and AWS's SDKs takes as long as running several stacks. So this process loads them once, and forks a
worker for each of the open descriptors that it is given.

A worker takes calls from its descriptor and answers to it, in frames of `multiprocessing.connection`: a pickled
function with its arguments, then what `outcome` makes of these. When standard input ends, because who started the pool
closed it or is gone, the pool ends with all workers.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, NoReturn


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


def _work(descriptor: int, others: list[int]) -> NoReturn:
    for other in (0, *others):
        os.close(other)
    connection = Connection(descriptor)
    try:
        while True:
            connection.send_bytes(outcome(connection.recv_bytes()))
    except (EOFError, OSError):  # nobody asks any more
        os._exit(0)


def _serve(descriptors: list[int]) -> None:
    for descriptor in descriptors:
        if os.fork() == 0:
            _work(descriptor, [other for other in descriptors if other != descriptor])
    for descriptor in descriptors:
        os.close(descriptor)  # or the end of a worker would not be noticed
    os.read(0, 1)  # nothing is ever written: this returns when the other end is closed
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    import securecart.plan.fleet.preloaded  # noqa: F401 (for the workers)

    _serve([int(argument) for argument in sys.argv[1:]])
