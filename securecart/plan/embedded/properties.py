"""Property values between Pulumi's wire format and plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from google.protobuf import struct_pb2

from securecart.plan import tokens

# The protocol's own constants (Pulumi: sdk/go/common/resource, "signatures" of property values).
SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 (marks a secret, is none)
_RESOURCE: Final = "5cf8f73096256a8f31e491e813e4eb8e"
_ASSET: Final = "c44067f5952c0a294b673a41bacd8c17"
_ARCHIVE: Final = "0def7320c3a5731c473e5ecbe6d01bc7"
_HASH: Final = "hash"
UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


class Reader:
    """Turns a `Struct` into plain Python and notes the paths of secrets on the way."""

    def __init__(self) -> None:
        self.secrets: set[str] = set()

    def properties(self, struct: struct_pb2.Struct) -> dict[str, Any]:
        """The plain form of a set of properties, without those that are null."""
        read: dict[str, Any] = {}
        for key, value in sorted(struct.fields.items()):
            plain = self.value(value, key)
            if plain is not None:
                read[key] = plain
        return read

    def value(self, value: struct_pb2.Value, path: str) -> Any:  # noqa: ANN401
        """The plain form of one value; `path` is where it stands."""
        kind = value.WhichOneof("kind")
        if kind == "string_value":
            text = value.string_value
            return tokens.UNKNOWN if text == UNKNOWN else text
        if kind == "bool_value":
            return value.bool_value
        if kind == "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        if kind == "list_value":
            return [self.value(item, f"{path}[{index}]") for index, item in enumerate(value.list_value.values)]
        if kind == "struct_value":
            return self._struct(value.struct_value.fields, path)
        return None

    def _struct(self, fields: Mapping[str, struct_pb2.Value], path: str) -> Any:  # noqa: ANN401
        if SIGNATURE in fields:
            signature = fields[SIGNATURE].string_value
            if signature == _SECRET:
                self.secrets.add(path)
                return tokens.SECRET
            if signature == _RESOURCE:
                return fields["id"].string_value if "id" in fields else fields["urn"].string_value
            kind = {_ASSET: "asset", _ARCHIVE: "archive"}.get(signature)
            if kind:
                # The engine adds the hash, which says nothing that the content does not.
                told = {key: self.value(item, path) for key, item in fields.items() if key not in (SIGNATURE, _HASH)}
                return {kind: told}
        return {key: self.value(item, f"{path}.{key}") for key, item in sorted(fields.items())}


def is_secret(value: struct_pb2.Value) -> bool:
    """Whether a value, or a part of it, is marked as a secret."""
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        fields = value.struct_value.fields
        if SIGNATURE in fields and fields[SIGNATURE].string_value == _SECRET:
            return True
        return any(is_secret(item) for item in fields.values())
    if kind == "list_value":
        return any(is_secret(item) for item in value.list_value.values)
    return False


def secret_names(struct: struct_pb2.Struct) -> frozenset[str]:
    """The properties that are secret, in whole or in part."""
    return frozenset(name for name, value in struct.fields.items() if is_secret(value))


def revealed(value: struct_pb2.Value) -> Any:  # noqa: ANN401
    """The plain form of a value with its secrets in clear: for handing on to a program or a pack, never to a reader."""
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        fields = value.struct_value.fields
        if SIGNATURE in fields and fields[SIGNATURE].string_value == _SECRET:
            return revealed(fields["value"])
        return {key: revealed(item) for key, item in sorted(fields.items())}
    if kind == "list_value":
        return [revealed(item) for item in value.list_value.values]
    return Reader().value(value, "")


def write(value: Any, into: struct_pb2.Value) -> None:  # noqa: ANN401
    """Write a plain value in wire format."""
    if value is None:
        into.null_value = struct_pb2.NULL_VALUE
    elif isinstance(value, str):
        into.string_value = value
    elif isinstance(value, bool):
        into.bool_value = value
    elif isinstance(value, int | float):
        into.number_value = value
    elif isinstance(value, Mapping):
        fields = into.struct_value.fields
        into.struct_value.SetInParent()
        for key, item in value.items():
            write(item, fields[key])
    elif isinstance(value, Sequence):
        into.list_value.SetInParent()
        for item in value:
            write(item, into.list_value.values.add())
    else:
        raise TypeError(f"not a property value: {type(value).__name__}")


def wrap_secret(value: struct_pb2.Value) -> None:
    """Mark a value as a secret, in place."""
    inner = struct_pb2.Value()
    inner.CopyFrom(value)
    value.Clear()
    fields = value.struct_value.fields
    fields[SIGNATURE].string_value = _SECRET
    fields["value"].CopyFrom(inner)
