"""A pack that judges the stacks of a fleet, one after the other, while the next ones are still being run."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from securecart.plan.analyzer.engine import EngineService
from securecart.plan.analyzer.errors import AnalyzerError
from securecart.plan.analyzer.process import PackProcess
from securecart.plan.stack import Stack

if TYPE_CHECKING:
    from securecart.plan.embedded.runtime import Recording
    from securecart.plan.verdicts import Analysis

AHEAD: Final = 3
"""How many packs are started before their stack's turn: a start takes less time than a stack's run."""


class FleetAnalyzer:
    """A context manager; on leaving it no process is left.

    Args:
        directory: the pack's folder.
        stacks: the stacks in the order in which their recordings will be submitted.
    """

    def __init__(self, directory: Path, stacks: Sequence[Stack]) -> None:
        self._directory = directory
        self._waiting = list(stacks)
        self._engine = EngineService()
        self._processes: dict[str, PackProcess] = {}
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="analyzer")

    def __enter__(self) -> Self:
        self._engine.__enter__()
        try:
            self._start_next(AHEAD)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._waiting.clear()
        for process in list(self._processes.values()):
            process.stop()
        self._worker.shutdown(cancel_futures=True)
        for process in list(self._processes.values()):
            process.stop()
        self._engine.__exit__(kind, error, trace)

    def submit(self, stack: Stack, recording: Recording) -> Future[Analysis]:
        """Have a stack judged; the result is there when the pack is through with it."""
        return self._worker.submit(self._analyze, stack, recording)

    def _analyze(self, stack: Stack, recording: Recording) -> Analysis:
        from securecart.plan.analyzer.pack import Pack  # noqa: PLC0415 (needs Pulumi's SDK, and a pack must start first)

        process = self._processes.get(stack.name)
        if process is None:
            raise AnalyzerError(f"the policy pack was not started for {stack.name}")
        with Pack(process, stack) as pack:
            analysis = pack.analyze(recording)
        del self._processes[stack.name]
        self._start_next(1)
        return analysis

    def _start_next(self, count: int) -> None:
        for stack in self._waiting[:count]:
            self._processes[stack.name] = PackProcess(self._directory, stack, self._engine.address)
        del self._waiting[:count]
