"""What a stack exports, and how a `StackReference` of a later stack is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from google.protobuf import struct_pb2

from securecart.plan import tokens
from securecart.plan.embedded import properties


@dataclass(frozen=True, slots=True)
class Exports:
    """What a stack exports.

    Attributes:
        values: by name; secrets in clear, nothing unknown.
        secret_names: the names of those that are secret.
    """

    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    secret_names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, urn: str, outputs: struct_pb2.Struct) -> Exports:
        """The exports of the stack with the root `urn`, from the outputs that it registers."""
        values = {name: _known(properties.revealed(value), f"{urn}#{name}") for name, value in outputs.fields.items()}
        return cls(values, properties.secret_names(outputs))

    def answer(self, name: str) -> struct_pb2.Struct:
        """The outputs of a `StackReference` to the stack `name`, in wire format."""
        answer = struct_pb2.Struct()
        properties.write(name, answer.fields["name"])
        properties.write(self.values, answer.fields["outputs"])
        properties.write(sorted(self.secret_names), answer.fields["secretOutputNames"])
        for secret in self.secret_names:
            properties.wrap_secret(answer.fields["outputs"].struct_value.fields[secret])
        return answer


def _known(value: Any, where: str) -> Any:  # noqa: ANN401
    """A value in which a placeholder stands for everything unknown: the value of an export, which is never unknown."""
    if value == tokens.UNKNOWN:
        return tokens.token(tokens.digest(where))
    if isinstance(value, Mapping):
        return {key: _known(item, f"{where}.{key}") for key, item in value.items()}
    if isinstance(value, list):
        return [_known(item, f"{where}[{index}]") for index, item in enumerate(value)]
    return value
