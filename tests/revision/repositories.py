"""Git repositories to look into."""

from __future__ import annotations

import subprocess
from pathlib import Path


def git(directory: Path, *arguments: str) -> str:
    """Run git as somebody without settings of their own."""
    done = subprocess.run(
        ["git", "-c", "user.name=tester", "-c", "user.email=tester@securecart.example", *arguments],
        cwd=directory,
        env={"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(directory), "GIT_CONFIG_NOSYSTEM": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def repository(directory: Path) -> str:
    """Make `directory` a repository with its files committed; the commit."""
    git(directory, "init", "--quiet", "--initial-branch=main")
    git(directory, "add", "--all")
    git(directory, "commit", "--quiet", "--message=Begin")
    return git(directory, "rev-parse", "HEAD")
