"""The recording monitor: what Pulumi's SDK calls instead of an engine."""

from __future__ import annotations

import hashlib
import json
import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, NoReturn, TypeVar

from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime import mocks
from pulumi.runtime.proto import engine_pb2, resource_pb2

from securecart.plan import tokens, urns
from securecart.plan.embedded import properties
from securecart.plan.embedded.declarations import Declaration, declaration
from securecart.plan.embedded.placeholders import Placeholders, Subject, known
from securecart.plan.errors import (
    DataSourceError,
    DefaultProviderError,
    DuplicateResourceError,
    PlanError,
    StackReferenceError,
    UnsupportedError,
)
from securecart.plan.model import PROVIDER_PREFIX, STACK_REFERENCE, Resource, Timeouts

_KNOWN_BEFOREHAND: Final = frozenset({"region", "tagsAll"})
"""Outputs that follow from the program and its provider: a preview knows them."""

DEFAULT_ACCOUNT: Final = "123456789012"
"""The account of placeholders where the provider is not tied to one: the one that AWS's documentation uses."""

Request = resource_pb2.RegisterResourceRequest
_Request = TypeVar("_Request")
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Exports:
    """What a stack exports: wire format, secrets in clear, and the names of those that are secret."""

    values: Mapping[str, Any] = field(default_factory=dict)
    secret_names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Provider:
    """What a provider fixes for the resources that it makes."""

    region: str
    account: str
    tags: Mapping[str, str]


