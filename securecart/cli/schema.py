"""`securecart schema`: JSON Schemas, for editors and other programs."""

import json
from enum import StrEnum
from typing import Annotated

import typer

from securecart.cli.errors import reported


class Kind(StrEnum):
    """What there is a schema of."""

    STACK = "stack"
    PLAN = "plan"
    COMPARISON = "comparison"


def schema(
    context: typer.Context,
    kind: Annotated[
        Kind,
        typer.Argument(
            help="`stack`: a stack file; `plan`: what `preview --format json` writes; `comparison`: with `--against`."
        ),
    ] = Kind.STACK,
) -> None:
    """Print a JSON Schema, for editors and programs.

    An editor with the YAML language server takes it by a first line in the stack file:
    # yaml-language-server: $schema=stack.schema.json
    """
    from securecart.cli.screen import write  # noqa: PLC0415

    with reported():
        if kind is Kind.PLAN:
            from securecart.preview.document import schema as of_plan  # noqa: PLC0415

            found = of_plan()
        elif kind is Kind.COMPARISON:
            from securecart.comparison.document import schema as of_comparison  # noqa: PLC0415

            found = of_comparison()
        else:
            from securecart.cli.project import find  # noqa: PLC0415
            from securecart.settings.json_schema import schema as of_stack  # noqa: PLC0415
            from securecart.settings.stack_file import read_project  # noqa: PLC0415

            found = of_stack(read_project(find(context.obj)).defaults)
        write(json.dumps(found, indent=2) + "\n")
