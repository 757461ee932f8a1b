"""Work of several kinds, done side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any, Protocol

from securecart.plan.fleet.workers import Workers

Progress = Callable[[str], None]
"""Is told, in a few words, what is being done."""


class Tasks(Protocol):
    """Work of one kind."""

    def submit(self, workers: Workers) -> Future[Any] | None:
        """Have the next thing done that can be done now, if there is one."""

    def take(self, future: Future[Any]) -> None:
        """Take what has come of it."""

    def under_way(self) -> list[str]:
        """What is being done, in words."""


def complete(workers: Workers, kinds: Sequence[Tasks], progress: Progress) -> None:
    """Do all that there is to do, at any time no more than there are processors for.

    Args:
        workers: do it.
        kinds: the work, what comes first first.
        progress: is told what is being done.

    Raises:
        PlanError: a stack cannot be planned.
        AnalyzerError: the policy pack does not work.
    """
    active: dict[Future[Any], Tasks] = {}
    while True:
        while len(active) < workers.count:
            submitted = next(((future, tasks) for tasks in kinds if (future := tasks.submit(workers))), None)
            if submitted is None:
                break
            active |= [submitted]
        if not active:
            return
        progress(", ".join(words for tasks in kinds for words in tasks.under_way()))
        for future in wait(active, return_when=FIRST_COMPLETED).done:
            active.pop(future).take(future)
