"""The real program's requests, made once for all tests."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pytest

from policies.catalogue import rules
from policies.framework.pack import Policies
from securecart.plan.embedded.runtime import run_program
from securecart.plan.stack import Stack
from securecart.settings import load_project
from tests.fleet import ROOT
from tests.policies.harness import Deployment

if TYPE_CHECKING:
    from securecart.plan.embedded.exports import Exports


@pytest.fixture(scope="session")
def recorded() -> Mapping[str, Deployment]:
    """The requests of every stack of the fleet, by stack. Not to be changed: `deployments` gives copies."""
    project = load_project(ROOT)
    exports: dict[str, Exports] = {}
    deployments = {}
    gc.disable()  # looking through the SDK's modules again and again takes longer than the program
    for name in project.fleet.deployment_order:
        config = project.offline_config(name)
        stack = Stack(name=name, project="securecart", config=config.values, secret_keys=config.secrets)
        recording = run_program(ROOT, stack, exports)
        exports[name] = recording.exports
        deployments[name] = Deployment.of(recording)
    gc.enable()
    return deployments


@pytest.fixture
def deployments(recorded: Mapping[str, Deployment]) -> Mapping[str, Deployment]:
    """The requests of every stack of the fleet, to be changed at will."""
    return _Copies(recorded)


@pytest.fixture
def pack() -> Policies:
    """The whole pack."""
    return Policies(rules())


class _Copies(Mapping[str, Deployment]):
    def __init__(self, originals: Mapping[str, Deployment]) -> None:
        self._originals = originals

    def __getitem__(self, stack: str) -> Deployment:
        return self._originals[stack].copy()

    def __iter__(self) -> Iterator[str]:
        return iter(self._originals)

    def __len__(self) -> int:
        return len(self._originals)
