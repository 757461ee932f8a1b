"""Makes a preview: runs the stacks, and has the pack judge each of them and all of them together."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from securecart.plan.analyzer.fleet import FleetAnalyzer
from securecart.plan.fleet.runs import Runs
from securecart.plan.fleet.tasks import Progress, complete
from securecart.plan.fleet.workers import Workers
from securecart.plan.model import StackPlan
from securecart.plan.stack import Stack, offline
from securecart.preview.judgements import TOGETHER, Judgements
from securecart.preview.model import Preview, SettingsCheck, StackPreview
from securecart.preview.roles import role
from securecart.settings.fleet_checks import CHECKS_OF_ANY_STACKS, CHECKS_OF_THE_FLEET

if TYPE_CHECKING:
    from securecart.plan.analyzer.configuration import PackConfiguration
    from securecart.plan.verdicts import Analysis, Verdict
    from securecart.settings import Project

PACK: Final = "policies"
"""The policy pack's folder in a project."""


def preview(
    project: Project,
    stacks: Collection[str] = (),
    *,
    configuration: PackConfiguration | None = None,
    progress: Progress = lambda _: None,
    started: float | None = None,
    workers: Workers | None = None,
) -> Preview:
    """Preview a project's stacks.

    Args:
        project: the project.
        stacks: those that are asked for; none means all.
        configuration: what is configured of the policy pack.
        progress: is told what is being done.
        started: when the work began, by `time.perf_counter`.
        workers: do it, and stay open for whoever made them; None has some made for it.

    Raises:
        PlanError: a stack cannot be planned.
        AnalyzerError: the policy pack does not work.
    """
    began = time.perf_counter() if started is None else started
    order = project.fleet.deployment_order
    wanted = [name for name in order if not stacks or name in stacks]
    whole = len(wanted) > 1 and len(wanted) == len(order)
    told = [offline(project, name) for name in wanted]
    told += [Stack(name=TOGETHER, project=project.fleet.project)] if whole else []
    with (
        nullcontext(workers) if workers else Workers(project.directory) as doing,
        FleetAnalyzer(project.directory / PACK, told, doing, configuration) as analyzer,
    ):
        runs = Runs(project, wanted, judged=True)
        judgements = Judgements(project, wanted, runs, analyzer, together=whole)
        complete(doing, (runs, judgements), progress)
    plans = {name: runs.done[name].plan for name in order if name in runs.done}
    together = _placed(judgements.together, plans[wanted[-1]])
    return Preview(
        project=project.fleet.project,
        stacks=tuple(
            StackPreview(
                plan=plans[name],
                role=role(project.fleet, name),
                analysis=_with(judgements.analyses[name], together),
            )
            for name in wanted
        ),
        also_run=tuple(name for name in plans if name not in wanted),
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


def settings_checks() -> tuple[SettingsCheck, ...]:
    """The checks that the settings of all stacks have passed."""
    return tuple(
        SettingsCheck(check.__name__.replace("_", "-"), (check.__doc__ or "").strip().splitlines()[0].rstrip("."))
        for check in (*CHECKS_OF_ANY_STACKS, *CHECKS_OF_THE_FLEET)
    )
