"""Stacks, each run after those that it reads."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, Future
from typing import TYPE_CHECKING

from securecart.plan.errors import StackReferenceError, WorkerLostError
from securecart.plan.fleet.workers import Ran, Workers, run_stack
from securecart.plan.stack import offline

if TYPE_CHECKING:
    from securecart.settings import Project


class Runs:
    """Runs stacks in workers, and what they read before them.

    Args:
        project: the project.
        wanted: the stacks that are asked for.
        judged: whether a policy pack will be asked about them.

    Attributes:
        done: what has run.
    """

    def __init__(self, project: Project, wanted: Sequence[str], *, judged: bool) -> None:
        self.done: dict[str, Ran] = {}
        self._project = project
        self._wanted = wanted if judged else ()
        self._waiting = list(wanted)
        self._running: dict[Future[Ran], str] = {}
        edge = project.fleet.edge_stack
        # Known before they say so themselves, or the edge would be tried too early.
        self._reads = {edge: set(wanted) - {edge}}

    def submit(self, workers: Workers) -> Future[Ran] | None:
        """Run the next stack that can run now, if there is one."""
        ready = (name for name in self._waiting if self._reads.get(name, set()) <= self.done.keys())
        name = next(ready, None)
        if name is None:
            return None
        self._waiting.remove(name)
        exports = {other: ran.exports for other, ran in self.done.items()}
        future = workers.submit(
            run_stack, self._project.directory, offline(self._project, name), exports, asked=name in self._wanted
        )
        self._running[future] = name
        return future

    def take(self, future: Future[Ran]) -> None:
        """Take what has come of a run.

        Raises:
            PlanError: the stack cannot be planned.
        """
        name = self._running.pop(future)
        try:
            self.done[name] = future.result()
        except StackReferenceError as error:
            self._put_off(name, error)
        except BrokenExecutor as error:
            raise WorkerLostError(name, "the process that ran it is gone; was there too little memory?") from error

    def under_way(self) -> list[str]:
        """What is being done, in words."""
        return [f"running {name}" for name in self._running.values()]

    def _put_off(self, name: str, error: StackReferenceError) -> None:
        self._reads[name] = set(error.missing)
        known = self._project.fleet.deployment_order
        if any(missing not in known or self._leads_to(missing, name) for missing in error.missing):
            raise error
        under_way = {*self._waiting, *self._running.values(), *self.done}
        self._waiting += [missing for missing in error.missing if missing not in under_way]
        self._waiting.append(name)

    def _leads_to(self, name: str, goal: str) -> bool:
        """Whether a stack reads another, by itself or by what it reads."""
        return name == goal or any(self._leads_to(read, goal) for read in self._reads.get(name, ()))
