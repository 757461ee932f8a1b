"""`securecart preview --against`: what changes from another revision to what is on disk."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from securecart.cli.errors import UsageError

if TYPE_CHECKING:
    from securecart.comparison.model import Comparison, Side
    from securecart.plan.model import Plan
    from securecart.preview.model import Preview
    from securecart.proof.model import Proof
    from securecart.settings import Project
    from securecart.settings.stack_file import StackFile

_WORK_TREE: Final = "work tree"


def other_side(
    project: "Project",
    revision: str,
    stacks: Sequence[str],
    policy_config: Path | None,
    report: Callable[[str], None],
) -> "Side":
    """Preview another revision of a project.

    Args:
        project: the project on disk.
        revision: a commit, branch or tag.
        stacks: those that are asked for; none means all.
        policy_config: levels and figures of policies.
        report: is told what is being done.

    Raises:
        UsageError: there is no such revision, or it cannot be previewed.
    """
    from securecart.comparison.model import Side  # noqa: PLC0415 (not for --help)
    from securecart.revision.git import repository  # noqa: PLC0415
    from securecart.revision.planning import preview  # noqa: PLC0415
    from securecart.settings.stack_file import read_project, read_stacks  # noqa: PLC0415

    with _about(revision):
        found = repository(project.directory)
        commit = found.commit(revision)
        report(f"previewing {revision}")
        with found.files(commit) as directory:
            made = preview(directory, stacks, policy_config)
            files, _ = read_stacks(directory, read_project(directory))
        proof = None if stacks else _proof(project, made.plan)
    settings = {file.stack: _settings(file) for file in files if not stacks or file.stack in stacks}
    return Side(name=revision, commit=commit, plan=made.plan, verdicts=made.verdicts, settings=settings, proof=proof)


def compared(project: "Project", before: "Side", made: "Preview") -> "Comparison":
    """Compare another revision with the preview of what is on disk.

    Raises:
        UsageError: git does not answer any more.
        RoutingError: Route 53 would not hold the records of what is on disk.
    """
    from securecart.comparison.compare import compare  # noqa: PLC0415
    from securecart.comparison.model import Side  # noqa: PLC0415
    from securecart.revision.git import repository  # noqa: PLC0415

    with _about(before.name):
        found = repository(project.directory)
        commit, uncommitted = found.commit("HEAD"), found.has_uncommitted()
    after = Side(
        name=_WORK_TREE,
        commit=commit,
        uncommitted=uncommitted,
        plan=made.plan,
        verdicts=made.verdicts,
        settings={stack.plan.stack: _settings(project.files[stack.plan.stack]) for stack in made.stacks},
        proof=_proof(project, made.plan) if before.proof else None,
    )
    return compare(before, after)


def _proof(project: "Project", plan: "Plan") -> "Proof":
    """What customers get of a plan of the whole fleet, held against what the settings on disk promise."""
    from securecart.proof.estate.read import read  # noqa: PLC0415
    from securecart.proof.proving import prove  # noqa: PLC0415

    return prove(read(plan), project.fleet.edge, project.fleet.project)


@contextmanager
def _about(revision: str) -> Iterator[None]:
    """Tell of an error which revision it is about."""
    from securecart.revision.errors import RevisionError  # noqa: PLC0415
    from securecart.routing.errors import RoutingError  # noqa: PLC0415

    try:
        yield
    except RevisionError as error:
        raise UsageError(f"--against {revision}: {error}") from error
    except RoutingError as error:
        raise UsageError(f"--against {revision}: Route 53 would not hold its records: {error}") from error
    except OSError as error:  # no room for its files
        raise UsageError(f"--against {revision}: {error.filename}: {error.strerror}") from error


def _settings(file: "StackFile") -> dict[str, Any]:
    """The settings of a stack that are no secrets, whether encrypted or not."""
    from securecart.settings.secrets import EDGE_SECRETS, REGION_SECRETS  # noqa: PLC0415

    return {
        key: value for key, value in file.values.items() if key.partition(":")[2] not in EDGE_SECRETS | REGION_SECRETS
    }
