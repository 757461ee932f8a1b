"""The recording monitor: what Pulumi's SDK calls instead of an engine."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, NoReturn, TypeVar

from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime import mocks
from pulumi.runtime.proto import alias_pb2, resource_pb2

from securecart.plan import urns
from securecart.plan.embedded import outputs, properties, registration
from securecart.plan.embedded.exports import Exports
from securecart.plan.embedded.placeholders import provider_id
from securecart.plan.embedded.providers import Providers
from securecart.plan.embedded.registration import Request
from securecart.plan.errors import (
    DataSourceError,
    DefaultProviderError,
    DuplicateResourceError,
    PlanError,
    StackReferenceError,
    UnsupportedError,
)
from securecart.plan.model import PROVIDER_PREFIX, STACK_REFERENCE, Resource
from securecart.plan.stack import Stack

_RULE: Final = "a plan depends on nothing outside the repository: make it a setting"
_Request = TypeVar("_Request")
_Answer = TypeVar("_Answer")


class _NoMocks(mocks.Mocks):
    """The monitor answers every request itself, so nothing may reach the mocks."""

    def new_resource(self, args: mocks.MockResourceArgs) -> NoReturn:
        raise AssertionError(f"{args.typ} reached the mocks")

    def call(self, args: mocks.MockCallArgs) -> NoReturn:
        raise AssertionError(f"{args.token} reached the mocks")


class RecordingMonitor(mocks.MockMonitor):
    """Answers the SDK's requests with placeholders and keeps each as a `Resource`.

    Args:
        stack: the stack that is run.
        exports: what the stacks that ran before export.
        locate: turns an absolute file name into one relative to the project; None for a file outside it.

    Attributes:
        failure: the first refusal.
        recorded: the resources by URN, in order of registration.
        inputs: their inputs in wire format.
        outputs: their outputs in wire format.
        references: the stacks that were read.
        root_outputs: what the stack exports.
        root_exports: the same for later stacks, secrets in clear.
    """

    def __init__(self, stack: Stack, exports: Mapping[str, Exports], locate: Callable[[str], str | None]) -> None:
        super().__init__(_NoMocks())
        self.failure: PlanError | None = None
        self.recorded: dict[str, Resource] = {}
        self.inputs: dict[str, struct_pb2.Struct] = {}
        self.outputs: dict[str, struct_pb2.Struct] = {}
        self.references: list[str] = []
        self.root_outputs: Mapping[str, Any] = {}
        self.root_exports = Exports()
        self._stack = stack
        self._exports = exports
        self._locate = locate
        self._missing: list[str] = []
        self._providers = Providers(stack.config)
        self._lock = threading.Lock()

    # The methods below are named by Pulumi's protocol.

    def GetDeploymentInfo(self, request: Any) -> resource_pb2.DeploymentInfo:  # noqa: ANN401, N802
        """What the SDK may use: nothing that would change a resource behind the recording's back.

        Without resource references, a resource that is passed as an input arrives as its id.
        """
        del request
        return resource_pb2.DeploymentInfo(
            supportedFeatures=[
                resource_pb2.RESOURCE_MONITOR_FEATURE_SECRETS,
                resource_pb2.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
                resource_pb2.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
                resource_pb2.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
                resource_pb2.RESOURCE_MONITOR_FEATURE_REPLACEMENT_TRIGGER,
                resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
                resource_pb2.RESOURCE_MONITOR_FEATURE_ERROR_HOOKS,
            ]
        )

    def RegisterResource(self, request: Request) -> resource_pb2.RegisterResourceResponse:  # noqa: N802
        """Record a resource and answer with its placeholders."""
        return self._guarded(self._register, request)

    def RegisterResourceOutputs(self, request: resource_pb2.RegisterResourceOutputsRequest) -> empty_pb2.Empty:  # noqa: N802
        """Record what a component registers, and what the stack exports."""
        return self._guarded(self._register_outputs, request)

    def ReadResource(  # noqa: N802
        self, request: resource_pb2.ReadResourceRequest
    ) -> resource_pb2.ReadResourceResponse:
        """Answer a `StackReference`; refuse to read anything from the cloud."""
        return self._guarded(self._read, request)

    def Invoke(self, request: resource_pb2.ResourceInvokeRequest) -> NoReturn:  # noqa: N802
        """Refuse a data source: a plan depends on nothing outside the repository."""
        self._guarded(self._refuse_data_source, request)
        raise AssertionError

    def Call(self, request: resource_pb2.ResourceCallRequest) -> NoReturn:  # noqa: N802
        """Refuse a provider's method."""
        self._guarded(self._refuse_call, request)
        raise AssertionError

    # What is behind them.

    def _guarded(self, answer: Callable[[_Request], _Answer], request: _Request) -> _Answer:
        """Answer one request at a time, and keep the first refusal."""
        with self._lock:
            try:
                return answer(request)
            except PlanError as error:
                self.failure = self.failure or error
                raise

    def _register(self, request: Request) -> resource_pb2.RegisterResourceResponse:
        urn = self._urn(request.parent, request.type, request.name)
        if request.type == urns.STACK_TYPE:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        source = self._source(request)
        self._require_new(urn, source)
        if request.remote:
            raise UnsupportedError(self._stack.name, f"{urn} is a component of another language", source)
        if request.type.startswith(PROVIDER_PREFIX) and request.version:
            request.object.fields["version"].string_value = request.version  # as the engine does
        resource = registration.resource(
            request, urn, source, lambda spec: self._alias_urn(spec, request.parent, request.type, request.name)
        )
        wire = request.object
        if resource.is_provider:
            self._providers.register(urn, resource.inputs)
            resource = replace(resource, id=provider_id(urn))
        elif resource.custom:
            self._require_provider(resource)
            resource, wire = outputs.deployed(resource, self._providers.of(resource.provider), request.object)
        self.recorded[urn] = resource
        self.inputs[urn] = request.object
        self.outputs[urn] = wire
        return resource_pb2.RegisterResourceResponse(urn=urn, id=resource.id or "", object=wire)

    def _register_outputs(self, request: resource_pb2.RegisterResourceOutputsRequest) -> empty_pb2.Empty:
        read = properties.Reader().properties(request.outputs)
        if urns.qualified_type(request.urn) == urns.STACK_TYPE:
            self.root_outputs = read
            self.root_exports = Exports.of(request.urn, request.outputs)
        else:
            secret = properties.secret_names(request.outputs)
            self.recorded[request.urn] = replace(self.recorded[request.urn], outputs=read, secret_outputs=secret)
            self.outputs[request.urn] = request.outputs
        return empty_pb2.Empty()

    def _read(self, request: resource_pb2.ReadResourceRequest) -> resource_pb2.ReadResourceResponse:
        source = self._source(request)
        if request.type != STACK_REFERENCE:
            raise DataSourceError(
                self._stack.name, f"the program reads {request.type} {request.id!r} from the cloud; {_RULE}", source
            )
        urn = self._urn(request.parent, request.type, request.name)
        self._require_new(urn, source)
        exports = self._exports_of(request.id.rsplit("/", 1)[-1], source)
        wire = exports.answer(request.id)
        self.recorded[urn] = Resource(
            urn=urn,
            type=request.type,
            name=request.name,
            parent=request.parent or None,
            custom=True,
            external=True,
            id=request.id,
            inputs={"name": request.id},
            outputs=properties.Reader().properties(wire),
            secret_outputs=properties.secret_names(wire),
            source=source,
        )
        self.outputs[urn] = wire
        return resource_pb2.ReadResourceResponse(urn=urn, properties=wire)

    def _exports_of(self, stack: str, source: str | None) -> Exports:
        if stack not in self._exports:
            self._missing.append(stack)
            missing = tuple(dict.fromkeys(self._missing))
            ran = ", ".join(self._exports) or "none"
            reason = f"the program refers to {', '.join(missing)}, which did not run before it; stacks that did: {ran}"
            self.failure = StackReferenceError(self._stack.name, reason, source, missing)
            raise self.failure
        if stack not in self.references:
            self.references.append(stack)
        return self._exports[stack]

    def _refuse_data_source(self, request: resource_pb2.ResourceInvokeRequest) -> NoReturn:
        reason = f"the program calls the data source {request.tok}; {_RULE}"
        raise DataSourceError(self._stack.name, reason, self._source(request))

    def _refuse_call(self, request: resource_pb2.ResourceCallRequest) -> NoReturn:
        reason = f"the program calls the provider's method {request.tok}"
        raise UnsupportedError(self._stack.name, reason, self._source(request))

    def _require_new(self, urn: str, source: str | None) -> None:
        if urn in self.recorded:
            first = self.recorded[urn].source
            reason = f"duplicate resource URN {urn}: two resources have this type, parent and name"
            reason += f"; the first is at {first}" if first else ""
            raise DuplicateResourceError(self._stack.name, reason, source)

    def _require_provider(self, resource: Resource) -> None:
        package = resource.type.split(":", 1)[0]
        if resource.provider is None and not self._providers.has_default(package):
            reason = f"default provider for '{package}' disabled: {resource.urn} must use an explicit provider"
            raise DefaultProviderError(self._stack.name, reason, resource.source)

    def _urn(self, parent: str, type_: str, name: str) -> str:
        return urns.make(stack=self._stack.name, project=self._stack.project, parent=parent, type_=type_, name=name)

    def _alias_urn(self, spec: alias_pb2.Alias.Spec, parent: str, type_: str, name: str) -> str:
        """The URN that an alias stands for: what it does not say is as it is now."""
        return urns.make(
            stack=spec.stack or self._stack.name,
            project=spec.project or self._stack.project,
            parent="" if spec.noParent else spec.parentUrn or parent,
            type_=spec.type or type_,
            name=spec.name or name,
        )

    def _source(self, request: Any) -> str | None:  # noqa: ANN401
        """The innermost frame of the program itself."""
        for frame in request.stackTrace.frames:
            file = self._locate(frame.pc.uri.removeprefix("file://"))
            if file:
                return f"{file}:{frame.pc.line}"
        for caller in reversed(traceback.extract_stack()):  # a request without a trace is made by who waits for it
            file = self._locate(caller.filename)
            if file:
                return f"{file}:{caller.lineno}"
        return None
