"""What is proven of the real fleet, once for all tests of a file."""

from __future__ import annotations

import pytest

from securecart.plan.model import Plan
from securecart.proof.estate.model import Estate
from securecart.proof.estate.read import read
from securecart.proof.model import Proof
from securecart.proof.proving import prove
from securecart.settings import Project, load_project
from tests.fleet import ROOT


@pytest.fixture(scope="session")
def project() -> Project:
    """The real settings."""
    return load_project(ROOT)


@pytest.fixture(scope="session")
def estate(fleet: Plan) -> Estate:
    """The real fleet, read from its plan."""
    return read(fleet)


@pytest.fixture(scope="session")
def proof(estate: Estate, project: Project) -> Proof:
    """The proof of the real fleet."""
    return prove(estate, project.fleet.edge, project.fleet.project)
