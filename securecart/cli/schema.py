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


def schema(
    kind: Annotated[
        Kind, typer.Argument(help="`stack`: a stack file; `plan`: what `preview --format json` writes.")
    ] = Kind.STACK,
) -> None:
    """Print the JSON Schema of a stack file, or of a plan document.

    An editor with the YAML language server takes it by a first line in the stack file:
    # yaml-language-server: $schema=stack.schema.json
    """
    from securecart.cli.screen import write  # noqa: PLC0415

    with reported():
        if kind is Kind.PLAN:
            from securecart.preview.document import schema as found  # noqa: PLC0415
        else:
            from securecart.settings.json_schema import schema as found  # noqa: PLC0415
        write(json.dumps(found(), indent=2) + "\n")
