"""Asks git, and never changes anything: neither work tree nor index, no branch, no list of worktrees."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from securecart.revision.errors import RevisionError

_ENVIRONMENT: Final = {
    "GIT_OPTIONAL_LOCKS": "0",  # `git status` would write the index anew
    "GIT_NO_LAZY_FETCH": "1",  # nothing leaves this machine, even in a partial clone
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """The git repository that a project is in.

    Attributes:
        directory: the project's folder.
        prefix: the project's folder inside the repository; empty if it is the top.
    """

    directory: Path
    prefix: str

    def commit(self, revision: str) -> str:
        """The full id of the commit that a revision names.

        Raises:
            RevisionError: it names none.
        """
        found = _git(self.directory, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if found is not None and found.strip():
            return found.strip()
        shallow = (_git(self.directory, "rev-parse", "--is-shallow-repository") or "").strip() == "true"
        hint = "; this clone is shallow: `git fetch --unshallow` brings the rest of its history" if shallow else ""
        raise RevisionError(f"there is no such revision; allowed: a commit, branch or tag of this repository{hint}")

    def has_uncommitted(self) -> bool:
        """Whether the project's files differ from the newest commit; files that git ignores do not count."""
        return bool((_git(self.directory, "status", "--porcelain", "--", ".") or "").strip())

    @contextmanager
    def files(self, commit: str) -> Iterator[Path]:
        """The project's folder as of a commit, in a temporary place; nothing of it stays.

        An index of its own is checked out: `git worktree` would enter the place in the repository and run its hooks,
        `git archive` leaves out what is marked so.

        Raises:
            RevisionError: the files cannot be had, or there is no room for them.
        """
        with TemporaryDirectory(prefix="securecart-", ignore_cleanup_errors=True) as folder:
            tree = Path(folder) / "tree"
            tree.mkdir()
            environment = {"GIT_INDEX_FILE": f"{folder}/index"}
            for arguments in (("read-tree", commit), ("checkout-index", "--all", "--quiet", f"--prefix={tree}/")):
                _run(self.top, arguments, environment)
            yield tree / self.prefix

    @property
    def top(self) -> Path:
        """The repository's own folder: `checkout-index` leaves out what is outside of where it runs."""
        return self.directory.joinpath(*[".."] * len(Path(self.prefix).parts)).resolve()


def repository(directory: Path) -> Repository:
    """The repository that a project's folder is in.

    Raises:
        RevisionError: it is in none, or git is not installed.
    """
    done = _start(directory, ("rev-parse", "--show-prefix"), {})
    if "not a git repository" in done.stderr:
        raise RevisionError(f"{directory} is not in a git repository")
    if done.returncode != 0:
        raise RevisionError(f"git refuses: {_words(done)}")
    if _git(directory, "rev-parse", "--verify", "--quiet", "HEAD") is None:
        raise RevisionError(f"the git repository of {directory} has no commit yet")
    return Repository(directory=directory, prefix=done.stdout.strip())


def _git(directory: Path, *arguments: str) -> str | None:
    """What git says; None if it refuses."""
    done = _start(directory, arguments, {})
    return done.stdout if done.returncode == 0 else None


def _run(directory: Path, arguments: tuple[str, ...], environment: Mapping[str, str]) -> None:
    done = _start(directory, arguments, environment)
    if done.returncode != 0:
        raise RevisionError(f"its files cannot be had: git {arguments[0]}: {_words(done)}")


def _words(done: subprocess.CompletedProcess[str]) -> str:
    """What git says is wrong, in one line."""
    lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
    return lines[0].removeprefix("fatal: ").removeprefix("error: ")


def _start(
    directory: Path, arguments: tuple[str, ...], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603 (no shell, and a revision is never taken for an option)
            ["git", *arguments],  # noqa: S607 (the user's own git)
            cwd=directory,
            env={**os.environ, **_ENVIRONMENT, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except FileNotFoundError as error:
        raise RevisionError("git is not installed, or not on PATH") from error