class Engine:
    """Takes the program's log messages; keeps its warnings and errors."""

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self.errors: list[str] = []

    def Log(self, request: engine_pb2.LogRequest) -> None:  # noqa: N802 (the protocol's name)
        """Keep a warning or an error."""
        if request.severity == engine_pb2.WARNING:
            self.warnings.append(request.message)
        elif request.severity == engine_pb2.ERROR:
            self.errors.append(request.message)


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
        project: its project.
        config: the stack's configuration, as the engine hands it to a program.
        exports: what the stacks that ran before export.
        locate: turns an absolute file name into one relative to the project; None for a file outside it.
    """

    def __init__(
        self,
        *,
        stack: str,
        project: str,
        config: Mapping[str, str],
        exports: Mapping[str, Exports],
        locate: Callable[[str], str | None],
    ) -> None:
        super().__init__(_NoMocks())
        self.failure: PlanError | None = None
        self.root_exports = Exports()
        self.root_outputs: Mapping[str, Any] = {}
        self.references: list[str] = []
        self.recorded: dict[str, Resource] = {}
        self.outputs: dict[str, struct_pb2.Struct] = {}
        self.inputs: dict[str, struct_pb2.Struct] = {}
        self._stack = stack
        self._project = project
        self._config = config
        self._exports = exports
        self._locate = locate
        self._disabled = frozenset(json.loads(config.get("pulumi:disable-default-providers", "[]")))
        self._missing: list[str] = []
        self._providers: dict[str, _Provider] = {}
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
        with self._lock:
            return self._guarded(self._register, request)

    def ReadResource(  # noqa: N802
        self, request: resource_pb2.ReadResourceRequest
    ) -> resource_pb2.ReadResourceResponse:
        """Answer a `StackReference`; refuse to read anything from the cloud."""
        with self._lock:
            return self._guarded(self._read, request)

    def RegisterResourceOutputs(self, request: resource_pb2.RegisterResourceOutputsRequest) -> empty_pb2.Empty:  # noqa: N802
        """Record what a component registers, and what the stack exports."""
        with self._lock:
            outputs = properties.Reader().properties(request.outputs)
            secrets = frozenset(name for name, value in request.outputs.fields.items() if properties.is_secret(value))
            if urns.qualified_type(request.urn) == urns.STACK_TYPE:
                self.root_outputs = outputs
                self.root_exports = Exports(
                    {
                        name: known(properties.revealed(value), f"{request.urn}#{name}")
                        for name, value in request.outputs.fields.items()
                    },
                    secrets,
                )
            else:
                resource = self.recorded[request.urn]
                self.recorded[request.urn] = replace(resource, outputs=outputs, secret_outputs=secrets)
                self.outputs[request.urn] = request.outputs
        return empty_pb2.Empty()

    def Invoke(self, request: resource_pb2.ResourceInvokeRequest) -> NoReturn:  # noqa: N802
        """Refuse a data source: a plan depends on nothing outside the repository."""
        self._refuse(
            DataSourceError,
            f"the program calls the data source {request.tok}; a plan depends on nothing outside the repository: "
            "make it a setting",
            request,
        )

    def Call(self, request: resource_pb2.ResourceCallRequest) -> NoReturn:  # noqa: N802
        """Refuse a provider's method."""
        self._refuse(UnsupportedError, f"the program calls the provider's method {request.tok}", request)

    # What the methods above share.

    def _guarded(self, answer: Callable[[_Request], _Answer], request: _Request) -> _Answer:
        try:
            return answer(request)
        except PlanError as error:
            self.failure = self.failure or error
            raise

    def _refuse(self, error: type[PlanError], reason: str, request: Any) -> NoReturn:  # noqa: ANN401
        refusal = error(self._stack, reason, self._source(request))
        self.failure = self.failure or refusal
        raise refusal

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

    def _urn(self, parent: str, type_: str, name: str) -> str:
        return urns.make(stack=self._stack, project=self._project, parent=parent, type_=type_, name=name)

    def _register(self, request: Request) -> resource_pb2.RegisterResourceResponse:
        urn = self._urn(request.parent, request.type, request.name)
        if request.type == urns.STACK_TYPE:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        source = self._source(request)
        if urn in self.recorded:
            first = self.recorded[urn].source
            reason = f"duplicate resource URN {urn}: two resources have this type, parent and name"
            raise DuplicateResourceError(self._stack, f"{reason}; the first is at {first}" if first else reason, source)
        if request.remote:
            raise UnsupportedError(self._stack, f"{urn} is a component of another language", source)
        resource = self._resource(urn, request, source)
        self.inputs[urn] = request.object
        if not request.custom:
            return self._keep(replace(resource, outputs=resource.inputs), request.object)
        if resource.is_provider:
            self._providers[urn] = self._provider(resource.inputs)
            resource = replace(
                resource,
                id=tokens.token(hashlib.sha1(urn.encode(), usedforsecurity=False).hexdigest()),
                outputs=resource.inputs,
            )
            return self._keep(resource, request.object)
        return self._custom(resource, request)

    def _custom(self, resource: Resource, request: Request) -> resource_pb2.RegisterResourceResponse:
        declared = declaration(resource.type)
        provider = self._provider_of(resource, request)
        region = resource.inputs.get("region", provider.region)
        subject = Subject(resource.urn, resource.type, resource.name, region, provider.account)
        placeholders = Placeholders(subject, declared)
        computed = placeholders.outputs(resource.inputs)
        if "tagsAll" in declared.outputs:
            computed["tagsAll"] = {**provider.tags, **(resource.inputs.get("tags") or {})}
        wire = self._answer(request, declared, computed, resource)
        secret_outputs = frozenset(name for name, value in wire.fields.items() if properties.is_secret(value))
        shown = {name: tokens.SECRET if name in secret_outputs else value for name, value in computed.items()}
        return self._keep(
            replace(
                resource,
                region=region if declared.regional else None,
                id=placeholders.id(),
                outputs={**resource.inputs, **shown},
                computed=frozenset(computed.keys() - _KNOWN_BEFOREHAND),
                secret_outputs=secret_outputs,
            ),
            wire,
        )

    def _answer(
        self, request: Request, declared: Declaration, computed: Mapping[str, Any], resource: Resource
    ) -> struct_pb2.Struct:
        """The outputs in wire format: the inputs as they came, then what is computed."""
        answer = struct_pb2.Struct()
        for name, value in request.object.fields.items():
            declared_type = declared.outputs[name].type if name in declared.outputs else None
            if declared_type is str and value.WhichOneof("kind") in ("struct_value", "list_value"):
                # A document given as an object comes back as its JSON.
                secret = properties.is_secret(value)
                plain = properties.revealed(value)
                answer.fields[name].string_value = plain if isinstance(plain, str) else json.dumps(plain)
                if secret:
                    properties.wrap_secret(answer.fields[name])
            else:
                answer.fields[name].CopyFrom(value)
        for name, value in computed.items():
            if value != tokens.UNKNOWN:
                properties.write(value, answer.fields[name])
        for name in resource.additional_secret_outputs:
            if name in answer.fields and not properties.is_secret(answer.fields[name]):
                properties.wrap_secret(answer.fields[name])
        return answer

    def _keep(self, resource: Resource, wire: struct_pb2.Struct) -> resource_pb2.RegisterResourceResponse:
        self.recorded[resource.urn] = resource
        self.outputs[resource.urn] = wire
        return resource_pb2.RegisterResourceResponse(urn=resource.urn, id=resource.id or "", object=wire)

    def _resource(self, urn: str, request: Request, source: str | None) -> Resource:
        reader = properties.Reader()
        inputs = reader.properties(request.object)
        timeouts = request.customTimeouts
        return Resource(
            urn=urn,
            type=request.type,
            name=request.name,
            parent=request.parent or None,
            custom=request.custom,
            provider=self._provider_urn(urn, request, source),
            inputs=inputs,
            secret_inputs=frozenset(reader.secrets),
            dependencies=tuple(sorted(request.dependencies)),
            property_dependencies={
                name: tuple(sorted(found.urns))
                for name, found in sorted(request.propertyDependencies.items())
                if found.urns
            },
            protect=request.protect,
            retain_on_delete=request.retainOnDelete,
            delete_before_replace=request.deleteBeforeReplace if request.deleteBeforeReplaceDefined else None,
            ignore_changes=tuple(request.ignoreChanges),
            replace_on_changes=tuple(request.replaceOnChanges),
            additional_secret_outputs=tuple(request.additionalSecretOutputs),
            aliases=tuple(self._alias(alias, request) for alias in request.aliases),
            custom_timeouts=Timeouts(
                create=timeouts.create or None, update=timeouts.update or None, delete=timeouts.delete or None
            )
            if request.HasField("customTimeouts")
            else None,
            deleted_with=request.deletedWith or None,
            source=source,
        )

    def _alias(self, alias: Any, request: Request) -> str:  # noqa: ANN401
        if alias.urn:
            return str(alias.urn)
        spec = alias.spec
        return urns.make(
            stack=spec.stack or self._stack,
            project=spec.project or self._project,
            parent="" if spec.noParent else spec.parentUrn or request.parent,
            type_=spec.type or request.type,
            name=spec.name or request.name,
        )

    # Providers.

    def _provider_urn(self, urn: str, request: Request, source: str | None) -> str | None:
        if not request.custom or request.type.startswith(PROVIDER_PREFIX):
            return None
        if request.provider:
            return request.provider.rsplit("::", 1)[0]
        package = request.type.split(":", 1)[0]
        if package in self._disabled or "*" in self._disabled:
            raise DefaultProviderError(
                self._stack,
                f"default provider for '{package}' disabled: {urn} must use an explicit provider",
                source,
            )
        return None

    def _provider_of(self, resource: Resource, request: Request) -> _Provider:
        del request
        if resource.provider in self._providers:
            return self._providers[resource.provider]
        return self._provider({"region": self._config.get("aws:region", "us-east-1")})

    def _provider(self, inputs: Mapping[str, Any]) -> _Provider:
        def decoded(name: str, default: Any) -> Any:  # noqa: ANN401
            value = inputs.get(name)
            return json.loads(value) if isinstance(value, str) else value or default

        accounts = decoded("allowedAccountIds", [])
        tags = decoded("defaultTags", {}).get("tags", {})
        return _Provider(inputs.get("region", ""), accounts[0] if accounts else DEFAULT_ACCOUNT, tags)

    # Reading.

    def _read(self, request: resource_pb2.ReadResourceRequest) -> resource_pb2.ReadResourceResponse:
        source = self._source(request)
        if request.type != STACK_REFERENCE:
            raise DataSourceError(
                self._stack,
                f"the program reads {request.type} {request.id!r} from the cloud; a plan depends on nothing outside "
                "the repository: make it a setting",
                source,
            )
        stack = request.id.rsplit("/", 1)[-1]
        if stack not in self._exports:
            self._missing.append(stack)
            known = ", ".join(self._exports) or "none"
            names = ", ".join(dict.fromkeys(self._missing))
            reason = f"the program refers to {names}, which did not run before it; stacks that did: {known}"
            self.failure = StackReferenceError(self._stack, reason, source, tuple(dict.fromkeys(self._missing)))
            raise self.failure
        exports = self._exports[stack]
        if stack not in self.references:
            self.references.append(stack)
        urn = self._urn(request.parent, request.type, request.name)
        answer = struct_pb2.Struct()
        answer.fields["name"].string_value = request.id
        properties.write(exports.values, answer.fields["outputs"])
        properties.write(sorted(exports.secret_names), answer.fields["secretOutputNames"])
        if exports.secret_names:
            for name in exports.secret_names:
                properties.wrap_secret(answer.fields["outputs"].struct_value.fields[name])
        self.recorded[urn] = Resource(
            urn=urn,
            type=request.type,
            name=request.name,
            parent=request.parent or None,
            custom=True,
            external=True,
            id=request.id,
            inputs={"name": request.id},
            outputs={"name": request.id, **properties.Reader().properties(answer)},
            source=source,
        )
        self.outputs[urn] = answer
        return resource_pb2.ReadResourceResponse(urn=urn, properties=answer)
