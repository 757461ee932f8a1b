"""A pack that judges stacks, one by one and all together; in this process or in others, as an executor has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Generic, Self, TypeVar

from securecart.plan.analyzer.configuration import PackConfiguration
from securecart.plan.analyzer.engine import EngineService
from securecart.plan.analyzer.process import PackHost, PackProcess, require_pack
from securecart.plan.stack import Stack

if TYPE_CHECKING:
    from securecart.plan.analyzer.requests import StackRequests
    from securecart.plan.verdicts import Analysis, Verdict

_Answer = TypeVar("_Answer")

AHEAD: Final = 2
"""How many packs are started before their stack's turn."""


@dataclass(frozen=True, slots=True, eq=False)
class Judgement(Generic[_Answer]):
    """What a pack is being asked.

    Attributes:
        future: is done when the pack has answered, or will not.
    """

    future: Future[_Answer]
    _process: PackProcess

    def result(self) -> _Answer:
        """Wait for the answer, and end the pack.

        Raises:
            AnalyzerError: the pack broke, is gone, or does not answer.
        """
        with self._process:
            return self.future.result()


class FleetAnalyzer:
    """Starts a pack for every stack and has it judge the stack. A context manager: no pack outlives it.

    Args:
        directory: the pack's folder.
        stacks: what the packs are told that they judge, in the order in which they will be asked, or nearly so.
        executor: asks them.
        configuration: what a user configures of the pack.
    """

    def __init__(
        self,
        directory: Path,
        stacks: Iterable[Stack],
        executor: Executor,
        configuration: PackConfiguration | None = None,
    ) -> None:
        self._directory = directory.resolve()
        self._waiting = {stack.name: stack for stack in stacks}
        self._executor = executor
        self._configuration = configuration or PackConfiguration()
        self._started: dict[str, PackProcess] = {}
        self._exits = ExitStack()

    def __enter__(self) -> Self:
        require_pack(self._directory)
        engine = self._exits.enter_context(EngineService())
        self._host = self._exits.enter_context(PackHost(self._directory, engine.address))
        self._start(list(self._waiting)[:AHEAD])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._exits.close()

    def check(self) -> None:
        """Make sure that no pack has broken while it waits for its stack.

        Raises:
            AnalyzerError: one has.
        """
        for process in self._started.values():
            if process.ended:
                process.port()

    def submit(self, stack: Stack, requests: StackRequests) -> Judgement[Analysis]:
        """Have a stack judged.

        Raises:
            AnalyzerError: its pack does not start.
        """
        return self._submit(_judge, stack, requests)

    def submit_together(self, together: Stack, requests: Sequence[StackRequests]) -> Judgement[tuple[Verdict, ...]]:
        """Have several stacks judged together: what no single one of them shows.

        Args:
            together: what the pack is told that it judges.
            requests: those of all of them.

        Raises:
            AnalyzerError: its pack does not start.
        """
        return self._submit(_judge_together, together, tuple(requests))

    def _submit(
        self, judge: Callable[[int, Stack, PackConfiguration, Any], _Answer], stack: Stack, asked: object
    ) -> Judgement[_Answer]:
        self._start([stack.name] if stack.name in self._waiting else [])
        process = self._started.pop(stack.name)
        self._start(list(self._waiting)[: AHEAD - len(self._started)])
        return Judgement(self._executor.submit(judge, process.port(), stack, self._configuration, asked), process)

    def _start(self, names: Iterable[str]) -> None:
        for name in names:
            self._started[name] = self._host.start(self._waiting.pop(name))


# What follows needs Pulumi's SDK, and packs start before it is loaded here, if it is loaded here at all.


def _judge(port: int, stack: Stack, configuration: PackConfiguration, requests: StackRequests) -> Analysis:
    from securecart.plan.analyzer.pack import Pack  # noqa: PLC0415

    with Pack(port, stack, configuration) as pack:
        return pack.analyze(requests)


def _judge_together(
    port: int, stack: Stack, configuration: PackConfiguration, requests: Sequence[StackRequests]
) -> tuple[Verdict, ...]:
    from securecart.plan.analyzer.pack import Pack  # noqa: PLC0415

    with Pack(port, stack, configuration) as pack:
        return pack.analyze_together(requests)
