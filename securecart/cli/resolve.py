"""`securecart resolve`: what one client is answered for one name, and why."""

import gc
import sys
from dataclasses import replace
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from securecart.cli.errors import ExitCode, UsageError, reported

if TYPE_CHECKING:
    from securecart.resolution.model import Question, Resolution
    from securecart.routing.clients.client import Client


class Format(StrEnum):
    """How a resolution is written."""

    TEXT = "text"
    JSON = "json"


def resolve(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name, in full or without the zone's.")],
    *,
    client: Annotated[
        str,
        typer.Option(
            "--client", metavar="CLIENT", help="Who asks: a country, a state or a city (DE, US-CA, frankfurt)."
        ),
    ],
    zone: Annotated[
        Path | None,
        typer.Option("--zone", metavar="FILE", help="Output of `aws route53 list-resource-record-sets`."),
    ] = None,
    health_checks: Annotated[
        Path | None,
        typer.Option("--health-checks", metavar="FILE", help="Output of `aws route53 list-health-checks`."),
    ] = None,
    cidr_blocks: Annotated[
        list[str] | None,
        typer.Option("--cidr-blocks", metavar="ID=FILE", help="A CIDR collection: output of `list-cidr-blocks`."),
    ] = None,
    subnet: Annotated[
        str | None, typer.Option("--subnet", metavar="CIDR", help="The client's addresses, for IP-based routing.")
    ] = None,
    type_: Annotated[str, typer.Option("--type", metavar="TYPE", help="The type of record asked for.")] = "A",
    down: Annotated[
        list[str] | None, typer.Option("--down", metavar="REGION", help="A Region that is lost; may be given again.")
    ] = None,
    unhealthy: Annotated[
        list[str] | None,
        typer.Option("--unhealthy", metavar="ID", help="A health check or alias target that is unhealthy."),
    ] = None,
    format_: Annotated[Format, typer.Option("--format", "-f", help="How the answer is written.")] = Format.TEXT,
) -> None:
    """Explain how Route 53 answers a name.

    The name is the fleet's, as its plan declares it, or one of an exported zone. Every decision is shown with what was
    passed over and the rule that AWS documents. Exits with 1 where some are not answered.
    """
    gc.disable()  # looking through the plan again and again would take longer than the answer
    from securecart.cli.screen import interruptible, write  # noqa: PLC0415 (heavier than --help may be)
    from securecart.resolution.model import Question  # noqa: PLC0415
    from securecart.routing.errors import RoutingError  # noqa: PLC0415

    with reported(), interruptible():
        question = Question(
            name=name,
            client=_client(client, subnet),
            type=type_.upper(),
            down=tuple(down or ()),
            unhealthy=tuple(unhealthy or ()),
        )
        try:
            if zone is not None:
                found = _exported(zone, health_checks, cidr_blocks or [], question)
            elif health_checks or cidr_blocks:
                raise UsageError("--health-checks and --cidr-blocks belong to an exported zone; allowed: with --zone")
            else:
                found = _fleet(context.obj, question)
        except RoutingError as error:
            raise UsageError(str(error)) from error
        write(_rendered(found, format_), document=format_ is Format.JSON)
    raise typer.Exit(ExitCode.REFUSED if found.unanswered else ExitCode.FINE)


def _exported(zone: Path, health_checks: Path | None, cidr_blocks: list[str], question: "Question") -> "Resolution":
    from securecart.resolution.exported import resolve  # noqa: PLC0415
    from securecart.routing.route53.reading import read_zone  # noqa: PLC0415

    read = read_zone(zone, health_checks, dict(_collection(given) for given in cidr_blocks))
    return resolve(read, zone.name, question)


def _fleet(directory: Path, question: "Question") -> "Resolution":
    from securecart.cli.project import load  # noqa: PLC0415
    from securecart.cli.screen import progress  # noqa: PLC0415
    from securecart.plan.fleet.planning import plan_fleet  # noqa: PLC0415
    from securecart.proof.estate.read import read  # noqa: PLC0415
    from securecart.resolution.fleet import resolve  # noqa: PLC0415

    with progress() as report:
        project = load(directory)
        plan = plan_fleet(project, report)
    return resolve(read(plan), project.fleet.edge, question)


def _client(text: str, subnet: str | None) -> "Client":
    from securecart.routing.clients.selection import select  # noqa: PLC0415
    from securecart.routing.errors import ClientError  # noqa: PLC0415

    try:
        client = select(text)
    except ClientError as error:
        raise UsageError(f"--client {error}") from error
    if subnet is None:
        return client
    try:
        return replace(client, subnet=ip_network(subnet))
    except ValueError as error:
        raise UsageError(f"--subnet {subnet}: {error}; allowed: a range such as 198.51.100.0/24") from error


def _collection(given: str) -> tuple[str, Path]:
    id_, separator, file = given.partition("=")
    if not separator:
        raise UsageError(f"--cidr-blocks {given}: allowed: the collection's id, `=` and a file")
    return id_, Path(file)


def _rendered(found: "Resolution", format_: Format) -> str:
    if format_ is Format.JSON:
        from securecart.resolution.document import render as render_document  # noqa: PLC0415

        return render_document(found)
    from securecart.cli import screen  # noqa: PLC0415
    from securecart.preview.layout import ASCII, Symbols  # noqa: PLC0415
    from securecart.resolution.text import render  # noqa: PLC0415

    symbols = Symbols()
    plain = not screen.carries(sys.stdout, symbols.good + symbols.bad + symbols.rule + symbols.arrow)
    return render(
        found, width=screen.width(), color=screen.wants_color(sys.stdout), symbols=ASCII if plain else symbols
    )
