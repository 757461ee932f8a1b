"""Engines for the tests that need Pulumi's own: offline, with the real program, settings and pack."""

from __future__ import annotations

import asyncio
import gc
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest

from securecart.plan.engine import cli
from securecart.plan.engine.engine import OfflineEngine
from securecart.plan.engine.stack import EngineStack
from securecart.settings import Project, load_project
from tests.fleet import ROOT

LEFT_OPEN = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""For tests in which the engine goes before the program ends: the Automation API then leaves its event loop open."""

PACK = ROOT / "policies"
TEARDOWN = PACK / "teardown.json"


class Deployment:
    """A fleet on an offline engine.

    Args:
        engine: the engine.
    """

    def __init__(self, engine: OfflineEngine) -> None:
        self.engine = engine

    def stack(self, name: str, folder: Path = ROOT) -> EngineStack:
        """A stack with the program and the settings in a folder."""
        return self.engine.stack(load_project(folder), name)

    def up(self, *names: str, folder: Path = ROOT) -> dict[str, dict[str, str]]:
        """Deploy stacks; what was done in each, by URN without what all of its URNs begin with."""
        return {name: steps(self.stack(name, folder).up().steps) for name in names}

    def unprotect(self, name: str, urn: str) -> None:
        """Let a resource go, as `pulumi state unprotect` does."""
        self.stack(name)._stack._run_pulumi_cmd_sync(["state", "unprotect", urn, "--yes"])

    def unlock(self, name: str) -> None:
        """Take away the lock of an update that died, as `pulumi cancel` does."""
        self.stack(name)._stack.cancel()


def steps(found: dict[str, str]) -> dict[str, str]:
    """Operations by type and name: `aws:rds/instance:Instance shop-db-g1`."""
    return {f"{urn.split('::')[2].rsplit('$', 1)[-1]} {urn.split('::', 3)[3]}": done for urn, done in found.items()}


@contextmanager
def deployment(*, checkpoints: bool = False) -> Iterator[Deployment]:
    """An engine for a test, or for all tests of a file."""
    gc.collect()
    gc.freeze()  # looking through the SDK's modules takes longer than what is done with them
    with closed_loops(), OfflineEngine(cli.find(ROOT), checkpoints=checkpoints) as engine:
        yield Deployment(engine)


@contextmanager
def closed_loops() -> Iterator[None]:
    """Close what event loops are made, and take away what is left of programs whose engine has gone.

    Python would complain of both whenever it finds them, in whatever test that is.
    """
    policy = asyncio.get_event_loop_policy()
    made: list[asyncio.AbstractEventLoop] = []
    make = policy.new_event_loop

    def noted() -> asyncio.AbstractEventLoop:
        made.append(make())
        return made[-1]

    with patch.object(policy, "new_event_loop", noted):
        yield
        deadline = time.monotonic() + 30  # a program whose engine has gone notices
        while any(loop.is_running() for loop in made) and time.monotonic() < deadline:
            time.sleep(0.05)
        with patch("sys.unraisablehook"), warnings.catch_warnings(action="ignore"):
            gc.collect()
        for loop in made:
            loop.close()
    asyncio.set_event_loop(None)


@pytest.fixture(scope="session")
def project() -> Project:
    return load_project(ROOT)
