"""Loads of a service of pulumi_aws what a program uses, and not all that it has.

A service's package imports a module for each of its resources and data sources, 200 of them for EC2, as soon as
anything in it is named. Of what a fleet's program loads that way, it uses a quarter.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Sequence
from importlib.abc import InspectLoader, Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any, Final

from securecart.plan.embedded import nested_types, type_hints

PACKAGE: Final = "pulumi_aws"
_WORD: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def load_on_demand() -> None:
    """Have services that are not loaded yet loaded that way from now on."""
    if not any(isinstance(finder, _Services) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Services())
        type_hints.read_quickly()


class _Services(MetaPathFinder):
    """Finds the packages of services, and in them the modules of nested types."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package, *places = fullname.split(".")
        if package != PACKAGE or not places or places[0].startswith("_"):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or not isinstance(spec.loader, InspectLoader):
            return spec
        match places:
            case [_] if spec.submodule_search_locations:
                spec.loader = _OnDemand(spec.loader)
            case [service, module] if module in nested_types.MODULES and _by_and_by(f"{PACKAGE}.{service}"):
                spec.loader = nested_types.NestedTypesLoader(spec.loader)
        return spec


class _OnDemand(Loader):
    """Loads a service's package by and by; what it does not find there is left to the package itself."""

    def __init__(self, whole: Loader) -> None:
        self._whole = whole

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._whole.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        def find(name: str) -> Any:  # noqa: ANN401 (whatever a module has)
            if name in nested_types.MODULES:
                return importlib.import_module(f"{module.__name__}.{name}")
            for place in () if name.startswith("__") else _places(name):
                found = getattr(_submodule(f"{module.__name__}.{place}"), name, None)
                if getattr(found, "__module__", None) == f"{module.__name__}.{place}":
                    setattr(module, name, found)
                    return found
            if name.startswith("__") and name != "__all__":  # what Python itself asks a module for
                raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
            vars(module).pop("__getattr__", None)
            for nested in filter(None, (_submodule(f"{module.__name__}.{place}") for place in nested_types.MODULES)):
                nested_types.make_all(nested)
            self._whole.exec_module(module)
            return getattr(module, name)

        module.__getattr__ = find  # type: ignore[method-assign]  # PEP 562


def _by_and_by(package: str) -> bool:
    """Whether a service's package is one that loads by and by, and not one that was found before."""
    spec = sys.modules[package].__spec__
    return spec is not None and isinstance(spec.loader, _OnDemand)


def _places(name: str) -> tuple[str, ...]:
    """The modules in which the SDK's generator puts a name: a resource's own, or those for nested types and enums."""
    own = _WORD.sub("_", name.removesuffix("Dict").removesuffix("Args")).lower()
    return (own, "_inputs", "_enums")


def _submodule(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return None
