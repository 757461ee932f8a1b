"""`securecart deploy-order`: in which order the stacks are deployed."""

import typer

from securecart.cli.errors import reported


def deploy_order(context: typer.Context) -> None:
    """Print the stacks in order of deployment.

    One a line: writers before those that follow them, the edge last. Taking down goes the other way round.
    """
    from securecart.cli.project import load  # noqa: PLC0415
    from securecart.cli.screen import write  # noqa: PLC0415

    with reported():
        project = load(context.obj)
        write("".join(f"{stack}\n" for stack in project.fleet.deployment_order))
