"""What a stack is for, in the words of the screen."""

from dataclasses import replace

import pytest

from securecart.preview.roles import role
from securecart.settings import Fleet, load_project
from tests.fleet import ROOT


@pytest.fixture(scope="module")
def committed() -> Fleet:
    return load_project(ROOT).fleet


def test_tells_role_and_data(committed: Fleet) -> None:
    assert [role(committed, stack) for stack in committed.deployment_order] == [
        "active, writes world",
        "active, writes eu",
        "active, follows us-east-1",
        "standby, follows us-east-1",
        "edge",
    ]


def test_a_switch_that_must_not_stay_on_is_in_sight(committed: Fleet) -> None:
    first = committed.regions["us-east-1"].model_copy(update={"bootstrap": True, "teardown": True})
    fleet = replace(
        committed,
        regions={**committed.regions, "us-east-1": first},
        edge=committed.edge.model_copy(update={"teardown": True}),
    )
    assert role(fleet, "us-east-1") == "active, writes world, bootstrap, teardown"
    assert role(fleet, "global") == "edge, teardown"
