"""Makes a preview: runs the stacks, has the pack judge each while the next one runs, and then all of them together."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from securecart.plan.analyzer.configuration import PackConfiguration
from securecart.plan.analyzer.fleet import FleetAnalyzer
from securecart.plan.errors import StackReferenceError
from securecart.plan.model import StackPlan
from securecart.plan.stack import Stack, offline
from securecart.preview.model import Preview, SettingsCheck, StackPreview
from securecart.preview.roles import role
from securecart.settings.fleet_checks import CHECKS_OF_ANY_STACKS, CHECKS_OF_THE_FLEET

if TYPE_CHECKING:
    from securecart.plan.embedded.exports import Exports
    from securecart.plan.embedded.runtime import Recording
    from securecart.plan.verdicts import Analysis, Verdict
    from securecart.settings import Project

Progress = Callable[[str], None]
"""Is told, in a few words, what is being done."""

COLLECT_EVERY: Final = 10
"""Where the command has switched the garbage collector off, it runs after so many stacks: each leaves about 20 MB."""

TOGETHER: Final = "all-stacks"
"""What a pack is told as its stack that judges all of them together."""

PACK: Final = "policies"
"""The policy pack's folder in a project."""


def preview(
    project: Project,
    stacks: Collection[str] = (),
    *,
    configuration: PackConfiguration | None = None,
    progress: Progress = lambda _: None,
    started: float | None = None,
) -> Preview:
    """Preview a project's stacks.

    Args:
        project: the project.
        stacks: those that are asked for; none means all.
        configuration: what is configured of the policy pack.
        progress: is told what is being done.
        started: when the work began, by `time.perf_counter`.

    Raises:
        PlanError: a stack cannot be planned.
        AnalyzerError: the policy pack does not work.
    """
    began = time.perf_counter() if started is None else started
    wanted = [name for name in project.fleet.deployment_order if not stacks or name in stacks]
    whole = len(wanted) > 1 and len(wanted) == len(project.fleet.deployment_order)
    runs = _Runs(project, progress)
    with FleetAnalyzer(
        project.directory / PACK,
        [runs.stack(name) for name in wanted],
        together=Stack(name=TOGETHER, project=project.fleet.project) if whole else None,
        configuration=configuration,
    ) as analyzer:
        judged: dict[str, Future[Analysis]] = {}
        for name in wanted:
            recording = runs.recording(name)
            _raise_early(analyzer, judged.values())
            judged[name] = analyzer.submit(runs.stack(name), recording)
        across = analyzer.submit_together() if whole else None
        for done, future in enumerate(judged.values()):
            progress(f"policies: {done} of {len(wanted)} stacks judged")
            future.result()
        progress("policies: all stacks together")
        together = _placed(across.result(), runs.plans[wanted[-1]]) if across else []
    return Preview(
        project=project.fleet.project,
        stacks=tuple(
            StackPreview(
                plan=runs.plans[name], role=role(project.fleet, name), analysis=_with(future.result(), together)
            )
            for name, future in judged.items()
        ),
        also_run=tuple(name for name in project.fleet.deployment_order if name in runs.plans and name not in wanted),
        settings_checks=settings_checks(),
        judged_together=whole,
        seconds=time.perf_counter() - began,
    )


def _with(analysis: Analysis, together: Sequence[Verdict]) -> Analysis:
    """What the pack says of a stack, and what it says besides of the stack's resources among all others."""
    besides = [verdict for verdict in together if verdict.stack == analysis.stack and verdict not in analysis.verdicts]
    return replace(analysis, verdicts=(*analysis.verdicts, *besides))


def _placed(together: Sequence[Verdict], last: StackPlan) -> list[Verdict]:
    """The verdicts on all stacks together; those on no resource are told of the last stack, which reads the others."""
    return [
        replace(verdict, stack=last.stack, urn=last.urn) if verdict.stack == TOGETHER else verdict
        for verdict in together
    ]


def _raise_early(analyzer: FleetAnalyzer, futures: Iterable[Future[Analysis]]) -> None:
    """Let a pack that is broken end the work now, not after all stacks have run."""
    analyzer.check()
    for future in futures:
        if future.done():
            future.result()


def settings_checks() -> tuple[SettingsCheck, ...]:
    """The checks that the settings of all stacks have passed."""
    return tuple(
        SettingsCheck(check.__name__.replace("_", "-"), (check.__doc__ or "").strip().splitlines()[0].rstrip("."))
        for check in (*CHECKS_OF_ANY_STACKS, *CHECKS_OF_THE_FLEET)
    )


class _Runs:
    """Runs stacks, each once, and before each those that it reads."""

    def __init__(self, project: Project, progress: Progress) -> None:
        self.plans: dict[str, StackPlan] = {}
        self._project = project
        self._progress = progress
        self._exports: dict[str, Exports] = {}
        self._early: dict[str, Recording] = {}
        self._waiting: list[str] = []

    def stack(self, name: str) -> Stack:
        """What running a stack takes."""
        return offline(self._project, name)

    def recording(self, name: str) -> Recording:
        """Run a stack, unless another one had it run before."""
        if name in self._early:
            return self._early.pop(name)
        self._progress(f"running {name}" if self.plans else f"loading the SDK, then running {name}")
        # Importing the runtime loads Pulumi's SDK: only now, so that the policy pack starts before it.
        from securecart.plan.embedded.runtime import run_program  # noqa: PLC0415

        try:
            recording = run_program(self._project.directory, self.stack(name), self._exports)
        except StackReferenceError as error:
            known = self._project.fleet.deployment_order
            self._waiting.append(name)
            if any(missing in self._waiting or missing not in known for missing in error.missing):
                raise
            for missing in error.missing:
                self._early[missing] = self.recording(missing)
            self._waiting.remove(name)
            return self.recording(name)
        self.plans[name] = recording.plan
        if len(self.plans) % COLLECT_EVERY == 0 and not gc.isenabled():
            gc.collect()
            gc.freeze()  # what is left now stays to the end
        self._exports[name] = recording.exports
        return recording
