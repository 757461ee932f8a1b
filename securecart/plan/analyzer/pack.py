"""A policy pack at work: asked about each resource of a stack, then about the stack."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Final, Self

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from securecart.plan import urns
from securecart.plan.analyzer.configuration import PackConfiguration
from securecart.plan.analyzer.errors import AnalyzerError
from securecart.plan.analyzer.messages import is_undecided, reason
from securecart.plan.analyzer.process import PackProcess
from securecart.plan.analyzer.requests import Requests, configuration
from securecart.plan.analyzer.stand_ins import settle
from securecart.plan.stack import Stack
from securecart.plan.verdicts import Analysis, Judges, Level, Policy, Severity, Verdict

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

    def policies(self) -> tuple[Policy, ...]:
        """Configure the pack, and tell its policies as they are then.

        Raises:
            AnalyzerError: the pack broke, does not answer, or does not have what is configured.
        """
        return tuple(self._configure().values())

    def analyze(self, requests: Requests) -> Analysis:
        """Ask about every resource of the stack and about the stack.

        Raises:
            AnalyzerError: the pack broke, or does not answer.
        """
        policies = self._configure()
        verdicts: list[Verdict] = []
        for request in requests.resources:
            verdicts += self._corrected(request, policies)
            verdicts += self._about_resource(request, policies)
        verdicts += self._about_stack(requests.stack, policies)
        of_stacks = {policy.name for policy in policies.values() if policy.judges is Judges.STACK}
        again = list(self._asked_again(verdicts, requests, policies, of_stacks))
        return Analysis(
            stack=self._stack.name,
            policies=tuple(policies.values()),
            verdicts=tuple(settle(verdicts, again, of_stacks)),
            judged=len(requests.resources),
        )

    def _asked_again(
        self,
        verdicts: Sequence[Verdict],
        requests: Requests,
        policies: Mapping[str, Policy],
        of_stacks: Collection[str],
    ) -> Iterator[Verdict]:
        """What the pack says with stand-ins of the resources, and of the stack, that it could not decide about."""
        undecided = [verdict for verdict in verdicts if verdict.undecided]
        alone = {verdict.urn for verdict in undecided if verdict.policy not in of_stacks}
        together = any(verdict.policy in of_stacks for verdict in undecided)
        for urn in requests.declared:
            if urn in alone or together:  # a pack may join a stack with the inputs that it was shown before
                request = requests.with_stand_ins(urn)
                tuple(self._corrected(request, policies))
                found = tuple(self._about_resource(request, policies))
                yield from found if urn in alone else ()
        if together:
            yield from self._about_stack(requests.stack_with_stand_ins(), policies)

    def _about_resource(
        self, request: analyzer_pb2.AnalyzeRequest, policies: Mapping[str, Policy]
    ) -> Iterable[Verdict]:
        answer = self._ask(self._client.Analyze, request, request.urn)
        return self._verdicts(answer.diagnostics, policies, urn=request.urn)

    def _about_stack(
        self, request: analyzer_pb2.AnalyzeStackRequest, policies: Mapping[str, Policy]
    ) -> Iterable[Verdict]:
        answer = self._ask(self._client.AnalyzeStack, request, "the whole stack")
        return self._verdicts(answer.diagnostics, policies, known={resource.urn for resource in request.resources})

    def analyze_together(
        self, request: analyzer_pb2.AnalyzeStackRequest, with_stand_ins: Callable[[], analyzer_pb2.AnalyzeStackRequest]
    ) -> tuple[Verdict, ...]:
        """Ask about several stacks at once, which only rules across stacks answer.

        Args:
            request: the request for all of them.
            with_stand_ins: makes the same with placeholders in place of what is not known.

        Raises:
            AnalyzerError: the pack broke, or does not answer.
        """
        policies = self._configure()
        # A policy may learn from the first resource what it needs for the stack: its configuration, for instance.
        root = request.resources[0]
        self._ask(self._client.Analyze, analyzer_pb2.AnalyzeRequest(type=root.type, urn=root.urn), root.urn)
        verdicts = tuple(self._about_stack(request, policies))
        if not any(verdict.undecided for verdict in verdicts):
            return verdicts
        return tuple(settle(verdicts, tuple(self._about_stack(with_stand_ins(), policies)), policies))

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

    def _corrected(self, request: analyzer_pb2.AnalyzeRequest, policies: Mapping[str, Policy]) -> Iterator[Verdict]:
        """Let the pack change the inputs, where a policy is configured to; what it changes is what it judges next."""
        if all(policy.level is not Level.REMEDIATE for policy in policies.values()):
            return
        answer = self._ask(self._client.Remediate, request, request.urn)
        for remediation in answer.remediations:
            policy = policies[remediation.policyName]
            changed = _changed(request.properties, remediation.properties)
            if not remediation.diagnostic:
                request.properties.CopyFrom(remediation.properties)
            yield Verdict(
                policy=policy.name,
                stack=self._stack.name,
                urn=request.urn,
                level=Level.ADVISORY if remediation.diagnostic else Level.REMEDIATE,
                severity=policy.severity,
                message=remediation.diagnostic or f"Corrected by the pack: {', '.join(changed)}.",
                remediation=policy.remediation if remediation.diagnostic else "",
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
            undecided = is_undecided(diagnostic.message)
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
                message=reason(diagnostic.message, diagnostic.description, policy),
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


def _changed(before: struct_pb2.Struct, after: struct_pb2.Struct) -> list[str]:
    """The properties that are not as they were."""
    one, other = dict(before.fields.items()), dict(after.fields.items())
    return [f"`{name}`" for name in sorted({*one, *other}) if one.get(name) != other.get(name)]


def _policy(info: analyzer_pb2.PolicyInfo, config: analyzer_pb2.PolicyConfig) -> Policy:
    return Policy(
        name=info.name,
        title=info.displayName,
        description=info.description,
        level=_LEVELS[config.enforcementLevel],
        severity=_SEVERITIES[info.severity],
        remediation=info.remediation_steps,
        url=info.url,
        judges=Judges.STACK if info.policy_type == analyzer_pb2.POLICY_TYPE_STACK else Judges.RESOURCE,
    )
