"""`securecart up`: deploys the stacks in order, with the policy pack."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from securecart.cli.errors import ExitCode, UsageError, complain, reported

if TYPE_CHECKING:
    from securecart.deployment.up import Outcome


def up(
    context: typer.Context,
    options: Annotated[
        list[str] | None, typer.Argument(metavar="PULUMI_OPTION", help="Options of `pulumi up`, such as `-- --yes`.")
    ] = None,
    stacks: Annotated[
        list[str] | None,
        typer.Option("--stack", "-s", metavar="STACK", help="Deploy this stack only; may be given again."),
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="STACK", help="Begin with this stack, after a failure.")
    ] = None,
) -> None:
    """Deploy the stacks with Pulumi's CLI, in order of deployment.

    Runs `pulumi up` with the policy pack on one stack after another and stops at the first that fails. Asks before it
    changes anything, as `pulumi up` does. Begins with none if one of them is not in Pulumi's backend.
    """
    from securecart.cli.project import check_stacks, find, load  # noqa: PLC0415
    from securecart.deployment.up import DeploymentError  # noqa: PLC0415
    from securecart.deployment.up import up as deploy  # noqa: PLC0415

    with reported():
        project = load(context.obj)
        check_stacks(project, "--stack", stacks or [])
        check_stacks(project, "--from", [first] if first else [])
        order = project.fleet.deployment_order
        chosen = [stack for stack in order[order.index(first) if first else 0 :] if stack in (stacks or order)]
        if not chosen:
            raise UsageError(f"--from {first}: none of the stacks of --stack comes so late; allowed: an earlier one")
        try:
            outcome = deploy(find(context.obj), chosen, options or [], _announce)
        except DeploymentError as error:
            raise UsageError(str(error)) from error
    raise typer.Exit(_conclude(outcome, "--stack" if stacks else "--from"))


def _announce(stack: str) -> None:
    sys.stderr.write(f"securecart: deploying {stack}\n")
    sys.stderr.flush()


def _conclude(outcome: "Outcome", chosen_by: str) -> ExitCode:
    """Say what is deployed and how to go on, with the option by which the stacks were chosen."""
    missing = [stack for stack in (outcome.failed, *outcome.left) if stack]
    if not missing:
        sys.stderr.write(f"securecart: deployed {', '.join(outcome.done)}\n")
        return ExitCode.FINE
    ended = "was interrupted" if outcome.interrupted else f"ended with {outcome.exit_code}"
    again = missing if chosen_by == "--stack" else missing[:1]
    complain(
        f"{outcome.failed or outcome.done[-1]}: `pulumi up` {ended}; deployed: {', '.join(outcome.done) or 'none'}; "
        f"not begun: {', '.join(outcome.left) or 'none'}; "
        f"go on: securecart up {' '.join(f'{chosen_by} {stack}' for stack in again)}"
    )
    return ExitCode.WRONG if outcome.interrupted else ExitCode.REFUSED
