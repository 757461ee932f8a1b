"""Makes a preview with Pulumi's own engine: it previews each stack with the pack, and deploys it to nowhere."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

from securecart.plan.engine import cli
from securecart.plan.engine.engine import OfflineEngine
from securecart.plan.engine.errors import EngineError
from securecart.plan.engine.verdicts import analysis
from securecart.plan.errors import StackReferenceError
from securecart.plan.fleet.tasks import Progress
from securecart.plan.stack import offline
from securecart.preview.model import Preview, StackPreview
from securecart.preview.roles import role
from securecart.preview.run import PACK, settings_checks

if TYPE_CHECKING:
    from securecart.plan.analyzer.configuration import PackConfiguration
    from securecart.plan.engine.events import Update
    from securecart.plan.model import StackPlan
    from securecart.plan.verdicts import Policy
    from securecart.settings import Project

_UNKNOWN_STACK: Final = re.compile(r"unknown stack \"(?:[^\"]*/)?([^\"/]+)\"")
"""How the engine says that a `StackReference` names a stack that was never deployed."""


def preview(
    project: Project,
    stacks: Collection[str] = (),
    *,
    configuration: PackConfiguration | None = None,
    progress: Progress = lambda _: None,
    started: float | None = None,
) -> Preview:
    """Preview a project's stacks with the Pulumi CLI, offline.

    Args:
        project: the project.
        stacks: those that are asked for; none means all.
        configuration: what is configured of the policy pack.
        progress: is told what is being done.
        started: when the work began, by `time.perf_counter`.

    Raises:
        PlanError: a stack cannot be planned.
        AnalyzerError: the policy pack does not work.
        EngineError: there is no CLI that will do, or it broke.
    """
    began = time.perf_counter() if started is None else started
    order = project.fleet.deployment_order
    wanted = [name for name in order if not stacks or name in stacks]
    found = cli.find(project.directory)
    with ThreadPoolExecutor(max_workers=1) as aside, OfflineEngine(found, checkpoints=False) as engine:
        policies = aside.submit(_policies, project, wanted[0], configuration)
        runs = _Runs(project, engine, progress)
        file = Path(configuration.file) if configuration else None
        updates: dict[str, Update] = {}
        for name in wanted:
            try:
                updates[name] = runs.judged(name, file)
            finally:
                policies.result()  # a pack that is broken ends the work, and says more of it than the engine does
            runs.deploy(name)
    return Preview(
        project=project.fleet.project,
        stacks=tuple(
            StackPreview(
                plan=runs.plans[name],
                role=role(project.fleet, name),
                analysis=analysis(runs.plans[name], policies.result(), update.violations),
            )
            for name, update in updates.items()
        ),
        also_run=tuple(name for name in order if name in runs.plans and name not in wanted),
        settings_checks=settings_checks(),
        judged_together=False,
        seconds=time.perf_counter() - began,
        source="engine",
    )


def _policies(project: Project, stack: str, configuration: PackConfiguration | None) -> tuple[Policy, ...]:
    from securecart.plan.analyzer.policies import policies  # noqa: PLC0415 (loads Pulumi's SDK, in this thread)

    return policies(project.directory / PACK, offline(project, stack), configuration)


class _Runs:
    """Deploys stacks, each once, and before each those that it reads."""

    def __init__(self, project: Project, engine: OfflineEngine, progress: Progress) -> None:
        self.plans: dict[str, StackPlan] = {}
        self._project = project
        self._engine = engine
        self._progress = progress
        self._waiting: list[str] = []

    def judged(self, name: str, configuration: Path | None) -> Update:
        """Preview a stack with the pack."""
        self._progress(f"previewing {name}")
        pack = self._project.directory / PACK
        stack = self._engine.stack(self._project, name)
        return self._after_its_sources(name, lambda: stack.preview(pack=pack, configuration=configuration))

    def deploy(self, name: str) -> None:
        """Deploy a stack to nowhere, unless another one had it deployed before."""
        if name in self.plans:
            return
        self._progress(f"deploying {name} to nowhere")
        stack = self._engine.stack(self._project, name)
        self._after_its_sources(name, stack.up)
        plan = stack.plan()
        if circle := tuple(source for source in plan.references if source not in self.plans):
            # The engine knows a stack as soon as its settings are there, and nothing of what it exports.
            reason = f"the program refers to {', '.join(circle)}, which cannot be deployed before"
            raise StackReferenceError(name, reason, None, circle)
        self.plans[name] = plan

    def _after_its_sources(self, name: str, operation: Callable[[], Update]) -> Update:
        """Do something with a stack as soon as those that it reads are deployed."""
        while True:
            try:
                return operation()
            except EngineError as error:
                missing = set(_UNKNOWN_STACK.findall(str(error)))
                self._waiting.append(name)
                possible = set(self._project.fleet.deployment_order) - {*self._waiting, *self.plans}
                if not missing or not missing <= possible:
                    raise
                for source in sorted(missing):
                    self.deploy(source)
                self._waiting.remove(name)
