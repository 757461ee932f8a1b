"""The protocol's requests, made of a recording."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2

from securecart.plan.analyzer import masking
from securecart.plan.embedded.properties import UNKNOWN, write
from securecart.plan.embedded.runtime import Recording
from securecart.plan.model import Resource
from securecart.plan.stack import Stack
from securecart.plan.urns import STACK_TYPE

_DURATION: Final = re.compile(r"([0-9.]+)(h|ms|m|s)")
_SECONDS: Final = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


@dataclass(frozen=True, slots=True, kw_only=True)
class StackRequests:
    """All that a pack is asked about one stack, serialized: for another process, and small.

    Attributes:
        resources: by URN, the request for each resource, in order of registration.
        resources_with_stand_ins: the same for each that the program declares, with placeholders.
        stack: the request for the whole stack.
        joined_with_stand_ins: the same with placeholders and with the inputs, for a pack that is not asked about the
            resources: what the stack contributes to a request for several.
    """

    resources: Mapping[str, bytes] = field(repr=False)
    resources_with_stand_ins: Mapping[str, bytes] = field(repr=False)
    stack: bytes = field(repr=False)
    joined_with_stand_ins: bytes = field(repr=False)

    def joined(self) -> bytes:
        """What the stack contributes to a request for several."""
        resources = map(analyzer_pb2.AnalyzeRequest.FromString, self.resources.values())
        return fleet([(resources, analyzer_pb2.AnalyzeStackRequest.FromString(self.stack))]).SerializeToString()


class Requests:
    """The requests of one stack.

    Attributes:
        resources: one a resource, in order of registration, with its inputs.
        stack: the one for the whole stack, with outputs and dependencies.
        declared: the URNs of the resources that the program declares, without the stack's own.
    """

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._plan = recording.plan
        self._providers: dict[str, analyzer_pb2.AnalyzerProviderResource] = {}
        self.resources = tuple(self._resources())
        self._by_urn = {request.urn: request for request in self.resources}
        self.stack = self._stack()
        self.declared = tuple(urn for urn in self._by_urn if urn in self._plan)

    def with_stand_ins(self, urn: str) -> analyzer_pb2.AnalyzeRequest:
        """The request for a resource with placeholders in place of what is not known."""
        request = analyzer_pb2.AnalyzeRequest()
        request.CopyFrom(self._by_urn[urn])
        request.properties.CopyFrom(masking.without_internal(self._recording.inputs[urn]))
        return request

    def stack_with_stand_ins(self) -> analyzer_pb2.AnalyzeStackRequest:
        """The request for the whole stack with placeholders in place of what is not known.

        What can carry no placeholder stays unknown.
        """
        request = analyzer_pb2.AnalyzeStackRequest()
        request.CopyFrom(self.stack)
        for resource in request.resources:
            if resource.urn in self._plan:
                made = masking.without_internal(self._recording.outputs[resource.urn])
                for name, value in made.fields.items():
                    resource.properties.fields[name].CopyFrom(value)
                if self._plan[resource.urn].is_managed:
                    write(self._plan[resource.urn].id, resource.properties.fields["id"])
        return request

    def serialized(self) -> StackRequests:
        """All of them."""
        with_stand_ins = {urn: self.with_stand_ins(urn) for urn in self.declared}
        joined_with_stand_ins = fleet([(with_stand_ins.values(), self.stack_with_stand_ins())])
        return StackRequests(
            resources={request.urn: request.SerializeToString() for request in self.resources},
            resources_with_stand_ins={urn: request.SerializeToString() for urn, request in with_stand_ins.items()},
            stack=self.stack.SerializeToString(),
            joined_with_stand_ins=joined_with_stand_ins.SerializeToString(),
        )

    def _resources(self) -> Iterator[analyzer_pb2.AnalyzeRequest]:
        root = self._root()
        yield analyzer_pb2.AnalyzeRequest(type=root.type, urn=root.urn, name=root.name)
        for resource in self._plan.resources:
            if not resource.external:
                yield analyzer_pb2.AnalyzeRequest(
                    **self._common(resource), properties=masking.inputs(self._recording.inputs[resource.urn])
                )

    def _stack(self) -> analyzer_pb2.AnalyzeStackRequest:
        exports = struct_pb2.Struct()
        for name, value in self._plan.outputs.items():
            write(value, exports.fields[name])
        root = self._root()
        request = analyzer_pb2.AnalyzeStackRequest()
        request.resources.add(type=root.type, urn=root.urn, name=root.name, properties=masking.inputs(exports))
        for resource in self._plan.resources:
            request.resources.add(
                **self._common(resource),
                properties=masking.outputs(self._recording.outputs[resource.urn], resource),
                parent=resource.parent or "",
                dependencies=resource.dependencies,
                propertyDependencies={
                    name: analyzer_pb2.AnalyzerPropertyDependencies(urns=urns)
                    for name, urns in resource.property_dependencies.items()
                },
            )
        return request

    def _root(self) -> Resource:
        name = f"{self._plan.project}-{self._plan.stack}"
        return Resource(urn=self._plan.urn, type=STACK_TYPE, name=name, parent=None, custom=False)

    def _common(self, resource: Resource) -> dict[str, Any]:
        return {
            "type": resource.type,
            "urn": resource.urn,
            "name": resource.name,
            "options": _options(resource),
            "provider": self._provider(resource),
        }

    def _provider(self, resource: Resource) -> analyzer_pb2.AnalyzerProviderResource | None:
        if resource.provider is None or resource.provider not in self._plan:
            return None
        if resource.provider not in self._providers:
            provider = self._plan[resource.provider]
            self._providers[resource.provider] = analyzer_pb2.AnalyzerProviderResource(
                type=provider.type,
                urn=provider.urn,
                name=provider.name,
                properties=masking.inputs(self._recording.inputs[provider.urn]),
            )
        return self._providers[resource.provider]


def fleet(stacks: Iterable[tuple[Iterable[Any], Any]]) -> analyzer_pb2.AnalyzeStackRequest:
    """One request for several stacks, given those for their resources and for each as a whole.

    Each resource has its inputs, completed by the outputs that are known. Pulumi's engine makes no such request: a
    pack that is asked about more than one stack need not have been asked about their resources before.
    """
    request = analyzer_pb2.AnalyzeStackRequest()
    for alone, together in stacks:
        inputs = {single.urn: single.properties for single in alone}
        for resource in together.resources:
            joined = request.resources.add()
            joined.CopyFrom(resource)
            if resource.urn in inputs:
                complete(joined.properties, inputs[resource.urn])
    return request


def complete(outputs: struct_pb2.Struct, inputs: struct_pb2.Struct) -> None:
    """Put a resource's inputs in the place of its outputs, except where only the outputs know a value."""
    unknown = [name for name, value in outputs.fields.items() if value.string_value == UNKNOWN]
    for name in unknown:
        del outputs.fields[name]
    for name, value in inputs.fields.items():
        if value.string_value != UNKNOWN or name not in outputs.fields:
            outputs.fields[name].CopyFrom(value)


