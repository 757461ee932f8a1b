"""`securecart prove`: what every customer gets when something fails, and whether that is what is promised."""

import gc
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from securecart.cli.errors import ExitCode, UsageError, reported

if TYPE_CHECKING:
    from securecart.cli.output import OutputFile
    from securecart.plan.model import Plan
    from securecart.proof.estate.model import Estate
    from securecart.proof.failures import Scenario
    from securecart.proof.journeys import Journey
    from securecart.proof.model import Proof
    from securecart.routing.clients.client import Client
    from securecart.settings import Project

_MOST_AT_ONCE = 2
"""How many things may fail at once."""


class Format(StrEnum):
    """How a proof is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def prove(
    context: typer.Context,
    *,
    journeys: Annotated[
        list[str] | None,
        typer.Option("--journey", "-j", metavar="JOURNEY", help="This journey only; may be given again."),
    ] = None,
    failing: Annotated[
        list[str] | None,
        typer.Option(
            "--failure",
            metavar="FAILURE",
            help="A kind (region), or one thing (region:us-east-1); two things fail at once.",
        ),
    ] = None,
    clients: Annotated[
        list[str] | None,
        typer.Option(
            "--client",
            metavar="CLIENT",
            help="A country, a state or a city (DE, US-CA, frankfurt); may be given again.",
        ),
    ] = None,
    plan: Annotated[
        Path | None,
        typer.Option("--plan", metavar="FILE", help="Prove a plan that `preview --format json` has written."),
    ] = None,
    format_: Annotated[Format, typer.Option("--format", "-f", help="How the proof is written.")] = Format.TEXT,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, whole or not at all.")
    ] = None,
) -> None:
    """Prove what customers are promised when something fails.

    From the plan of all stacks: who answers each journey of each client, over which path, after how long and with how
    much data lost, when nothing fails, when one thing does, and when two do. Exits with 1 where a promise of the
    settings of `global` is not kept: the smallest failure that shows it is told with the path.
    """
    gc.disable()  # looking through the plan again and again would take longer than the proof
    from securecart.cli.output import OutputFile  # noqa: PLC0415 (heavier than --help may be)
    from securecart.cli.project import load  # noqa: PLC0415
    from securecart.cli.screen import interruptible, progress  # noqa: PLC0415

    with reported(), interruptible():
        file = OutputFile(output) if output else None
        with progress() as report:
            project = load(context.obj)
            chosen, asking = _journeys(journeys or ()), _clients(clients or ())
            made = _prove(project, _plan(project, plan, report), chosen, failing or (), asking)
        _publish(made, format_, file)
    raise typer.Exit(ExitCode.FINE if made.is_proven else ExitCode.REFUSED)


def _plan(project: "Project", file: Path | None, report: Callable[[str], None]) -> "Plan":
    if file is None:
        from securecart.plan.fleet.planning import plan_fleet  # noqa: PLC0415

        return plan_fleet(project, report)
    from securecart.cli.plan_file import read_plan_file  # noqa: PLC0415

    return read_plan_file(project, file).plan


def _prove(
    project: "Project",
    plan: "Plan",
    journeys: "tuple[Journey, ...]",
    failing: Sequence[str],
    clients: "tuple[Client, ...]",
) -> "Proof":
    from securecart.proof.customers import clients as everybody  # noqa: PLC0415
    from securecart.proof.estate.read import read  # noqa: PLC0415
    from securecart.proof.proving import Question, prove  # noqa: PLC0415

    estate = read(plan)
    question = Question(journeys=journeys, scenarios=_scenarios(estate, failing), clients=clients or everybody())
    return prove(estate, project.fleet.edge, project.fleet.project, question)


def _journeys(names: Sequence[str]) -> "tuple[Journey, ...]":
    from securecart.proof.journeys import JOURNEYS  # noqa: PLC0415

    known = {journey.id: journey for journey in JOURNEYS}
    for name in names:
        if name not in known:
            raise UsageError(f"--journey {name}: there is no such journey; allowed: {', '.join(known)}")
    return tuple(known[name] for name in dict.fromkeys(names)) or JOURNEYS


def _clients(names: Sequence[str]) -> "tuple[Client, ...]":
    from securecart.routing.clients.selection import select  # noqa: PLC0415
    from securecart.routing.errors import ClientError  # noqa: PLC0415

    try:
        return tuple({client.name: client for client in map(select, names)}.values())
    except ClientError as error:
        raise UsageError(f"--client {error}") from error


def _scenarios(estate: "Estate", names: Sequence[str]) -> "list[Scenario] | None":
    """What is to fail: each thing that one name means alone, or of two names one thing each at once."""
    from itertools import product  # noqa: PLC0415

    from securecart.proof.failures import failures, meant  # noqa: PLC0415

    if not names:
        return None
    if len(names) > _MOST_AT_ONCE:
        raise UsageError(f"--failure: {len(names)} at once; allowed: one or two")
    known = failures(estate)
    found = []
    for name in names:
        means = meant(known, name)
        if not means:
            ids = [failure.id for failure in known]
            near = get_close_matches(name, ids, n=3)
            nearest = f"did you mean {' or '.join(near)}? " if near else ""
            kinds = ", ".join(dict.fromkeys(failure.kind.value for failure in known))
            raise UsageError(f"--failure {name}: there is no such thing; {nearest}allowed: {kinds}, or one of them")
        found.append(means)
    alone: list[Scenario] = [(), *((failure,) for failure in dict.fromkeys(each for means in found for each in means))]
    pairs = (pair for pair in product(*found) if len(found) > 1 and len(set(pair)) > 1)
    return [*alone, *{frozenset(pair): pair for pair in pairs}.values()]


def _publish(made: "Proof", format_: Format, file: "OutputFile | None") -> None:
    from securecart.cli import screen  # noqa: PLC0415

    text = _screen(made, to_terminal=file is None) if format_ is Format.TEXT else _document(made, format_)
    if file:
        file.write(text)
    else:
        screen.write(text, document=format_ is not Format.TEXT)


def _document(made: "Proof", format_: Format) -> str:
    if format_ is Format.JSON:
        from securecart.proof.document import render  # noqa: PLC0415
    else:
        from securecart.proof.markdown import render  # noqa: PLC0415
    return render(made)


def _screen(made: "Proof", *, to_terminal: bool) -> str:
    from securecart.cli import screen  # noqa: PLC0415
    from securecart.preview.layout import ASCII, Symbols  # noqa: PLC0415
    from securecart.proof.text import render  # noqa: PLC0415

    if not to_terminal:
        return render(made)
    symbols = Symbols()
    plain = not screen.carries(sys.stdout, symbols.good + symbols.bad + symbols.rule + symbols.arrow)
    return render(made, width=screen.width(), color=screen.wants_color(sys.stdout), symbols=ASCII if plain else symbols)
