"""Stacks run after those that they read, each once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path
from typing import Any, cast

import pytest

from securecart.plan.embedded.exports import Exports
from securecart.plan.errors import StackReferenceError, WorkerLostError
from securecart.plan.fleet.runs import Runs
from securecart.plan.fleet.tasks import complete
from securecart.plan.fleet.workers import Ran, Workers
from securecart.plan.model import StackPlan
from securecart.plan.stack import Stack
from securecart.settings import Project, load_project
from tests.fleet import ROOT

ORDER = ["us-east-1", "eu-central-1", "us-west-2", "ap-southeast-1", "global"]


class Script:
    """Workers that play what stacks read, and note in which order they are run."""

    def __init__(self, reads: dict[str, Sequence[str]], count: int = 4) -> None:
        self.count = count
        self.reads = reads
        self.tried: list[str] = []
        self.asked: list[str] = []

    def submit(self, _: Any, __: Path, stack: Stack, exports: dict[str, Exports], *, asked: bool) -> Future[Ran]:
        future: Future[Ran] = Future()
        self.tried.append(stack.name)
        self.asked += [stack.name] if asked else []
        missing = tuple(read for read in self.reads.get(stack.name, ()) if read not in exports)
        if missing:
            future.set_exception(StackReferenceError(stack.name, f"refers to {missing}", None, missing))
        else:
            plan = StackPlan(stack=stack.name, project=stack.project, resources=())
            future.set_result(Ran(plan=plan, exports=Exports(), requests=None))
        return future


@pytest.fixture(scope="module")
def project() -> Project:
    return load_project(ROOT)


def played(project: Project, wanted: Sequence[str], script: Script, *, judged: bool = True) -> Runs:
    runs = Runs(project, wanted, judged=judged)
    complete(cast(Workers, script), [runs], lambda _: None)
    return runs


def test_the_edge_runs_last_and_nothing_is_tried_twice(project: Project) -> None:
    assert sorted(ORDER) == sorted(project.fleet.deployment_order)
    script = Script({"global": ORDER[:4]})
    assert set(played(project, ORDER, script).done) == set(ORDER)
    assert sorted(script.tried) == sorted(ORDER)
    assert script.tried[-1] == "global"
    assert script.asked == script.tried


def test_what_a_stack_reads_is_run_before_it_though_nobody_asked_for_it(project: Project) -> None:
    script = Script({"global": ["us-east-1", "us-west-2"], "us-west-2": ["eu-central-1"]})
    runs = played(project, ["global"], script)
    assert set(runs.done) == {"global", "us-east-1", "us-west-2", "eu-central-1"}
    assert script.tried.index("eu-central-1") < script.tried.index("us-west-2", 3) < len(script.tried) - 1
    assert script.tried[-1] == "global"
    assert set(script.asked) == {"global"}


def test_nobody_is_asked_about_plans_alone(project: Project) -> None:
    script = Script({})
    played(project, ORDER, script, judged=False)
    assert not script.asked


@pytest.mark.parametrize(
    ("reads", "told"),
    [
        ({"us-west-2": ["mars"]}, "us-west-2"),
        ({"us-west-2": ["us-west-2"]}, "us-west-2"),
        ({"us-west-2": ["us-east-1"], "us-east-1": ["eu-central-1"], "eu-central-1": ["us-west-2"]}, ""),
    ],
)
@pytest.mark.parametrize("count", [1, 4])
def test_what_cannot_be_read_is_refused(
    project: Project, reads: dict[str, Sequence[str]], told: str, count: int
) -> None:
    with pytest.raises(StackReferenceError, match=rf"^{told}.*refers to"):
        played(project, ["us-west-2"], Script(reads, count))


def test_a_worker_that_is_lost_is_told_by_its_stack(project: Project) -> None:
    class Lost(Script):
        def submit(self, *arguments: Any, **named: Any) -> Future[Ran]:
            future = super().submit(*arguments, **named)
            lost: Future[Ran] = Future()
            lost.set_exception(BrokenExecutor("gone"))
            return lost if self.tried == ["us-west-2"] else future

    with pytest.raises(WorkerLostError, match="us-west-2: the process that ran it is gone"):
        played(project, ["us-west-2"], Lost({}))
