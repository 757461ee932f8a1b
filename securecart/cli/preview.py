"""`securecart preview`: what the stacks want, and whether policy accepts it."""

import gc
import sys
import time
from collections.abc import Callable
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from securecart.cli.errors import ExitCode, reported

if TYPE_CHECKING:
    from securecart.cli.output import OutputFile
    from securecart.preview.model import Preview
    from securecart.settings import Project


class Format(StrEnum):
    """How a preview is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    SARIF = "sarif"
    JUNIT = "junit"


def preview(
    context: typer.Context,
    stacks: Annotated[
        list[str] | None,
        typer.Option("--stack", "-s", metavar="STACK", help="Preview this stack only; may be given again."),
    ] = None,
    format_: Annotated[Format, typer.Option("--format", "-f", help="How the preview is written.")] = Format.TEXT,
    policy_config: Annotated[
        Path | None,
        typer.Option("--policy-config", metavar="FILE", help="Levels and figures of policies, as for Pulumi's CLI."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, whole or not at all.")
    ] = None,
) -> None:
    """Preview the fleet, or some of its stacks.

    Runs the program once a stack, has the policy pack judge every stack and then all of them together. Needs no
    account, no network and no Pulumi CLI, and compares with no deployed state.
    """
    started = time.perf_counter()
    _set_up_process()
    from securecart.cli.output import OutputFile  # noqa: PLC0415 (heavier than --help may be)
    from securecart.cli.project import check_stacks, load  # noqa: PLC0415
    from securecart.cli.screen import interruptible, progress  # noqa: PLC0415

    with reported(), interruptible():
        file = OutputFile(output) if output else None
        with progress() as report:
            project = load(context.obj)
            check_stacks(project, "--stack", stacks or [])
            made = _preview(project, stacks or [], policy_config, report, started)
        _publish(made, format_, file)
    raise typer.Exit(ExitCode.FINE if made.accepted else ExitCode.REFUSED)


def _set_up_process() -> None:
    """Fit the interpreter to the work: many modules that stay for good, and a thread that talks to another process."""
    gc.disable()  # looking through the SDK's modules again and again would take a third of the time
    sys.setswitchinterval(0.0005)  # the pack's answers are not kept waiting for the program's turn to end, 5 ms each


def _preview(
    project: "Project", stacks: list[str], policy_config: Path | None, report: Callable[[str], None], started: float
) -> "Preview":
    from securecart.plan.analyzer.configuration import load as load_configuration  # noqa: PLC0415
    from securecart.preview.run import preview as run  # noqa: PLC0415

    configuration = load_configuration(policy_config) if policy_config else None
    return run(project, stacks, configuration=configuration, progress=report, started=started)


def _publish(made: "Preview", format_: Format, file: "OutputFile | None") -> None:
    from securecart.cli import screen  # noqa: PLC0415

    text = _screen(made, to_terminal=file is None) if format_ is Format.TEXT else _document(made, format_)
    if file:
        file.write(text)
    else:
        screen.write(text, document=format_ is not Format.TEXT)


def _document(made: "Preview", format_: Format) -> str:
    """The preview for another program or another page."""
    name = "document" if format_ is Format.JSON else format_.value
    rendered: str = import_module(f"securecart.preview.{name}").render(made)
    return rendered


def _screen(made: "Preview", *, to_terminal: bool) -> str:
    from securecart.cli import screen  # noqa: PLC0415
    from securecart.preview.layout import ASCII, Symbols  # noqa: PLC0415
    from securecart.preview.text import render  # noqa: PLC0415

    if not to_terminal:
        return render(made)
    symbols = Symbols()
    plain = not screen.carries(sys.stdout, symbols.good + symbols.bad + symbols.rule)
    return render(made, width=screen.width(), color=screen.wants_color(sys.stdout), symbols=ASCII if plain else symbols)
