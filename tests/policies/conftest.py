"""The real program's requests, made once for all tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from policies.catalogue import rules
from policies.framework.pack import Policies
from tests.policies.harness import Deployment
from tests.policies.mutants.mutant import View
from tests.policies.recorded import Recorded, record


@pytest.fixture(scope="session")
def recorded() -> Recorded:
    """The requests of every stack of the fleet, by view and stack. Not to be changed: `deployments` gives copies."""
    return record()


@pytest.fixture
def deployments(recorded: Recorded) -> Mapping[str, Deployment]:
    """The requests of every stack of the fleet at a preview, to be changed at will."""
    return _Copies(recorded[View.PREVIEW])


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
