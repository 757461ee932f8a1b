"""`securecart preview`: what the stacks want, and whether policy accepts it."""

import gc
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from securecart.cli.errors import ExitCode, UsageError, reported

if TYPE_CHECKING:
    from securecart.cli.output import OutputFile
    from securecart.comparison.model import Comparison, Side
    from securecart.preview.model import Preview
    from securecart.settings import Project


class Format(StrEnum):
    """How a preview is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    SARIF = "sarif"
    JUNIT = "junit"


class Engine(StrEnum):
    """What runs the program."""

    EMBEDDED = "embedded"
    PULUMI = "pulumi"


_COMPARED: Final = (Format.TEXT, Format.JSON, Format.MARKDOWN)
"""The forms that a comparison has."""


def preview(
    context: typer.Context,
    *,
    stacks: Annotated[
        list[str] | None,
        typer.Option("--stack", "-s", metavar="STACK", help="Preview this stack only; may be given again."),
    ] = None,
    format_: Annotated[Format, typer.Option("--format", "-f", help="How the preview is written.")] = Format.TEXT,
    policy_config: Annotated[
        Path | None,
        typer.Option("--policy-config", metavar="FILE", help="Levels and figures of policies, as for Pulumi's CLI."),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option("--against", metavar="REVISION", help="Show what changes from this commit, branch or tag."),
    ] = None,
    engine: Annotated[
        Engine, typer.Option("--engine", "-e", help="What runs the program: pulumi is Pulumi's CLI, offline.")
    ] = Engine.EMBEDDED,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, whole or not at all.")
    ] = None,
) -> None:
    """Preview the fleet, or some of its stacks.

    Runs the program once a stack, has the policy pack judge every stack and then all of them together. Needs no
    account, no network and no Pulumi CLI, and compares with no deployed state.

    With --engine pulumi it is Pulumi's own engine that previews, in a folder that is thrown away; this needs the CLI,
    which `make engine` builds, and shows the policy pack one stack at a time.

    With --against it previews that revision, too, and shows the difference, the blast radius first. It exits with 1
    also when something that holds data would be deleted or replaced, or a promise to customers is broken that was kept.
    """
    started = time.perf_counter()
    from securecart.cli.output import OutputFile  # noqa: PLC0415 (heavier than --help may be)
    from securecart.cli.project import check_stacks, find, load  # noqa: PLC0415
    from securecart.cli.screen import interruptible, progress  # noqa: PLC0415
    from securecart.plan.analyzer.configuration import load as load_configuration  # noqa: PLC0415

    with reported(), interruptible():
        if against is not None and format_ not in _COMPARED:
            allowed = ", ".join(_COMPARED)
            raise UsageError(f"--format {format_.value}: tells of one revision; allowed with --against: {allowed}")
        if against is not None and engine is not Engine.EMBEDDED:
            raise UsageError(f"--engine {engine.value}: cannot compare; allowed with --against: {Engine.EMBEDDED}")
        file = OutputFile(output) if output else None
        with progress() as report, _runner(engine, find(context.obj)) as run:
            project = load(context.obj)
            check_stacks(project, "--stack", stacks or [])
            before = _other_side(project, against, stacks or [], policy_config, report) if against is not None else None
            configuration = load_configuration(policy_config) if policy_config else None
            made = run(project, stacks or [], configuration=configuration, progress=report, started=started)
            shown = _compared(project, before, made) if before else made
        _publish(shown, format_, file)
    raise typer.Exit(ExitCode.FINE if shown.accepted else ExitCode.REFUSED)


@contextmanager
def _runner(engine: Engine, directory: Path) -> "Iterator[Callable[..., Preview]]":
    """What makes the preview. The processes that run stacks start now, while the settings are still being read."""
    if engine is Engine.PULUMI:
        gc.disable()  # looking through the SDK's modules again and again would take a third of the time
        from securecart.preview.engine import preview as with_engine  # noqa: PLC0415

        yield with_engine
        return
    from securecart.plan.fleet.workers import Workers  # noqa: PLC0415

    with Workers(directory) as workers:
        from securecart.preview.run import preview as embedded  # noqa: PLC0415

        yield partial(embedded, workers=workers)


def _other_side(
    project: "Project", revision: str, stacks: list[str], policy_config: Path | None, report: Callable[[str], None]
) -> "Side":
    from securecart.cli.against import other_side  # noqa: PLC0415

    return other_side(project, revision, stacks, policy_config, report)


def _compared(project: "Project", before: "Side", made: "Preview") -> "Comparison":
    from securecart.cli.against import compared  # noqa: PLC0415

    return compared(project, before, made)


def _publish(shown: "Preview | Comparison", format_: Format, file: "OutputFile | None") -> None:
    from securecart.cli import screen  # noqa: PLC0415

    text = _screen(shown, to_terminal=file is None) if format_ is Format.TEXT else _document(shown, format_)
    if file:
        file.write(text)
    else:
        screen.write(text, document=format_ is not Format.TEXT)


def _document(shown: "Preview | Comparison", format_: Format) -> str:
    """What is shown, for another program or another page."""
    rendered: str = _form(shown, "document" if format_ is Format.JSON else format_.value).render(shown)
    return rendered


def _screen(shown: "Preview | Comparison", *, to_terminal: bool) -> str:
    from securecart.cli import screen  # noqa: PLC0415
    from securecart.preview.layout import ASCII, Symbols  # noqa: PLC0415

    options: dict[str, Any] = {}
    if to_terminal:
        symbols = Symbols()
        plain = not screen.carries(sys.stdout, symbols.good + symbols.bad + symbols.rule)
        options = {"width": screen.width(), "color": screen.wants_color(sys.stdout)}
        options["symbols"] = ASCII if plain else symbols
    rendered: str = _form(shown, "text").render(shown, **options)
    return rendered


def _form(shown: "Preview | Comparison", name: str) -> ModuleType:
    """The module that renders it in a form: it stands beside the model."""
    package = type(shown).__module__.rpartition(".")[0]
    return import_module(f"{package}.{name}")
