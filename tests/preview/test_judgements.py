"""Stacks are judged when they have run, and all of them together as soon as all have."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, Future
from types import SimpleNamespace
from typing import Any, cast

import pytest

from securecart.plan.analyzer.fleet import FleetAnalyzer
from securecart.plan.errors import WorkerLostError
from securecart.plan.fleet.runs import Runs
from securecart.plan.fleet.workers import Workers
from securecart.preview.judgements import TOGETHER, Judgements
from securecart.settings import load_project
from tests.fleet import ROOT

NOBODY = cast(Workers, None)


class Analyzer:
    """Notes what it is asked, and answers when it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []

    def check(self) -> None:
        """No pack breaks."""

    def submit(self, stack: Any, requests: Any) -> Any:
        self.asked.append((stack.name, requests))
        future: Future[Any] = Future()
        return SimpleNamespace(future=future, result=lambda: f"of {stack.name}")

    submit_together = submit


def judgements(wanted: Sequence[str], *, together: bool) -> tuple[Judgements, Analyzer, dict[str, Any]]:
    analyzer = Analyzer()
    done: dict[str, Any] = {}
    runs = cast(Runs, SimpleNamespace(done=done))
    made = Judgements(load_project(ROOT), wanted, runs, cast(FleetAnalyzer, analyzer), together=together)
    return made, analyzer, done


def ran(name: str) -> Any:
    return SimpleNamespace(requests=f"requests of {name}")


def test_a_stack_is_judged_once_it_has_run_and_all_before_the_rest() -> None:
    made, analyzer, done = judgements(["us-east-1", "us-west-2"], together=True)
    assert made.submit(NOBODY) is None
    done["us-east-1"] = ran("us-east-1")
    first = made.submit(NOBODY)
    assert first
    assert made.submit(NOBODY) is None
    assert made.under_way() == ["judging us-east-1"]
    done["us-west-2"] = ran("us-west-2")
    across, second = made.submit(NOBODY), made.submit(NOBODY)
    assert across
    assert second
    assert made.submit(NOBODY) is None
    assert made.under_way() == ["judging us-east-1", "judging all stacks", "judging us-west-2"]
    assert analyzer.asked == [
        ("us-east-1", "requests of us-east-1"),
        (TOGETHER, ["requests of us-east-1", "requests of us-west-2"]),
        ("us-west-2", "requests of us-west-2"),
    ]
    for future in (second, across, first):
        made.take(future)
    assert dict[str, Any](made.analyses) == {"us-west-2": "of us-west-2", "us-east-1": "of us-east-1"}
    assert str(made.together) == f"of {TOGETHER}"
    assert not made.under_way()


def test_a_part_of_the_fleet_is_not_judged_together() -> None:
    made, analyzer, done = judgements(["us-east-1"], together=False)
    done["us-east-1"] = ran("us-east-1")
    assert made.submit(NOBODY)
    assert made.submit(NOBODY) is None
    assert [name for name, _ in analyzer.asked] == ["us-east-1"]


def test_a_worker_that_is_lost_is_told_by_the_stack_that_it_had_judged() -> None:
    class Lost(Analyzer):
        def submit(self, stack: Any, requests: Any) -> Any:
            def result() -> Any:
                raise BrokenExecutor("gone")

            return SimpleNamespace(future=super().submit(stack, requests).future, result=result)

    made, _, done = judgements(["us-east-1"], together=False)
    made._analyzer = cast(FleetAnalyzer, Lost())
    done["us-east-1"] = ran("us-east-1")
    future = made.submit(NOBODY)
    assert future
    with pytest.raises(WorkerLostError, match="us-east-1: the process that had it judged is gone"):
        made.take(future)
