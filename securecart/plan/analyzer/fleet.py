"""A pack that judges the stacks of a fleet, one after the other, while the next ones are still being run."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from securecart.plan.analyzer.engine import EngineService
from securecart.plan.analyzer.process import PackHost, PackProcess, require_pack
from securecart.plan.stack import Stack

if TYPE_CHECKING:
    from securecart.plan.embedded.runtime import Recording
    from securecart.plan.verdicts import Analysis

AHEAD: Final = 2
"""How many packs are started before their stack's turn."""


class FleetAnalyzer:
    """Starts a pack for every stack and has it judge the stack's recording. A context manager: no process outlives it.

    Args:
        directory: the pack's folder.
        stacks: the stacks in the order in which their recordings will be submitted.
    """

    def __init__(self, directory: Path, stacks: Sequence[Stack]) -> None:
        self._directory = directory.resolve()
        self._waiting = list(stacks)
        self._started: dict[str, PackProcess] = {}
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="policy-pack")
        self._exits = ExitStack()

    def __enter__(self) -> Self:
        require_pack(self._directory)
        engine = self._exits.enter_context(EngineService())
        self._host = self._exits.enter_context(PackHost(self._directory, engine.address))
        self._start(AHEAD)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._exits.close()  # what the worker waits for ends with this
        self._worker.shutdown(cancel_futures=True)

    def check(self) -> None:
        """Make sure that no pack has broken while it waits for its stack.

        Raises:
            AnalyzerError: one has.
        """
        for process in tuple(self._started.values()):
            if process.ended:
                process.port()

    def submit(self, stack: Stack, recording: Recording) -> Future[Analysis]:
        """Have a stack judged; the result is there when the pack is through with it."""
        return self._worker.submit(self._analyze, stack, recording)

    def _analyze(self, stack: Stack, recording: Recording) -> Analysis:
        from securecart.plan.analyzer.pack import Pack  # noqa: PLC0415 (needs Pulumi's SDK, and packs start before it)

        with Pack(self._started.pop(stack.name), stack) as pack:
            self._start(1)
            return pack.analyze(recording)

    def _start(self, count: int) -> None:
        for stack in self._waiting[:count]:
            self._started[stack.name] = self._host.start(stack)
        del self._waiting[:count]
