"""Measures the policy pack: how long it takes to start, what a resource costs, and what a rule adds to that.

    .venv/bin/python bench/policies.py [--runs 5]

The pack runs in a process of its own, over the Analyzer protocol, on the real fleet. What a rule adds is measured in
this process, with growing shares of the rules, on the largest stack.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from google.protobuf import empty_pb2  # noqa: E402
from pulumi_policy import EnforcementLevel  # noqa: E402
from pulumi_policy.policy import _PolicyAnalyzerServicer  # noqa: E402

from policies.catalogue import rules  # noqa: E402
from policies.framework.pack import Policies  # noqa: E402
from policies.framework.rule import Rule  # noqa: E402
from securecart.plan.analyzer.configuration import PackConfiguration  # noqa: E402
from securecart.plan.analyzer.engine import EngineService  # noqa: E402
from securecart.plan.analyzer.pack import Pack  # noqa: E402
from securecart.plan.analyzer.process import PackHost  # noqa: E402
from securecart.plan.analyzer.requests import Requests  # noqa: E402
from securecart.plan.embedded.exports import Exports  # noqa: E402
from securecart.plan.embedded.runtime import run_program  # noqa: E402
from securecart.plan.stack import Stack  # noqa: E402
from securecart.settings import load_project  # noqa: E402

SHARES: Final = (0.0, 0.5, 1.0)


def main() -> None:
    """Measure, and print as it goes."""
    parser = argparse.ArgumentParser(description="Measure the policy pack.")
    parser.add_argument("--runs", type=int, default=5, help="runs to take the median of")
    runs = parser.parse_args().runs
    fleet = record()
    print(f"{len(rules())} rules, {sum(len(requests.resources) for requests in fleet.values())} resources")
    in_process(fleet, runs)
    growth(max(fleet.values(), key=lambda requests: len(requests.resources)), runs)


def record() -> dict[str, Requests]:
    """The requests of every stack, by stack."""
    project = load_project(ROOT)
    exports: dict[str, Exports] = {}
    found = {}
    gc.disable()
    for name in project.fleet.deployment_order:
        config = project.offline_config(name)
        stack = Stack(name=name, project="securecart", config=config.values, secret_keys=config.secrets)
        recording = run_program(ROOT, stack, exports)
        exports[name] = recording.exports
        found[name] = Requests(recording)
    return found


def in_process(fleet: dict[str, Requests], runs: int) -> None:
    """What starting the pack and judging a stack takes, over the protocol."""
    with EngineService() as engine, PackHost(ROOT / "policies", engine.address) as host:
        for name, requests in fleet.items():
            starts, times = [], []
            asked = requests.serialized()
            for _ in range(runs + 1):
                stack = Stack(name=name, project="securecart")
                began = time.perf_counter()
                process = host.start(stack)
                process.port()
                started = time.perf_counter()
                with process, Pack(process.port(), stack, PackConfiguration()) as pack:
                    pack.analyze(asked)
                starts.append(started - began)
                times.append(time.perf_counter() - started)
            judged, start = statistics.median(times[1:]), statistics.median(starts[1:])
            each = judged / len(requests.resources) * 1000
            print(
                f"{name:16} start {start:.2f} s, {len(requests.resources)} resources {judged:.2f} s, {each:.2f} ms each"
            )


def growth(requests: Requests, runs: int) -> None:
    """What a rule adds to a resource."""
    costs = {}
    for share in SHARES:
        chosen = rules()[: round(len(rules()) * share)]
        seconds = statistics.median(_judge(chosen, requests) for _ in range(runs))
        costs[len(chosen)] = seconds / len(requests.resources)
        print(f"with {len(chosen):3} rules  {costs[len(chosen)] * 1e6:6.0f} us a resource")
    none, every = costs[0], costs[len(rules())]
    print(f"a rule adds      {(every - none) / len(rules()) * 1e6:6.1f} us a resource")


def _judge(chosen: Sequence[Rule], requests: Requests) -> float:
    servicer: Any = _PolicyAnalyzerServicer("bench", "0.0.1", Policies(chosen), EnforcementLevel.ADVISORY)
    servicer.Configure(PackConfiguration().request(servicer.GetAnalyzerInfo(empty_pb2.Empty(), None)), None)
    began = time.perf_counter()
    for request in requests.resources:
        servicer.Analyze(request, None)
    servicer.AnalyzeStack(requests.stack, None)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
