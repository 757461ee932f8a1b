"""Runs a program, stack after stack, in this process; nothing of one stack is left for the next."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from google.protobuf import struct_pb2
from pulumi.runtime import settings
from pulumi.runtime.config import set_all_config
from pulumi.runtime.stack import run_in_stack

from securecart.plan.embedded.exports import Exports
from securecart.plan.embedded.log import ProgramLog
from securecart.plan.embedded.monitor import RecordingMonitor
from securecart.plan.embedded.services import load_on_demand
from securecart.plan.embedded.source_positions import innermost
from securecart.plan.errors import ProgramError
from securecart.plan.model import StackPlan
from securecart.plan.program import Locator, declaring, failure, runnable
from securecart.plan.stack import Stack

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A stack's plan, and what only this process may see of it.

    Attributes:
        plan: the plan, without secrets.
        exports: what later stacks read, secrets included.
        inputs: each resource's inputs in Pulumi's wire format, secrets included: what a policy pack is shown.
        outputs: likewise each resource's outputs.
    """

    plan: StackPlan
    exports: Exports
    inputs: Mapping[str, struct_pb2.Struct] = field(repr=False)
    outputs: Mapping[str, struct_pb2.Struct] = field(repr=False)


class _Loop(asyncio.SelectorEventLoop):
    """An event loop that does what is meant for another thread at once, in its own.

    The SDK hands each request to a thread because an engine answers slowly. The monitor answers at once, and one
    thread keeps the order of registration the same in every run.
    """

    def run_in_executor(  # type: ignore[override]  # a future of this loop is all that is ever awaited
        self,
        executor: object,
        func: Callable[..., _T],
        *args: Any,  # noqa: ANN401
    ) -> asyncio.Future[_T]:
        del executor
        future: asyncio.Future[_T] = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 (handed on to who awaits it)
            future.set_exception(error)
        return future


def run_program(directory: Path, stack: Stack, exports: Mapping[str, Exports]) -> Recording:
    """Run the Pulumi program in `directory` once, as one stack.

    Args:
        directory: the project's folder, with `__main__.py`.
        stack: the stack that it runs as.
        exports: what the stacks that come before export.

    Raises:
        PlanError: the program failed, or uses what a plan must not.
    """
    load_on_demand()
    with runnable(directory) as program:
        return run(program, stack, exports, directory=directory)


def run(
    program: Callable[[], object],
    stack: Stack,
    exports: Mapping[str, Exports] | None = None,
    *,
    directory: Path | None = None,
) -> Recording:
    """Run a callable that declares resources, as one stack.

    Args:
        program: declares the resources.
        stack: the stack that it runs as.
        exports: what the stacks that come before export.
        directory: the project's folder; places in the program are told relative to it.

    Raises:
        PlanError: the program failed, or uses what a plan must not.
    """
    return contextvars.copy_context().run(_run, program, stack, exports or {}, directory or Path.cwd())


def _run(program: Callable[[], object], stack: Stack, exports: Mapping[str, Exports], directory: Path) -> Recording:
    locate = Locator(directory)
    log = ProgramLog()
    monitor = RecordingMonitor(stack, exports, locate)
    settings.ROOT.set(None)
    settings.configure(
        settings.Settings(
            project=stack.project,
            stack=stack.name,
            monitor=monitor,
            engine=log,
            dry_run=True,
            organization=stack.organization,
            root_directory=str(directory),
        )
    )
    set_all_config(dict(stack.config), sorted(stack.secret_keys))

    try:
        with _event_loop() as loop, innermost(locate), warnings.catch_warnings():
            # What waits for a resource that was refused is dropped by the SDK, and Python says so.
            warnings.filterwarnings("ignore", "coroutine .* was never awaited", RuntimeWarning)
            loop.run_until_complete(run_in_stack(declaring(program)))
    except (Exception, SystemExit) as error:
        raise monitor.failure or failure(error, stack.name, locate) from error
    if log.errors:  # the engine fails a deployment that has logged an error
        raise ProgramError(stack.name, f"the program reports an error: {log.errors[0]}")
    plan = StackPlan(
        stack=stack.name,
        project=stack.project,
        resources=tuple(monitor.recorded.values()),
        outputs=monitor.root_outputs,
        secret_outputs=monitor.root_exports.secret_names,
        stand_ins=stack.stand_ins,
        references=tuple(monitor.references),
        warnings=tuple(log.warnings),
    )
    return Recording(plan=plan, exports=monitor.root_exports, inputs=monitor.inputs, outputs=monitor.outputs)


@contextlib.contextmanager
def _event_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A new event loop, set as the thread's; no task of it survives."""
    loop = _Loop()
    loop.set_exception_handler(lambda *_: None)  # a failed run says so itself, once
    asyncio.set_event_loop(loop)
    try:
        yield loop
    finally:
        pending = asyncio.all_tasks(loop)
        for task in pending:
            task.cancel()
        if pending:
            loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        asyncio.set_event_loop(None)
        loop.close()
