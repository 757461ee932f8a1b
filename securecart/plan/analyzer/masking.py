"""What only the deployment can know becomes Pulumi's unknown: it is what a policy meets at a real preview."""

from __future__ import annotations

from google.protobuf import struct_pb2

from securecart.plan import tokens
from securecart.plan.embedded.properties import UNKNOWN
from securecart.plan.model import Resource


def inputs(struct: struct_pb2.Struct) -> struct_pb2.Struct:
    """A copy of a resource's inputs with every placeholder made unknown."""
    masked = without_internal(struct)
    _mask_struct(masked)
    return masked


def outputs(struct: struct_pb2.Struct, resource: Resource) -> struct_pb2.Struct:
    """A copy of a resource's outputs with all that is not its program's own made unknown."""
    masked = inputs(struct)
    for name in (*resource.computed, *(("id",) if resource.is_managed else ())):
        masked.fields[name].string_value = UNKNOWN
    return masked


def without_internal(struct: struct_pb2.Struct) -> struct_pb2.Struct:
    """A copy of a set of properties without the engine's internal ones, which it keeps from a pack."""
    shown = struct_pb2.Struct()
    shown.CopyFrom(struct)
    for name in [name for name in shown.fields if name.startswith("__")]:
        del shown.fields[name]
    return shown


def _mask_struct(struct: struct_pb2.Struct) -> None:
    for value in struct.fields.values():
        _mask(value)


def _mask(value: struct_pb2.Value) -> None:
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        if tokens.is_unknown(value.string_value):
            value.string_value = UNKNOWN
    elif kind == "number_value":
        if tokens.is_unknown(value.number_value):
            value.string_value = UNKNOWN
    elif kind == "struct_value":
        _mask_struct(value.struct_value)
    elif kind == "list_value":
        for item in value.list_value.values:
            _mask(item)