def configuration(stack: Stack) -> analyzer_pb2.AnalyzerStackConfigureRequest:
    """Tells a pack which stack it judges."""
    return analyzer_pb2.AnalyzerStackConfigureRequest(
        stack=stack.name,
        project=stack.project,
        organization=stack.organization,
        dry_run=True,
        config=stack.config,
        config_secret_keys=sorted(stack.secret_keys),
    )


def _options(resource: Resource) -> analyzer_pb2.AnalyzerResourceOptions:
    timeouts = resource.custom_timeouts
    return analyzer_pb2.AnalyzerResourceOptions(
        protect=resource.protect,
        ignoreChanges=resource.ignore_changes,
        deleteBeforeReplace=bool(resource.delete_before_replace),
        deleteBeforeReplaceDefined=resource.delete_before_replace is not None,
        additionalSecretOutputs=resource.additional_secret_outputs,
        aliases=resource.aliases,
        parent=resource.parent or "",
        customTimeouts=analyzer_pb2.AnalyzerResourceOptions.CustomTimeouts(
            create=seconds(timeouts.create), update=seconds(timeouts.update), delete=seconds(timeouts.delete)
        )
        if timeouts
        else None,
    )


def seconds(duration: str | None) -> float:
    """A duration such as `1h30m` in seconds; 0 for none."""
    return sum(float(amount) * _SECONDS[unit] for amount, unit in _DURATION.findall(duration or ""))
