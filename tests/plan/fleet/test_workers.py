"""Processes that run stacks, and do not outlive who wants them to."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest

from securecart.plan.embedded.runtime import run_program
from securecart.plan.errors import PlanError, ProgramError, StackReferenceError
from securecart.plan.fleet.workers import Ran, Workers, run_stack
from securecart.plan.stack import Stack

STACK = Stack(name="one", project="shop")
PROGRAM = """
import pulumi
import pulumi_random
pulumi.export("pet", pulumi_random.RandomPet(pulumi.get_stack()).id)
"""
STARTER = """
import sys, time
from pathlib import Path
from securecart.plan.fleet.workers import Workers
if __name__ == "__main__":
    with Workers(Path(sys.argv[1])) as workers:
        workers.submit(time.sleep, 0).result()
        workers.submit(time.sleep, 60)
        print("started", flush=True)
        time.sleep(60)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "__main__.py").write_text(PROGRAM)
    return tmp_path


def ran(project: Path, *, asked: bool = False) -> Ran:
    with Workers(project) as workers:
        return workers.submit(run_stack, project, STACK, {}, asked=asked).result(timeout=60)


def test_a_worker_plans_what_this_process_would(project: Path) -> None:
    here = run_program(project, STACK, {})
    there = ran(project)
    assert there.plan == here.plan
    assert there.exports == here.exports
    assert there.requests is None
    assert ran(project, asked=True).requests


@pytest.mark.parametrize(
    ("program", "kind", "message"),
    [
        ("1 / 0", ProgramError, r"^one: ZeroDivisionError: division by zero \(__main__.py:1\)$"),
        ("import pulumi\npulumi.StackReference('a/shop/two')", StackReferenceError, "^one: .* two, which did not run"),
    ],
)
def test_what_goes_wrong_there_is_told_here(project: Path, program: str, kind: type[PlanError], message: str) -> None:
    (project / "__main__.py").write_text(program)
    with pytest.raises(kind, match=message) as raised:
        ran(project)
    assert raised.value.stack == "one"
    assert raised.value.location
    assert getattr(raised.value, "missing", ("two",)) == ("two",)


def is_running(pid: int) -> bool:
    try:
        return "zombie" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_workers_end_at_once_if_the_work_is_given_up(project: Path) -> None:
    pids: list[int] = []

    def given_up() -> None:
        with Workers(project) as workers:
            pids.append(workers.submit(os.getpid).result(timeout=60))
            workers.submit(time.sleep, 60)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        given_up()
    (pid,) = pids
    deadline = time.monotonic() + 10  # it is killed already, and a busy machine takes a moment to carry that out
    while is_running(pid):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_nobody_waits_for_workers_that_are_gone(project: Path) -> None:
    with Workers(project) as workers:
        os.killpg(workers._process.pid, signal.SIGKILL)
        workers._listener.join(timeout=60)
        for _ in range(workers.count + 1):
            with pytest.raises(BrokenExecutor):
                workers.submit(os.getpid).result(timeout=10)


def test_what_waits_for_a_worker_that_dies_is_told(project: Path) -> None:
    with Workers(project) as workers:
        futures = [workers.submit(time.sleep, 60) for _ in range(workers.count + 2)]
        os.killpg(workers._process.pid, signal.SIGKILL)
        for future in futures:
            with pytest.raises(BrokenExecutor):
                future.result(timeout=60)


@pytest.mark.parametrize("victim", [signal.SIGKILL, signal.SIGTERM])
def test_no_worker_survives_its_starter_even_if_that_is_killed(project: Path, victim: signal.Signals) -> None:
    script = project / "starter.py"
    script.write_text(STARTER)
    starter = subprocess.Popen([sys.executable, str(script), str(project)], stdout=subprocess.PIPE, text=True)
    assert starter.stdout
    with starter.stdout:
        assert starter.stdout.readline() == "started\n"
        starter.send_signal(victim)
        starter.wait()
        assert starter.stdout.read() == ""  # until everybody who has it has closed it
