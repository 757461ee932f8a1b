"""A pack that judges stacks, one after the other while the next ones are still being run, and then together."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from securecart.plan.analyzer.configuration import PackConfiguration
from securecart.plan.analyzer.engine import EngineService
from securecart.plan.analyzer.process import PackHost, PackProcess, require_pack
from securecart.plan.stack import Stack

if TYPE_CHECKING:
    from securecart.plan.embedded.runtime import Recording
    from securecart.plan.verdicts import Analysis, Verdict

AHEAD: Final = 2
"""How many packs are started before their stack's turn."""


class FleetAnalyzer:
    """Starts a pack for every stack and has it judge the stack's recording. A context manager: no process outlives it.

    Args:
        directory: the pack's folder.
        stacks: the stacks in the order in which their recordings will be submitted.
        together: what a pack is told that will judge all of them together; None if none will.
        configuration: what a user configures of the pack.
    """

    def __init__(
        self,
        directory: Path,
        stacks: Sequence[Stack],
        *,
        together: Stack | None = None,
        configuration: PackConfiguration | None = None,
    ) -> None:
        self._directory = directory.resolve()
        self._waiting = [*stacks, together] if together else list(stacks)
        self._together = together
        self._configuration = configuration or PackConfiguration()
        # Serialised, since recordings are large and a fleet may have fifty.
        self._joined: list[bytes] = []
        self._joined_with_stand_ins: list[bytes] = []
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

    def submit_together(self) -> Future[tuple[Verdict, ...]]:
        """Have all stacks that were submitted judged together: what no single one of them shows.

        Raises:
            ValueError: no pack was asked for that does.
        """
        if self._together is None:
            raise ValueError("no pack judges these stacks together")
        return self._worker.submit(self._analyze_together, self._together)

    def _analyze(self, stack: Stack, recording: Recording) -> Analysis:
        # These need Pulumi's SDK, and packs start before it is loaded.
        from securecart.plan.analyzer.pack import Pack  # noqa: PLC0415
        from securecart.plan.analyzer.requests import Requests, fleet  # noqa: PLC0415

        requests = Requests(recording)
        with Pack(self._started.pop(stack.name), stack, self._configuration) as pack:
            self._start(1)
            analysis = pack.analyze(requests)
        if self._together:
            self._joined.append(fleet([(requests.resources, requests.stack)]).SerializeToString())
            self._joined_with_stand_ins.append(requests.joined_with_stand_ins().SerializeToString())
        return analysis

    def _analyze_together(self, stack: Stack) -> tuple[Verdict, ...]:
        from pulumi.runtime.proto import analyzer_pb2  # noqa: PLC0415

        from securecart.plan.analyzer.pack import Pack  # noqa: PLC0415

        def request(joined: Sequence[bytes]) -> analyzer_pb2.AnalyzeStackRequest:
            return analyzer_pb2.AnalyzeStackRequest.FromString(b"".join(joined))  # repeated fields are concatenated

        with Pack(self._started.pop(stack.name), stack, self._configuration) as pack:
            return pack.analyze_together(request(self._joined), lambda: request(self._joined_with_stand_ins))

    def _start(self, count: int) -> None:
        for stack in self._waiting[:count]:
            self._started[stack.name] = self._host.start(stack)
        del self._waiting[:count]
