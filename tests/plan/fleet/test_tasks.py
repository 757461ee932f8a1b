"""Work of several kinds is done side by side, what comes first first."""

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier, Lock
from typing import Any, cast

import pytest

from securecart.plan.fleet.tasks import complete
from securecart.plan.fleet.workers import Workers


class Threads(ThreadPoolExecutor):
    """Workers in this process."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count
        self.most = self.now = 0
        self.lock = Lock()

    def watched(self, function: Any, *arguments: Any) -> Any:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            return function(*arguments)
        finally:
            with self.lock:
                self.now -= 1


class Numbers:
    """Tasks that hand back a number, each only when those that it waits for are done."""

    def __init__(self, name: str, function: Any, waits: dict[int, set[int]]) -> None:
        self.name, self.function, self.waiting = name, function, dict(waits)
        self.taken: list[int] = []
        self.running: list[int] = []

    def submit(self, workers: Workers) -> Future[Any] | None:
        ready = next((number for number, needs in self.waiting.items() if needs <= set(self.taken)), None)
        if ready is None:
            return None
        del self.waiting[ready]
        self.running.append(ready)
        return workers.submit(cast(Threads, workers).watched, self.function, ready)

    def take(self, future: Future[Any]) -> None:
        self.running.remove(future.result())
        self.taken.append(future.result())

    def under_way(self) -> list[str]:
        return [f"{self.name} {number}" for number in self.running]


def test_all_is_done_in_order_of_need_with_no_more_at_once_than_there_are_workers() -> None:
    tasks = Numbers("task", lambda number: number, {3: {2}, 2: {1}, 1: set(), 4: set()})
    said: list[str] = []
    with Threads(2) as threads:
        complete(cast(Workers, threads), [tasks], said.append)
    assert sorted(tasks.taken) == [1, 2, 3, 4]
    assert tasks.taken.index(1) < tasks.taken.index(2) < tasks.taken.index(3)
    assert threads.most <= 2
    assert said[0] == "task 1, task 4"


def test_tasks_run_side_by_side_and_the_first_kind_comes_first() -> None:
    both = Barrier(2, timeout=10)
    first = Numbers("first", lambda number: (both.wait(), number)[1], {1: set(), 2: set()})
    second = Numbers("second", lambda number: number, {1: set()})
    said: list[str] = []
    with Threads(2) as threads:
        complete(cast(Workers, threads), [first, second], said.append)
    assert said[0] == "first 1, first 2"
    assert second.taken == [1]


def test_what_goes_wrong_ends_the_work() -> None:
    def fail(number: int) -> int:
        raise ValueError(number)

    with Threads(1) as threads, pytest.raises(ValueError, match="1"):
        complete(cast(Workers, threads), [Numbers("task", fail, {1: set(), 2: set()})], lambda _: None)
