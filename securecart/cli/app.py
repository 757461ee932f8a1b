"""The command's entry: its options, and which commands there are."""

import os
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from securecart.cli import deploy_order, policies, preview, prove, report, resolve, schema, up
from securecart.cli.errors import ExitCode

app = typer.Typer(
    name="securecart",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # coloured help costs 0.3 s
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
app.command("preview")(preview.preview)
app.command("deploy-order")(deploy_order.deploy_order)
app.command("up")(up.up)
app.command("prove")(prove.prove)
app.command("report")(report.report)
app.command("resolve")(resolve.resolve)
app.command("policies")(policies.policies)
app.command("schema")(schema.schema)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 (typer's signature)
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 (not for --help)

        typer.echo(f"securecart {version('securecart')}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    cwd: Annotated[
        Path, typer.Option("--cwd", "-C", metavar="DIR", help="Run as if started in DIR, the project's folder.")
    ] = Path(),
    version: Annotated[  # noqa: ARG001, FBT002 (handled by its callback)
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Previews SecureCart's global infrastructure: what its stacks want, and whether policy accepts it.

    Exit codes: 0 fine, 1 refused (violations, a failed check), 2 wrong use or settings.
    """
    context.obj = cwd


def main() -> None:
    """Run the command, and leave at once: taking down the SDK's modules one by one would take seconds."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started this
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115 (to the end)
    code: object = ExitCode.FINE
    try:
        app()
    except SystemExit as end:
        code = end.code
    except Exception:  # noqa: BLE001 (a mistake of this command: it must not look as if policy had refused something)
        traceback.print_exc()
        code = ExitCode.WRONG
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))
