"""`securecart report`: one page with the architecture, what becomes of customers, and what policies say."""

import gc
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from securecart.cli.errors import ExitCode, UsageError, reported

if TYPE_CHECKING:
    from securecart.preview.model import Preview
    from securecart.report.model import Report
    from securecart.settings import Project


class Format(StrEnum):
    """How a report is written."""

    HTML = "html"
    MARKDOWN = "markdown"


def report(
    context: typer.Context,
    *,
    plan: Annotated[
        Path | None,
        typer.Option("--plan", metavar="FILE", help="Report on a plan that `preview --format json` has written."),
    ] = None,
    format_: Annotated[Format, typer.Option("--format", "-f", help="How the report is written.")] = Format.HTML,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, whole or not at all.")
    ] = None,
) -> None:
    """Write a report on the fleet: a page for a browser, or Markdown for a pull request.

    It has the architecture as the plan declares it, a map of who answers whom when something fails, recovery times
    against what is promised, what policies say, and all resources. The page is one file, and asks nothing of the
    network. Exits with 1 where the policy pack refuses the fleet or a promise is not kept.
    """
    from securecart.cli import screen  # noqa: PLC0415
    from securecart.cli.output import OutputFile  # noqa: PLC0415 (heavier than --help may be)
    from securecart.cli.project import load  # noqa: PLC0415

    with reported(), screen.interruptible():
        if output is None and format_ is Format.HTML and sys.stdout.isatty():
            raise UsageError("--output: not given; a page is nothing for a terminal: name a file")
        file = OutputFile(output) if output else None
        with screen.progress() as tell:
            project = load(context.obj)
            made = _report(project, _preview(project, plan, tell), tell)
            text = _rendered(made, format_)
        if file:
            file.write(text)
        else:
            screen.write(text, document=True)
    raise typer.Exit(ExitCode.FINE if made.is_fine else ExitCode.REFUSED)


def _preview(project: "Project", file: Path | None, tell: Callable[[str], None]) -> "Preview":
    if file is not None:
        from securecart.cli.plan_file import read_plan_file  # noqa: PLC0415

        return read_plan_file(project, file)
    from securecart.preview.run import preview  # noqa: PLC0415

    return preview(project, progress=tell)


def _report(project: "Project", preview: "Preview", tell: Callable[[str], None]) -> "Report":
    from securecart.report.model import report_on  # noqa: PLC0415

    gc.disable()  # looking through the plan again and again would take longer than the proof
    tell("proving what is promised")
    return report_on(preview, project.fleet.edge)


def _rendered(made: "Report", format_: Format) -> str:
    if format_ is Format.HTML:
        from securecart.report.page import render  # noqa: PLC0415
    else:
        from securecart.report.markdown import render  # noqa: PLC0415
    return render(made)
