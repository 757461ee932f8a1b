"""The real pack in a process of its own, asked over the Analyzer protocol about a fleet that changes a little.

A pack keeps what it was asked about a resource, so only what differs is asked again: a mutant costs one request for the
stack instead of five hundred.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from securecart.plan.analyzer.engine import EngineService
from securecart.plan.analyzer.process import PackHost
from securecart.plan.analyzer.requests import configuration, fleet
from securecart.plan.stack import Stack
from securecart.plan.urns import STACK_TYPE
from tests.fleet import ROOT
from tests.policies.harness import Deployment, pack_configuration
from tests.policies.mutants.mutant import FLEET, View
from tests.policies.recorded import Recorded

_RESOURCE: Final = re.compile(r"(\S+) \([\w:/-]+\): ")
_OPTIONS: Final = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]


@dataclass(frozen=True)
class Answer:
    """What the pack said.

    Attributes:
        violated: by policy, the logical names of what it reports (with the stack's name before a slash where all stacks
            are shown); an empty name for the stack as a whole.
        undecided: by policy, the logical names of the resources that it could not decide about.
    """

    violated: Mapping[str, frozenset[str]]
    undecided: Mapping[str, frozenset[str]]


class RunningPacks:
    """One process of the pack for each stack and view, started when it is first asked; a context manager."""

    def __init__(self, recorded: Recorded) -> None:
        self._recorded = recorded
        self._packs: dict[tuple[str, View], _RunningPack] = {}
        self._exits = ExitStack()

    def __enter__(self) -> Self:
        engine = self._exits.enter_context(EngineService())
        self._host = self._exits.enter_context(PackHost(ROOT / "policies", engine.address))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._exits.close()

    def original(self, stack: str, view: View) -> Deployment:
        """A stack as the real program declares it; not to be changed."""
        return self._recorded[view][stack]

    def others(self, stack: str, view: View) -> list[Deployment]:
        """All stacks but one, likewise."""
        return [found for name, found in self._recorded[view].items() if name != stack]

    def judge(
        self, stack: str, view: View, changed: Deployment, *, together: bool, types: Collection[str] | None = None
    ) -> Answer:
        """What the pack says of a stack that was changed.

        Args:
            stack: the stack's name.
            view: when the pack sees it.
            changed: the stack.
            together: show the fleet that it belongs to.
            types: show no resources of other types.
        """
        pack = self._pack(FLEET if together else stack, view)
        if together:
            return pack.judge_fleet(stack, changed, types)
        return pack.judge(changed, types)

    def _pack(self, stack: str, view: View) -> _RunningPack:
        if (stack, view) not in self._packs:
            process = self._host.start(Stack(name=stack, project="securecart"))
            originals = self._recorded[view] if stack == FLEET else {stack: self._recorded[view][stack]}
            self._packs[stack, view] = _RunningPack(process.port(), stack, originals)
        return self._packs[stack, view]


class _RunningPack:
    def __init__(self, port: int, stack: str, originals: Mapping[str, Deployment]) -> None:
        channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=_OPTIONS)
        self._client = analyzer_pb2_grpc.AnalyzerStub(channel)
        self._client.ConfigureStack(configuration(Stack(name=stack, project="securecart")))
        self._client.Configure(pack_configuration(self._client.GetAnalyzerInfo(empty_pb2.Empty()), {}))
        self._originals = originals
        self._joined: dict[str, Any] = {}
        if stack == FLEET:
            self._joined = {name: _joined(found) for name, found in originals.items()}
        else:
            (self._original,) = originals.values()
            self._known = {request.urn: _serialized(request) for request in self._original.alone}
            found = [self._client.Analyze(request) for request in self._original.alone]
            found.append(self._client.AnalyzeStack(self._original.together))
            violations = _answer((("", answer) for answer in found), with_stack=False).violated
            assert not violations, f"{stack} is refused as it is: {violations}"

    def judge(self, changed: Deployment, types: Collection[str] | None) -> Answer:
        different = [one for one in changed.alone if _serialized(one) != self._known.get(one.urn)]
        answers = [(request.urn, self._client.Analyze(request)) for request in different]
        answers.append(("", self._client.AnalyzeStack(_only(changed.together, types))))
        urns = {request.urn for request in different}
        for request in self._original.alone:
            if request.urn in urns:
                self._client.Analyze(request)
        return _answer(answers, with_stack=False)

    def judge_fleet(self, stack: str, changed: Deployment, types: Collection[str] | None) -> Answer:
        request = analyzer_pb2.AnalyzeStackRequest()
        for joined in (self._joined | {stack: _joined(changed)}).values():
            request.resources.extend(_only(joined, types).resources)
        return _answer([("", self._client.AnalyzeStack(request))], with_stack=True)


def _serialized(request: analyzer_pb2.AnalyzeRequest) -> bytes:
    return request.SerializeToString(deterministic=True)  # otherwise the order of properties differs from copy to copy


def _joined(deployment: Deployment) -> analyzer_pb2.AnalyzeStackRequest:
    return fleet([(deployment.alone, deployment.together)])


def _only(request: analyzer_pb2.AnalyzeStackRequest, types: Collection[str] | None) -> analyzer_pb2.AnalyzeStackRequest:
    """The request with the resources of some types alone, and with the stack itself."""
    if types is None:
        return request
    kept = analyzer_pb2.AnalyzeStackRequest()
    kept.resources.extend(one for one in request.resources if one.type in types or one.type == STACK_TYPE)
    return kept


def _answer(answers: Iterable[tuple[str, Any]], *, with_stack: bool) -> Answer:
    violated: dict[str, set[str]] = {}
    undecided: dict[str, set[str]] = {}
    for urn, answer in answers:
        for found in answer.diagnostics:
            if found.message.startswith("can't run policy"):
                undecided.setdefault(found.policyName, set()).update(_undecided_about(found.message))
            else:
                violated.setdefault(found.policyName, set()).add(_named(found.urn or urn, with_stack=with_stack))
    return Answer(
        {policy: frozenset(names) for policy, names in violated.items()},
        {policy: frozenset(names) for policy, names in undecided.items()},
    )


def _undecided_about(message: str) -> Iterator[str]:
    """The logical names in the message of `UndecidedError`; an empty one for the stack."""
    for about in message.partition("until the deployment knows ")[2].split("; "):
        if found := _RESOURCE.match(about):
            yield found[1]
        elif about.startswith("the stack: "):
            yield ""


def _named(urn: str, *, with_stack: bool) -> str:
    stack, _, name = urn.removeprefix("urn:pulumi:").partition("::")
    short = name.rsplit("::", 1)[-1]
    return f"{stack}/{short}" if with_stack and short else short
