"""A policy pack at work: asked about each resource of a stack, then about the stack."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Final, Self

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from securecart.plan import urns
from securecart.plan.analyzer.configuration import PackConfiguration
from securecart.plan.analyzer.errors import AnalyzerError, PackLostError
from securecart.plan.analyzer.messages import is_undecided, reason
from securecart.plan.analyzer.requests import StackRequests, configuration
from securecart.plan.analyzer.stand_ins import settle
from securecart.plan.stack import Stack
from securecart.plan.verdicts import Analysis, Judges, Level, Policy, Severity, Verdict

ANSWER_TIMEOUT: Final = 60.0
"""Seconds that a pack may take over one question; with a whole stack of hundreds of resources it takes about one."""

AT_ONCE: Final = 16
"""Resources that a pack is asked about at the same time; it answers four, and has the next at hand."""

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
    """A pack that was started for a stack; a context manager that ends the conversation.

    Args:
        port: where it listens.
        stack: the stack that it judges.
        configuration: what a user configures of it.
    """

    def __init__(self, port: int, stack: Stack, configuration: PackConfiguration) -> None:
        self._stack = stack
        self._configuration = configuration
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=_OPTIONS)
        self._client = analyzer_pb2_grpc.AnalyzerStub(self._channel)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._channel.close()

    def policies(self) -> tuple[Policy, ...]:
        """Configure the pack, and tell its policies as they are then.

        Raises:
            PackLostError: the pack is gone or does not answer.
            AnalyzerError: the pack broke, or does not have what is configured.
        """
        return tuple(self._configure().values())

    def analyze(self, requests: StackRequests) -> Analysis:
        """Ask about every resource of the stack and about the stack.

        What the pack cannot decide it is asked about with stand-ins, too.

        Raises:
            PackLostError: the pack is gone or does not answer.
            AnalyzerError: the pack broke.
        """
        policies = self._configure()
        supposed = self._supposed(requests, policies)
        verdicts: list[Verdict] = []
        verdicts += self._about_resources(requests.resources.values(), policies)
        verdicts += self._about_stack(analyzer_pb2.AnalyzeStackRequest.FromString(requests.stack), policies)
        of_stacks = {policy.name for policy in policies.values() if policy.judges is Judges.STACK}
        undecided = [verdict for verdict in verdicts if verdict.undecided]
        on_stack = [verdict for verdict in undecided if verdict.policy in of_stacks]
        again = list(on_stack if supposed is None else supposed) if on_stack else []
        of_resources = dict.fromkeys(verdict.urn for verdict in undecided if verdict not in on_stack)
        with_stand_ins = requests.resources_with_stand_ins
        again += self._about_resources((with_stand_ins[urn] for urn in of_resources if urn in with_stand_ins), policies)
        return Analysis(
            stack=self._stack.name,
            policies=tuple(policies.values()),
            verdicts=tuple(settle(verdicts, again, of_stacks)),
            judged=len(requests.resources),
        )

    def analyze_together(self, requests: Sequence[StackRequests]) -> tuple[Verdict, ...]:
        """Ask about several stacks at once, which only rules across stacks answer.

        They are asked with stand-ins, and where they have something to say without, too: what they say then is certain.

        Raises:
            PackLostError: the pack is gone or does not answer.
            AnalyzerError: the pack broke.
        """
        policies = self._configure()
        # Repeated fields of serialized messages are concatenated.
        joined = analyzer_pb2.AnalyzeStackRequest.FromString(b"".join(one.joined_with_stand_ins for one in requests))
        self._introduce(next(iter(requests[0].resources.values())))
        supposed = tuple(self._about_stack(joined, policies))
        if not supposed:
            return ()
        joined = analyzer_pb2.AnalyzeStackRequest.FromString(b"".join(one.joined() for one in requests))
        return tuple(settle(tuple(self._about_stack(joined, policies)), supposed, policies))

    def _supposed(self, requests: StackRequests, policies: Mapping[str, Policy]) -> tuple[Verdict, ...] | None:
        """What the pack says of the stack with stand-ins; None if it cannot judge a stack that is shown at once.

        It is asked before it is shown the resources one by one: it may remember their inputs, and these hold unknowns.
        """
        self._introduce(next(iter(requests.resources.values())))
        try:
            return tuple(self._about_stack(self._stack_with_stand_ins(requests, policies), policies))
        except PackLostError:
            raise
        except AnalyzerError:
            return None

    def _introduce(self, root: bytes) -> None:
        """Show the pack a first resource: a policy may learn from it what it needs for the stack, its configuration."""
        request = analyzer_pb2.AnalyzeRequest.FromString(root)
        self._ask(self._client.Analyze, request, request.urn)

    def _stack_with_stand_ins(
        self, requests: StackRequests, policies: Mapping[str, Policy]
    ) -> analyzer_pb2.AnalyzeStackRequest:
        """The stack with stand-ins, and with what the pack corrects in its resources."""
        stack = analyzer_pb2.AnalyzeStackRequest.FromString(requests.joined_with_stand_ins)
        if _corrects(policies):
            for resource in stack.resources:
                if resource.urn in requests.resources_with_stand_ins:
                    serialized = requests.resources_with_stand_ins[resource.urn]
                    request = analyzer_pb2.AnalyzeRequest.FromString(serialized)
                    tuple(self._corrected(request, policies))
                    for name, value in request.properties.fields.items():
                        resource.properties.fields[name].CopyFrom(value)
        return stack

    def _about_resources(self, requests: Iterable[bytes], policies: Mapping[str, Policy]) -> Iterator[Verdict]:
        """Ask about resources, several at once: otherwise the pack and who asks it take turns at waiting."""
        asked: deque[tuple[str, grpc.Future]] = deque()
        corrects = _corrects(policies)
        for serialized in requests:
            request = analyzer_pb2.AnalyzeRequest.FromString(serialized)
            if corrects:
                yield from self._corrected(request, policies)
            asked.append((request.urn, self._client.Analyze.future(request, timeout=ANSWER_TIMEOUT)))
            if len(asked) == AT_ONCE:
                yield from self._on_resource(*asked.popleft(), policies)
        for urn, answer in asked:
            yield from self._on_resource(urn, answer, policies)

    def _on_resource(self, urn: str, answer: grpc.Future, policies: Mapping[str, Policy]) -> Iterable[Verdict]:
        return self._verdicts(self._answer(answer, urn).diagnostics, policies, urn=urn)

    def _about_stack(
        self, request: analyzer_pb2.AnalyzeStackRequest, policies: Mapping[str, Policy]
    ) -> Iterable[Verdict]:
        answer = self._ask(self._client.AnalyzeStack, request, "the whole stack")
        return self._verdicts(answer.diagnostics, policies, known={resource.urn for resource in request.resources})

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
        """Let the pack change the inputs; what it changes is what it judges next."""
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
        return self._answer(call.future(request, timeout=ANSWER_TIMEOUT), about, optional=optional)

    def _answer(self, future: grpc.Future, about: str, *, optional: bool = False) -> Any:  # noqa: ANN401
        try:
            return future.result()
        except grpc.RpcError as error:
            code = error.code()
            if optional and code is grpc.StatusCode.UNIMPLEMENTED:
                return None
            if code is grpc.StatusCode.DEADLINE_EXCEEDED:
                raise PackLostError(f"did not answer about {about} within {ANSWER_TIMEOUT:.0f} s") from error
            if code in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED):
                raise PackLostError(f"ended while it was asked about {about}") from error
            raise AnalyzerError(f"the policy pack failed on {about}: {error.details()}") from error


def _corrects(policies: Mapping[str, Policy]) -> bool:
    """Whether a policy is configured to change inputs."""
    return any(policy.level is Level.REMEDIATE for policy in policies.values())


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
