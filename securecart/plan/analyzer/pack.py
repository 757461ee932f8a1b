"""A policy pack at work: asked about each resource of a stack, then about the stack."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any, Final, Self

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from securecart.plan import urns
from securecart.plan.analyzer.configuration import PackConfiguration
from securecart.plan.analyzer.errors import AnalyzerError
from securecart.plan.analyzer.process import PackProcess
from securecart.plan.analyzer.requests import Requests, configuration
from securecart.plan.stack import Stack
from securecart.plan.verdicts import Analysis, Level, Policy, Severity, Verdict

ANSWER_TIMEOUT: Final = 60.0
"""Seconds that a pack may take over one question; with a whole stack of hundreds of resources it takes about one."""

_OPTIONS: Final = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
_LEVELS: Final[Mapping[int, Level]] = {
    analyzer_pb2.ADVISORY: Level.ADVISORY,
    analyzer_pb2.MANDATORY: Level.MANDATORY,
    analyzer_pb2.DISABLED: Level.DISABLED,
    analyzer_pb2.REMEDIATE: Level.REMEDIATE,
}
_SEVERITIES: Final[Mapping[int, Severity]] = {
    analyzer_pb2.POLICY_SEVERITY_UNSPECIFIED: Severity.UNSPECIFIED,
    analyzer_pb2.POLICY_SEVERITY_LOW: Severity.LOW,
    analyzer_pb2.POLICY_SEVERITY_MEDIUM: Severity.MEDIUM,
    analyzer_pb2.POLICY_SEVERITY_HIGH: Severity.HIGH,
    analyzer_pb2.POLICY_SEVERITY_CRITICAL: Severity.CRITICAL,
}
_UNDECIDED: Final = ("can't run policy ", "can't run remediation ")
_UNDECIDED_BY: Final = re.compile(r"^can't run (policy|remediation) '[^']*' from policy pack '[^']*' during preview: ")


class Pack:
    """A pack that was started for a stack; a context manager that ends it.

    Args:
        process: the pack's process.
        stack: the stack that it judges.
        configuration: what a user configures of it.
    """

    def __init__(self, process: PackProcess, stack: Stack, configuration: PackConfiguration) -> None:
        self._process = process
        self._stack = stack
        self._configuration = configuration
        self._channel = grpc.insecure_channel(f"127.0.0.1:{process.port()}", options=_OPTIONS)
        self._client = analyzer_pb2_grpc.AnalyzerStub(self._channel)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._channel.close()
        self._process.stop()

    def analyze(self, requests: Requests) -> Analysis:
        """Ask about every resource of the stack and about the stack.

        Raises:
            AnalyzerError: the pack broke, or does not answer.
        """
        policies = self._configure()
        remediates = any(policy.level is Level.REMEDIATE for policy in policies.values())
        verdicts: list[Verdict] = []
        for request in requests.resources:
            if remediates:
                verdicts += self._remediate(request, policies)
            answer = self._ask(self._client.Analyze, request, request.urn)
            verdicts += self._verdicts(answer.diagnostics, policies, urn=request.urn)
        answer = self._ask(self._client.AnalyzeStack, requests.stack, "the whole stack")
        verdicts += self._verdicts(answer.diagnostics, policies, known={request.urn for request in requests.resources})
        return Analysis(
            stack=self._stack.name,
            policies=tuple(policies.values()),
            verdicts=tuple(self._settled(verdicts, requests, policies)),
            judged=len(requests.resources),
        )

    def _settled(
        self, verdicts: Sequence[Verdict], requests: Requests, policies: Mapping[str, Policy]
    ) -> Iterator[Verdict]:
        """The verdicts, those that are undecided asked again with stand-ins for what is not known.

        A document that holds an ARN of another resource is unknown as a whole before the deployment, which would then
        be the first to find what is wrong with the rest of it.
        """
        again: dict[tuple[str, str], list[Verdict]] = {}
        open_ = [verdict for verdict in verdicts if verdict.undecided]
        for urn in dict.fromkeys(verdict.urn for verdict in open_ if policies[verdict.policy].judges == "resource"):
            answer = self._ask(self._client.Analyze, requests.with_stand_ins(urn), urn)
            for found in self._verdicts(answer.diagnostics, policies, urn=urn):
                again.setdefault((found.policy, urn), []).append(found)
        if any(policies[verdict.policy].judges == "stack" for verdict in open_):
            for request in requests.resources[1:]:  # a pack may join a stack with the inputs that it was shown before
                self._ask(self._client.Analyze, requests.with_stand_ins(request.urn), request.urn)
            answer = self._ask(self._client.AnalyzeStack, requests.stack_with_stand_ins(), "the whole stack")
            known = {request.urn for request in requests.resources}
            for found in self._verdicts(answer.diagnostics, policies, known=known):
                if found.undecided or found not in verdicts:
                    again.setdefault((found.policy, ""), []).append(found)
        for verdict in verdicts:
            of_stack = verdict.undecided and policies[verdict.policy].judges == "stack"
            found_then = again.get((verdict.policy, "" if of_stack else verdict.urn), [])
            if not verdict.undecided or any(found.undecided for found in found_then):
                yield verdict
            elif found_then:
                yield from (replace(found, assumed=True) for found in found_then)
            else:
                yield replace(verdict, assumed=True)

    def analyze_together(self, request: analyzer_pb2.AnalyzeStackRequest) -> tuple[Verdict, ...]:
        """Ask about several stacks at once, which only rules across stacks answer.

        Raises:
            AnalyzerError: the pack broke, or does not answer.
        """
        policies = self._configure()
        first = request.resources[0]
        self._ask(self._client.Analyze, analyzer_pb2.AnalyzeRequest(type=first.type, urn=first.urn), first.urn)
        answer = self._ask(self._client.AnalyzeStack, request, "all stacks together")
        known = {resource.urn for resource in request.resources}
        return tuple(self._verdicts(answer.diagnostics, policies, known=known))

    def _configure(self) -> dict[str, Policy]:
        self._configure_stack()
        info: analyzer_pb2.AnalyzerInfo = self._ask(self._client.GetAnalyzerInfo, empty_pb2.Empty(), "its policies")
        request = self._configuration.request(info)
        self._ask(self._client.Configure, request, "its configuration")
        return {policy.name: _policy(policy, request.policyConfig[policy.name]) for policy in info.policies}

    def _configure_stack(self) -> None:
        handshake = analyzer_pb2.AnalyzerHandshakeRequest()
        for call, request in (
            (self._client.Handshake, handshake),
            (self._client.ConfigureStack, configuration(self._stack)),
        ):
            self._ask(call, request, "its stack", optional=True)

    def _remediate(self, request: analyzer_pb2.AnalyzeRequest, policies: Mapping[str, Policy]) -> Iterable[Verdict]:
        """Let the pack change the inputs; what it changes is what it judges next."""
        answer = self._ask(self._client.Remediate, request, request.urn)
        for remediation in answer.remediations:
            policy = policies[remediation.policyName]
            if not remediation.diagnostic:
                request.properties.CopyFrom(remediation.properties)
            yield Verdict(
                policy=policy.name,
                stack=self._stack.name,
                urn=request.urn,
                level=Level.ADVISORY if remediation.diagnostic else Level.REMEDIATE,
                severity=policy.severity,
                message=remediation.diagnostic or f"{policy.description}: the pack corrects the inputs",
                remediation=policy.remediation,
                undecided=bool(remediation.diagnostic),
            )

    def _verdicts(
        self,
        diagnostics: Iterable[Any],
        policies: Mapping[str, Policy],
        *,
        urn: str = "",
        known: Collection[str] = (),
    ) -> Iterable[Verdict]:
        root = urns.root(stack=self._stack.name, project=self._stack.project)
        for diagnostic in diagnostics:
            policy = policies.get(diagnostic.policyName)
            undecided = diagnostic.message.startswith(_UNDECIDED)
            named = urn or (diagnostic.urn if diagnostic.urn in known else root)
            severity = _SEVERITIES[diagnostic.severity]
            if policy and severity is Severity.UNSPECIFIED:
                severity = policy.severity
            yield Verdict(
                policy=diagnostic.policyName,
                stack=urns.stack(named),
                urn=named,
                level=_LEVELS[diagnostic.enforcementLevel],
                severity=severity,
                message=_without(diagnostic.message, diagnostic.description, policy.remediation if policy else ""),
                remediation=policy.remediation if policy else "",
                undecided=undecided,
            )

    def _ask(self, call: Any, request: Any, about: str, *, optional: bool = False) -> Any:  # noqa: ANN401
        try:
            return call(request, timeout=ANSWER_TIMEOUT)
        except grpc.RpcError as error:
            code = error.code()
            if optional and code is grpc.StatusCode.UNIMPLEMENTED:
                return None
            if code is grpc.StatusCode.DEADLINE_EXCEEDED:
                raise self._process.failure(f"did not answer about {about} within {ANSWER_TIMEOUT:.0f} s") from error
            if self._process.ended or code is grpc.StatusCode.UNAVAILABLE:
                raise self._process.failure(f"ended while it was asked about {about}") from error
            raise AnalyzerError(f"the policy pack failed on {about}: {error.details()}") from error


def _policy(info: analyzer_pb2.PolicyInfo, config: analyzer_pb2.PolicyConfig) -> Policy:
    return Policy(
        name=info.name,
        title=info.displayName,
        description=info.description,
        level=_LEVELS[config.enforcementLevel],
        severity=_SEVERITIES[info.severity],
        remediation=info.remediation_steps,
        url=info.url,
        judges="stack" if info.policy_type == analyzer_pb2.POLICY_TYPE_STACK else "resource",
    )


def _without(message: str, description: str, remediation: str) -> str:
    """A message without what is told beside it: Pulumi's own output has no other place for a remedy."""
    own = _UNDECIDED_BY.sub("", message).removeprefix(description).strip()
    if remediation:
        own = own.removesuffix(f"Fix: {remediation}").strip()
    return own or description
