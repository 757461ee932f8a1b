"""`securecart deploy-order`: in which order the stacks are deployed."""

import json
from enum import StrEnum
from typing import Annotated

import typer

from securecart.cli.errors import reported


class Format(StrEnum):
    """How the order is written."""

    TEXT = "text"
    JSON = "json"


def deploy_order(
    context: typer.Context,
    format_: Annotated[
        Format, typer.Option("--format", "-f", help="One stack a line, or JSON with the groups, for other programs.")
    ] = Format.TEXT,
    reverse: Annotated[  # noqa: FBT002 (typer's signature)
        bool, typer.Option("--reverse", help="The order in which the stacks are taken down.")
    ] = False,
) -> None:
    """Print the stacks in order of deployment.

    Writers before those that follow them, the edge last. Each of the groups waits for the one before it; the stacks of
    one group need nothing of each other.
    """
    from securecart.cli.project import load  # noqa: PLC0415
    from securecart.cli.screen import write  # noqa: PLC0415

    with reported():
        fleet = load(context.obj).fleet
        order, groups = list(fleet.deployment_order), dict(fleet.deployment_groups)
        if reverse:
            order, groups = order[::-1], {name: groups[name][::-1] for name in reversed(groups)}
        if format_ is Format.JSON:
            write(json.dumps({"order": order, "groups": groups}, indent=2) + "\n", document=True)
        else:
            write("".join(f"{stack}\n" for stack in order))
