"""A pack that judges the stacks of a fleet, one after the other, while the next ones are still being run."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Lock, Semaphore
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from securecart.plan.analyzer.engine import EngineService
from securecart.plan.analyzer.errors import AnalyzerError
from securecart.plan.analyzer.process import PackProcess, require_pack
from securecart.plan.stack import Stack

if TYPE_CHECKING:
    from securecart.plan.embedded.runtime import Recording
    from securecart.plan.verdicts import Analysis

AHEAD: Final = 4
"""How many packs may wait for their stack. They start one by one: all at once would keep the program from running."""


class FleetAnalyzer:
    """Starts a pack for every stack and has it judge the stack's recording. A context manager: no process outlives it.

    Args:
        directory: the pack's folder.
        stacks: the stacks in the order in which their recordings will be submitted.
    """

    def __init__(self, directory: Path, stacks: Sequence[Stack]) -> None:
        self._directory = directory.resolve()
        self._stacks = tuple(stacks)
        self._engine = EngineService()
        self._lock = Lock()
        self._closed = False
        self._running: set[PackProcess] = set()
        self._started: dict[str, Future[PackProcess]] = {stack.name: Future() for stack in stacks}
        self._places = Semaphore(AHEAD)
        self._starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pack-starter")
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pack-client")

    def __enter__(self) -> Self:
        require_pack(self._directory)
        self._engine.__enter__()
        self._starter.submit(self._start_all)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._closed = True
            running = tuple(self._running)
        for process in running:
            process.stop()
        self._places.release()
        self._starter.shutdown(cancel_futures=True)
        self._worker.shutdown(cancel_futures=True)
        self._engine.__exit__(kind, error, trace)

    def submit(self, stack: Stack, recording: Recording) -> Future[Analysis]:
        """Have a stack judged; the result is there when the pack is through with it."""
        return self._worker.submit(self._analyze, stack, recording)

    def _analyze(self, stack: Stack, recording: Recording) -> Analysis:
        from securecart.plan.analyzer.pack import Pack  # noqa: PLC0415 (needs Pulumi's SDK, and packs start before it)

        process = self._started[stack.name].result()
        try:
            with Pack(process, stack) as pack:
                return pack.analyze(recording)
        finally:
            with self._lock:
                self._running.discard(process)
            self._places.release()

    def _start_all(self) -> None:
        for stack in self._stacks:
            if not self._closed:
                self._places.acquire()
            started = self._started[stack.name]
            try:
                process = self._start(stack)
                process.port()
            except AnalyzerError as error:
                started.set_exception(error)
            else:
                started.set_result(process)

    def _start(self, stack: Stack) -> PackProcess:
        with self._lock:
            if self._closed:
                raise AnalyzerError(f"the policy pack for {stack.name} is not needed any more")
            process = PackProcess(self._directory, stack, self._engine.address)
            self._running.add(process)
            return process
