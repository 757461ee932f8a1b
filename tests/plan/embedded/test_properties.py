from typing import Any

import pytest
from google.protobuf import struct_pb2
from hypothesis import given
from hypothesis import strategies as st

from securecart.plan import tokens
from securecart.plan.embedded import properties

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def wire(value: Any) -> struct_pb2.Value:
    written = struct_pb2.Value()
    properties.write(value, written)
    return written


@given(values)
def test_writing_and_reading_are_inverse(value: Any) -> None:
    assert properties.revealed(wire(value)) == value


def test_secrets_are_hidden_and_their_paths_are_told() -> None:
    struct = struct_pb2.Struct()
    properties.write({"list": [{"key": "open"}, {"key": "hidden"}]}, struct.fields["outer"])
    inner = struct.fields["outer"].struct_value.fields["list"].list_value.values[1].struct_value.fields["key"]
    properties.wrap_secret(inner)
    reader = properties.Reader()
    assert reader.properties(struct) == {"outer": {"list": [{"key": "open"}, {"key": tokens.SECRET}]}}
    assert reader.secrets == {"outer.list[1].key"}
    assert properties.is_secret(struct.fields["outer"])
    assert properties.revealed(struct.fields["outer"]) == {"list": [{"key": "open"}, {"key": "hidden"}]}


def test_unknowns_nulls_and_numbers() -> None:
    struct = struct_pb2.Struct()
    properties.write(properties.UNKNOWN, struct.fields["unknown"])
    properties.write(None, struct.fields["null"])
    properties.write(1.5, struct.fields["half"])
    properties.write(3.0, struct.fields["three"])
    read = properties.Reader().properties(struct)
    assert read == {"unknown": tokens.UNKNOWN, "half": 1.5, "three": 3}
    assert isinstance(read["three"], int)


def test_what_is_no_property_value_is_refused() -> None:
    with pytest.raises(TypeError, match="not a property value: object"):
        wire(object())
