"""Makes a service's nested types when they are asked for.

The blocks that a service's resources are given and hand back are classes of its modules `_inputs` and `outputs`. There
are 3,000 of them for WAF alone, and making them is most of what loading a service takes; a program comes to a few
dozen.
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.abc import InspectLoader, Loader
from importlib.machinery import ModuleSpec
from types import FunctionType, ModuleType
from typing import Any, Final

import pulumi
from pulumi import _types

MODULES: Final = ("_inputs", "outputs")
"""The modules of a service that have its nested types."""


class NestedTypesLoader(Loader):
    """Loads a module of nested types without making them.

    Args:
        whole: loads the module as it is.
    """

    def __init__(self, whole: InspectLoader) -> None:
        self._whole = whole

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Leave it to what loads the module as it is."""
        return self._whole.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module, and keep its classes' statements for later."""
        nested = _NestedTypes(module)
        code = self._whole.get_code(module.__name__)
        if code is None:
            raise ImportError("it has no code of its own", name=module.__name__)
        names = vars(module)
        names["__builtins__"] = {**vars(builtins), "__build_class__": nested.put_off}
        exec(code, names)  # noqa: S102 (as any loader does)
        names["__builtins__"] = vars(builtins)
        nested.hide()
        module.__getattr__ = nested  # type: ignore[method-assign]  # PEP 562


def make_all(module: ModuleType) -> None:
    """Have a module of nested types be as if it had been loaded as it is."""
    nested = vars(module).get("__getattr__")
    if isinstance(nested, _NestedTypes):
        nested.make_all()


@dataclass(frozen=True, slots=True)
class _Statement:
    """A class statement that was not carried out.

    Attributes:
        body: its body.
        bases: its base classes.
        named: its other arguments.
        in_place: stood for the class while the module ran, so that decorators could mark it.
    """

    body: FunctionType
    bases: tuple[Any, ...]
    named: Mapping[str, Any]
    in_place: type


class _NestedTypes:
    """Finds a module's nested types, as its `__getattr__`."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module
        self._exported: list[str] = []
        self._waiting: dict[str, _Statement] = {}

    def __call__(self, name: str) -> Any:  # noqa: ANN401 (whatever a module has)
        if name not in self._waiting:
            raise AttributeError(f"module {self._module.__name__!r} has no attribute {name!r}")
        made = _carry_out(name, self._waiting.pop(name))
        setattr(self._module, name, made)
        return made

    def put_off(self, body: FunctionType, name: str, *bases: Any, **named: Any) -> type:  # noqa: ANN401
        """Instead of `__build_class__`: keep a class statement."""
        in_place = type(name, (), {"__init__": None, "__eq__": None})  # or the SDK would write both
        self._waiting[name] = _Statement(body, bases, named, in_place)
        return in_place

    def hide(self) -> None:
        """Let nobody see what stood for the classes, least of all `import *`."""
        for name in self._waiting:
            delattr(self._module, name)
        self._exported = vars(self._module)["__all__"]
        vars(self._module)["__all__"] = [name for name in self._exported if name not in self._waiting]

    def make_all(self) -> None:
        """Make all nested types that are not made yet."""
        for name in list(self._waiting):
            self(name)
        vars(self._module)["__all__"] = self._exported


def _carry_out(name: str, statement: _Statement) -> type:
    body = FunctionType(statement.body.__code__, statement.body.__globals__, name)  # with Python's own builtins again
    made: type = builtins.__build_class__(body, name, *statement.bases, **statement.named)
    if _types.is_input_type(statement.in_place):
        return pulumi.input_type(made)
    if _types.is_output_type(statement.in_place):
        return pulumi.output_type(made)
    return made
