"""What a deployment would hand back for a resource."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from google.protobuf import struct_pb2

from securecart.plan import tokens
from securecart.plan.embedded import properties
from securecart.plan.embedded.declarations import Declaration, declaration
from securecart.plan.embedded.placeholders import Placeholders, Subject
from securecart.plan.embedded.providers import Provider
from securecart.plan.model import Resource

KNOWN_BEFOREHAND: Final = frozenset({"region", "tagsAll"})
"""Outputs that follow from the program and its provider: a preview knows them."""


def deployed(resource: Resource, provider: Provider, inputs: struct_pb2.Struct) -> tuple[Resource, struct_pb2.Struct]:
    """A custom resource as it would be once it is deployed, and its outputs in wire format.

    Args:
        resource: the resource as the program declares it.
        provider: what makes it.
        inputs: its inputs in wire format.
    """
    declared = declaration(resource.type)
    region = resource.inputs.get("region", provider.region)
    placeholders = Placeholders(Subject(resource.urn, resource.type, resource.name, region, provider.account), declared)
    computed = placeholders.outputs(resource.inputs)
    if "tagsAll" in declared.outputs:
        computed["tagsAll"] = {**provider.tags, **(resource.inputs.get("tags") or {})}
    wire = _wire(inputs, declared, computed, resource.additional_secret_outputs)
    shown = {**resource.inputs, **computed}
    hidden = {name: tokens.SECRET for name in resource.additional_secret_outputs if name in shown}
    made = replace(
        resource,
        region=region if declared.regional else None,
        id=placeholders.id(),
        outputs={**shown, **hidden},
        computed=frozenset(computed.keys() - KNOWN_BEFOREHAND),
        secret_outputs=properties.secret_names(wire),
    )
    return made, wire


def _wire(
    inputs: struct_pb2.Struct, declared: Declaration, computed: Mapping[str, Any], secret: tuple[str, ...]
) -> struct_pb2.Struct:
    """The inputs as they came, then what is computed; without what is unknown."""
    wire = struct_pb2.Struct()
    for name, value in inputs.fields.items():
        output = declared.outputs.get(name)
        if output is not None and output.type is str and value.WhichOneof("kind") in ("struct_value", "list_value"):
            _write_as_text(value, wire.fields[name])
        else:
            wire.fields[name].CopyFrom(value)
    for name, value in computed.items():
        if value != tokens.UNKNOWN:
            properties.write(value, wire.fields[name])
    for name in secret:
        if name in wire.fields and not properties.is_secret(wire.fields[name]):
            properties.wrap_secret(wire.fields[name])
    return wire


def _write_as_text(value: struct_pb2.Value, into: struct_pb2.Value) -> None:
    """A document that was given as an object comes back as its JSON."""
    plain = properties.revealed(value)
    into.string_value = plain if isinstance(plain, str) else json.dumps(plain)
    if properties.is_secret(value):
        properties.wrap_secret(into)
