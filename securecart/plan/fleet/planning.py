"""Plans all stacks of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from securecart.plan.fleet.runs import Runs
from securecart.plan.fleet.tasks import Progress, complete
from securecart.plan.fleet.workers import Workers
from securecart.plan.model import Plan

if TYPE_CHECKING:
    from securecart.settings import Project


def plan_fleet(project: Project, progress: Progress = lambda _: None) -> Plan:
    """What all stacks of a project want, in order of deployment: each reads what those before it export.

    Args:
        project: the project.
        progress: is told what is being done.

    Raises:
        PlanError: a stack cannot be planned.
    """
    order = project.fleet.deployment_order
    runs = Runs(project, order, judged=False)
    with Workers(project.directory) as workers:
        complete(workers, [runs], progress)
    return Plan(stacks=tuple(runs.done[name].plan for name in order))
