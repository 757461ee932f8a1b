"""Plans all stacks of a project."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from securecart.plan.model import Plan, StackPlan
from securecart.plan.stack import offline

if TYPE_CHECKING:
    from securecart.plan.embedded.exports import Exports
    from securecart.settings import Project


def plan_fleet(project: Project, progress: Callable[[str], None] = lambda _: None) -> Plan:
    """What all stacks of a project want, in order of deployment: each reads what those before it export.

    Args:
        project: the project.
        progress: is told, in a few words, what is being done.

    Raises:
        PlanError: a stack cannot be planned.
    """
    progress("loading the SDK")
    from securecart.plan.embedded.runtime import run_program  # noqa: PLC0415 (loads Pulumi's SDK)

    exports: dict[str, Exports] = {}
    plans: list[StackPlan] = []
    for name in project.fleet.deployment_order:
        progress(f"running {name}")
        recording = run_program(project.directory, offline(project, name), exports)
        exports[name] = recording.exports
        plans.append(recording.plan)
    return Plan(stacks=tuple(plans))
