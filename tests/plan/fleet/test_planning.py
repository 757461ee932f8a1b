"""All stacks are planned side by side as they are one after the other."""

from securecart.plan.fleet.planning import plan_fleet
from securecart.plan.model import Plan
from securecart.settings import load_project
from tests.fleet import ROOT


def test_the_fleet_is_planned_as_it_is_stack_by_stack(fleet: Plan) -> None:
    said: list[str] = []
    planned = plan_fleet(load_project(ROOT), said.append)
    assert [stack.stack for stack in planned.stacks] == [stack.stack for stack in fleet.stacks]
    assert {stack.stack: stack.resources for stack in planned.stacks} == {
        stack.stack: stack.resources for stack in fleet.stacks
    }
    assert any("running global" in words for words in said)
