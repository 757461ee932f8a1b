"""What the policy pack says of stacks that have run, and of all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, Future
from typing import TYPE_CHECKING, Any, Final

from securecart.plan.errors import WorkerLostError
from securecart.plan.fleet.runs import Runs
from securecart.plan.fleet.workers import Workers
from securecart.plan.stack import Stack, offline

if TYPE_CHECKING:
    from securecart.plan.analyzer.fleet import FleetAnalyzer, Judgement
    from securecart.plan.verdicts import Analysis, Verdict
    from securecart.settings import Project

TOGETHER: Final = "all-stacks"
"""What a pack is told as its stack that judges all of them together."""


class Judgements:
    """Has the policy pack judge stacks that have run, and all of them together.

    Args:
        project: the project.
        wanted: the stacks to be judged.
        runs: runs them.
        analyzer: asks the pack.
        together: whether the pack judges all of them together, too.

    Attributes:
        analyses: what the pack says of each stack.
        together: what it says of all of them together.
    """

    def __init__(
        self, project: Project, wanted: Sequence[str], runs: Runs, analyzer: FleetAnalyzer, *, together: bool
    ) -> None:
        self.analyses: dict[str, Analysis] = {}
        self.together: tuple[Verdict, ...] = ()
        self._project = project
        self._wanted = wanted
        self._runs = runs
        self._analyzer = analyzer
        self._waiting = [*([TOGETHER] if together else []), *wanted]
        self._judging: dict[Future[Any], tuple[str, Judgement[Any]]] = {}

    def submit(self, workers: Workers) -> Future[Any] | None:
        """Have the next stack judged that has run, if there is one; all of them together as soon as all have."""
        del workers  # the analyzer has them
        self._analyzer.check()
        ready = (name for name in self._waiting if set(self._needed(name)) <= self._runs.done.keys())
        name = next(ready, None)
        if name is None:
            return None
        self._waiting.remove(name)
        requests = [ran.requests for needed in self._needed(name) if (ran := self._runs.done[needed]).requests]
        judgement: Judgement[Any]
        if name == TOGETHER:
            together = Stack(name=TOGETHER, project=self._project.fleet.project)
            judgement = self._analyzer.submit_together(together, requests)
        else:
            judgement = self._analyzer.submit(offline(self._project, name), requests[0])
        self._judging[judgement.future] = (name, judgement)
        return judgement.future

    def take(self, future: Future[Any]) -> None:
        """Take what the pack says.

        Raises:
            AnalyzerError: the pack broke, is gone, or does not answer.
            WorkerLostError: the process that asked the pack is gone.
        """
        name, judgement = self._judging.pop(future)
        try:
            answer = judgement.result()
        except BrokenExecutor as error:
            raise WorkerLostError(
                name, "the process that had it judged is gone; was there too little memory?"
            ) from error
        if name == TOGETHER:
            self.together = answer
        else:
            self.analyses[name] = answer

    def under_way(self) -> list[str]:
        """What is being done, in words."""
        return [f"judging {name.replace('-', ' ') if name == TOGETHER else name}" for name, _ in self._judging.values()]

    def _needed(self, name: str) -> Sequence[str]:
        return self._wanted if name == TOGETHER else [name]
