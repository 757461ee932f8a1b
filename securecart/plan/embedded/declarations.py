"""What the SDK's resource classes declare: outputs, their types, and the shape of an id.

The shape of a physical id comes from the import example that the SDK documents for every type (`vpc-a01106c2`, an ARN,
a hosted zone's `Z1D633PJN98FT9`): no list of types is kept here.
"""

from __future__ import annotations

import functools
import inspect
import re
import sys
import types
import typing
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi import _types
from pulumi.runtime import rpc

_IMPORT_EXAMPLE: Final = re.compile(r"\$ pulumi import (\S+) \S+ (\S.*)")


@dataclass(frozen=True, slots=True)
class Output:
    """One output of a resource class.

    Attributes:
        type: its Python type without `Output` and `Optional`.
        optional: may be absent.
        settable: the program may give it as an input.
    """

    type: Any
    optional: bool
    settable: bool


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a resource class declares.

    Attributes:
        outputs: by Pulumi's name of the property.
        id_example: an id from the SDK's documentation; None if it shows none.
        regional: whether a resource of this type lives in a Region.
    """

    outputs: Mapping[str, Output]
    id_example: str | None
    regional: bool

    def added_to(self, inputs: Collection[str]) -> tuple[str, ...]:
        """The outputs that the deployment adds to a resource with these inputs; those that may be absent are."""
        return tuple(
            name
            for name, output in self.outputs.items()
            if name not in inputs and not (output.optional and output.settable) and name != "tagsAll"
        )


_NOTHING: Final = Declaration({}, None, regional=False)


@functools.cache
def declaration(type_: str) -> Declaration:
    """What the class of a type token declares; nothing for a type whose SDK is not loaded."""
    cls = _resource_class(type_)
    if cls is None:
        return _NOTHING
    settable = inspect.signature(cls._internal_init).parameters if hasattr(cls, "_internal_init") else {}
    python_names = _types.resource_pulumi_to_py_names(cls)
    outputs = {}
    for name, hint in _hints(cls).items():
        inner = _without_output(hint)
        outputs[name] = Output(without_optional(inner), is_optional(inner), python_names.get(name, name) in settable)
    return Declaration(outputs, _id_example(cls, type_), regional="region" in outputs)


@functools.cache
def output_fields(cls: type) -> Mapping[str, Any]:
    """The properties of a nested output type: Pulumi's name and type, `Optional` included."""
    return _hints(cls)


def _hints(cls: type) -> dict[str, Any]:
    # The public `resource_types` leaves out whether an output is optional.
    return _types._raw_return_hints(cls)  # noqa: SLF001


def is_optional(hint: Any) -> bool:  # noqa: ANN401
    """Whether a type hint admits None."""
    return typing.get_origin(hint) in (typing.Union, types.UnionType) and type(None) in typing.get_args(hint)


def without_optional(hint: Any) -> Any:  # noqa: ANN401
    """A type hint without None."""
    if not is_optional(hint):
        return hint
    members = [member for member in typing.get_args(hint) if member is not type(None)]
    return members[0] if len(members) == 1 else typing.Union[tuple(members)]  # noqa: UP007 (built at run time)


def _without_output(hint: Any) -> Any:  # noqa: ANN401
    if typing.get_origin(hint) is pulumi.Output:
        return typing.get_args(hint)[0]
    return hint


def _resource_class(type_: str) -> type | None:
    package, module, _ = type_.split(":")
    registered = rpc.get_resource_module(package, module, "")
    info: Mapping[str, Any] = getattr(registered, "mod_info", {})
    name = info.get("classes", {}).get(type_)
    found = getattr(sys.modules.get(info.get("fqn", "")), name, None) if name else None
    return found if isinstance(found, type) else None


def _id_example(cls: type, type_: str) -> str | None:
    for overload in typing.get_overloads(vars(cls).get("__init__", print)):
        for token, example in _IMPORT_EXAMPLE.findall(overload.__doc__ or ""):
            if token == type_:
                return str(example.strip().strip("'\""))
    return None
