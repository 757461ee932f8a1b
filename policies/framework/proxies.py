"""From the policy SDK's proxies, which raise where a value is not known, to what rules read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pulumi_policy.proxy import UnknownValueError, _DictProxy, _is_unknown, _ListProxy

from policies.framework.resources import Resource
from policies.framework.values import UNKNOWN

if TYPE_CHECKING:
    from pulumi_policy import PolicyResource, ResourceValidationArgs


def plain(value: Any) -> Any:  # noqa: ANN401
    """A value without proxies: `UNKNOWN` where it is not known, whole numbers as `int` (on the wire all are floats).

    What is not known raises when it is read, except in remediation, where the SDK hands it out as a string of its own.
    """
    if isinstance(value, str):
        return UNKNOWN if _is_unknown(value) else value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, _DictProxy | _ListProxy):
        value = value["__target"]  # quicker, and it holds the SDK's strings for what is not known
    if isinstance(value, Mapping):
        return {key: _item(value, key) for key in value}
    if isinstance(value, Sequence):
        return [_item(value, index) for index in range(len(value))]
    return value


def _item(container: Any, key: Any) -> Any:  # noqa: ANN401
    try:
        return plain(container[key])
    except UnknownValueError:
        return UNKNOWN


def resource_alone(args: ResourceValidationArgs) -> Resource:
    """The resource of an `Analyze` request: its inputs, before it is made."""
    return Resource(
        urn=args.urn,
        type_=args.resource_type,
        name=args.name,
        inputs=plain(args.props),
        provider=plain(args.provider.props) if args.provider else None,
        protect=args.opts.protect,
        ignore_changes=args.opts.ignore_changes,
        configuration=args.get_config(),
    )


def resource_in_stack(resource: PolicyResource, inputs: Mapping[str, Any] | None) -> Resource:
    """A resource of an `AnalyzeStack` request, joined with the inputs that its own request had shown."""
    return Resource(
        urn=resource.urn,
        type_=resource.resource_type,
        name=resource.name,
        inputs=None if inputs is None else plain(inputs),
        outputs=plain(resource.props),
        provider=plain(resource.provider.props) if resource.provider else None,
        sources={name: [source.urn for source in sources] for name, sources in resource.property_dependencies.items()},
        protect=resource.opts.protect,
        ignore_changes=resource.opts.ignore_changes,
    )
