"""A registration request as a resource of the plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from pulumi.runtime.proto import alias_pb2, resource_pb2

from securecart.plan.embedded import properties
from securecart.plan.model import Resource, Timeouts

Request: TypeAlias = resource_pb2.RegisterResourceRequest
MakeUrn: TypeAlias = Callable[[alias_pb2.Alias.Spec], str]


def resource(request: Request, urn: str, source: str | None, alias_urn: MakeUrn) -> Resource:
    """The resource that a request asks for, as far as the program says.

    Args:
        request: the SDK's request.
        urn: the resource's URN.
        source: where it is declared.
        alias_urn: makes the URN of an alias that is not given as one.
    """
    reader = properties.Reader()
    inputs = reader.properties(request.object)
    return Resource(
        urn=urn,
        type=request.type,
        name=request.name,
        parent=request.parent or None,
        custom=request.custom,
        provider=request.provider.rsplit("::", 1)[0] or None,
        inputs=inputs,
        outputs=inputs,
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
        replacement_trigger=properties.Reader().value(request.replacement_trigger, ""),
        replace_with=tuple(sorted(request.replace_with)),
        additional_secret_outputs=tuple(request.additionalSecretOutputs),
        aliases=tuple(alias.urn or alias_urn(alias.spec) for alias in request.aliases),
        custom_timeouts=_timeouts(request),
        deleted_with=request.deletedWith or None,
        source=source,
    )


def _timeouts(request: Request) -> Timeouts | None:
    if not request.HasField("customTimeouts"):
        return None
    told = request.customTimeouts
    return Timeouts(create=told.create or None, update=told.update or None, delete=told.delete or None)
