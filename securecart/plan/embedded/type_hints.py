"""How the SDK reads type hints, made quicker and able to find nested types that are not made yet."""

from __future__ import annotations

import functools
import sys
import typing
from collections.abc import Mapping
from typing import Any

from pulumi import _types


def read_quickly() -> None:
    """Have the SDK do it that way from now on; once is enough."""
    _types.get_type_hints = _get_type_hints  # type: ignore[attr-defined,assignment]  # typing's, which it imports
    if not hasattr(_types.unwrap_type, "cache_info"):
        # It takes the same few thousand hints apart for every property of every resource.
        _types.unwrap_type = functools.cache(_types.unwrap_type)


def _get_type_hints(obj: Any, globalns: dict[str, Any], localns: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    """The type hints of a getter; a name that its module does not have may be a nested type of the same service."""
    if all(map(_is_resolved, obj.__annotations__.values())):
        return dict(obj.__annotations__)
    nested_types = sys.modules.get(f"{globalns.get('__package__')}._inputs")
    while True:
        try:
            return typing.get_type_hints(obj, globalns, localns, include_extras=True)  # there are none to remove
        except NameError as error:
            name = error.name or ""
            if not hasattr(nested_types, name):
                raise
            globalns[name] = getattr(nested_types, name)


def _is_resolved(hint: Any) -> bool:  # noqa: ANN401 (whatever an annotation is)
    """Whether a type hint names nothing that is still to be looked up, as most do: it stands for itself then."""
    if hint is None or isinstance(hint, str | typing.ForwardRef | list):
        return False
    return all(map(_is_resolved, typing.get_args(hint)))
