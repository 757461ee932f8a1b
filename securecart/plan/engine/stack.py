"""One stack of an offline engine: what the CLI can do with it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pulumi import automation

from securecart.plan.embedded.services import load_on_demand
from securecart.plan.engine.errors import EngineError
from securecart.plan.engine.events import Update
from securecart.plan.engine.state import stack_plan
from securecart.plan.errors import PlanError, ProgramError
from securecart.plan.program import Locator, declaring, failure, runnable
from securecart.plan.stack import offline

if TYPE_CHECKING:
    from securecart.plan.model import StackPlan
    from securecart.settings import Project


class EngineStack:
    """A stack that the engine may preview, deploy and destroy; nothing outside the engine's folder notices.

    Args:
        stack: the stack as the Automation API knows it.
        project: the project whose program it runs.
    """

    def __init__(self, stack: automation.Stack, project: Project) -> None:
        self._stack = stack
        self._project = project
        self._locate = Locator(project.directory)
        self._update_plan = Path(str(stack.workspace.work_dir)) / f"{stack.name}.plan.json"

    def preview(self, *, pack: Path | None = None, configuration: Path | None = None) -> Update:
        """Preview it.

        Args:
            pack: the folder of the policy pack that judges it.
            configuration: the file with what is configured of the pack.

        Raises:
            PlanError: the program failed.
            EngineError: the engine failed, for another reason than that the pack refuses.
        """
        return self._run(self._stack.preview, plan=str(self._update_plan), **_policies(pack, configuration))

    def up(self, *, pack: Path | None = None, configuration: Path | None = None) -> Update:
        """Deploy it; arguments and errors as with `preview`.

        A pack judges a preview first, as it does with `pulumi up`: whatever it refuses, nothing was begun.
        """
        if pack and (judged := self.preview(pack=pack, configuration=configuration)).refused:
            return judged
        return self._run(self._stack.up, **_policies(pack, configuration))

    def refresh(self) -> Update:
        """Look for drift.

        Raises:
            EngineError: the engine failed.
        """
        return self._done(self._stack.refresh)

    def destroy(self) -> Update:
        """Destroy what was deployed.

        A preview comes first, as it does with `pulumi destroy`: without one, the engine would delete all that is not
        protected before it says that something is.

        Raises:
            EngineError: the engine failed, or refused because something is protected.
        """
        self._done(self._stack.preview_destroy)
        return self._done(self._stack.destroy)

    def plan(self) -> StackPlan:
        """What was deployed, as a plan; two options that no state keeps are those of the last preview.

        Raises:
            EngineError: the engine failed.
        """
        deployment = self._stack.export_stack().deployment or {}
        root = Path(str(self._stack.workspace.work_dir))
        return stack_plan(offline(self._project, self._stack.name), deployment, self._goals(), root, self._locate)

    def _goals(self) -> dict[str, Any]:
        if not self._update_plan.exists():
            return {}
        plans = json.loads(self._update_plan.read_text(encoding="utf-8"))["resourcePlans"]
        return {urn: plan.get("goal") or {} for urn, plan in plans.items()}

    def _run(self, operation: Callable[..., object], **options: Any) -> Update:  # noqa: ANN401 (the API's options)
        raised: list[PlanError] = []
        load_on_demand()
        with runnable(self._project.directory) as program:

            def guarded() -> None:
                try:
                    program()
                except (Exception, SystemExit) as error:
                    raised.append(failure(error, self._stack.name, self._locate))
                    raise

            try:
                return self._done(operation, program=declaring(guarded), **options)
            except (EngineError, PlanError) as error:
                if raised:
                    raise raised[0] from error
                raise

    def _done(self, operation: Callable[..., object], **options: Any) -> Update:  # noqa: ANN401
        update = Update()
        try:
            operation(on_event=update.take, suppress_outputs=True, suppress_progress=True, color="never", **options)
        except EngineError as error:
            if update.refused:
                return update
            raise self._failure(update.errors[0] if update.errors else str(error)) from error
        update.refused = False
        return update

    def _failure(self, said: str) -> Exception:
        if match := re.match(r"python inline source runtime error: (.*)", said):
            places = re.findall(r'File "([^"]+)", line (\d+)', said)
            own = [f"{file}:{line}" for path, line in places if (file := self._locate(path))]
            return ProgramError(self._stack.name, match[1], own[-1] if own else None)
        return EngineError(f"{self._stack.name}: {' '.join(said.split())}")


def _policies(pack: Path | None, configuration: Path | None) -> dict[str, list[str]]:
    options = {"policy_packs": [str(pack)]} if pack else {}
    if configuration:
        options["policy_pack_configs"] = [str(configuration.absolute())]
    return options
