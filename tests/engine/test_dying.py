"""A deployment that dies half way: the next one goes on, and nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from securecart.plan.engine.errors import EngineError
from securecart.plan.engine.provider import StandInProvider
from securecart.plan.engine.stack import EngineStack
from tests.engine.conftest import LEFT_OPEN, PACK, Deployment, deployment
from tests.fleet_changes.scenarios import opened

pytestmark = [pytest.mark.needs_engine, LEFT_OPEN]

STACK = "ap-southeast-1"
HALF_WAY = 100
"""So many resources are made before something dies."""


class _Counting(StandInProvider):
    """A stand-in that does something before it makes a certain resource."""

    def __init__(self, package: str, then: Callable[[], None]) -> None:
        super().__init__(package)
        self._then = then
        self._made = 0
        self._lock = threading.Lock()

    def Create(self, request: Any, context: Any) -> Any:  # noqa: N802 (the protocol's name)
        with self._lock:
            self._made += not request.preview
            if self._made == HALF_WAY:
                self._then()
        return super().Create(request, context)


@pytest.fixture
def fleet() -> Iterator[Deployment]:
    with deployment(checkpoints=True) as made:
        yield made


def dies(fleet: Deployment, then: Callable[[], None]) -> EngineStack:
    """A stack whose deployment has died."""
    sound = fleet.engine.plugins.provider
    fleet.engine.plugins.provider = lambda package: _Counting(package, then)
    stack = fleet.stack(STACK)
    with pytest.raises(EngineError):
        stack.up()
    fleet.engine.plugins.provider = sound
    return stack


def goes_on(stack: EngineStack, made: set[str]) -> None:
    """The next deployment makes what is missing, and only that."""
    steps = stack.up().steps
    whole = {resource.urn for resource in stack.plan().resources}
    again = {urn for urn, done in steps.items() if done == "create" and urn in made}
    assert not again
    assert made < whole
    assert set(steps.values()) == {"create"}
    assert stack.up().steps == {}


def urns(stack: EngineStack) -> set[str]:
    return {resource.urn for resource in stack.plan().resources}


def test_a_provider_that_dies(fleet: Deployment) -> None:
    def die() -> None:
        for connection in tuple(fleet.engine.plugins.connections):
            connection.close()

    stack = dies(fleet, die)
    made = urns(stack)
    assert len(made) >= HALF_WAY // 2
    goes_on(stack, made)


def test_a_cli_that_is_killed(fleet: Deployment) -> None:
    def die() -> None:
        for pid in children("pulumi"):
            os.kill(pid, signal.SIGKILL)

    stack = dies(fleet, die)
    made = urns(stack)
    assert len(made) >= HALF_WAY // 2
    with pytest.raises(EngineError, match="locked"):
        stack.up()
    fleet.unlock(STACK)
    goes_on(stack, made)


def test_nothing_is_begun_that_the_pack_refuses(fleet: Deployment, tmp_path: Path) -> None:
    stack = fleet.stack(STACK, opened(tmp_path))
    assert stack.up(pack=PACK).refused
    assert stack.plan().resources == ()


def children(name: str) -> list[int]:
    """The processes of a name that this one has started."""
    told = subprocess.run(
        ["ps", "-o", "pid=,comm=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=False
    )
    return [int(line.split()[0]) for line in told.stdout.splitlines() if line.split()[1] == name]
