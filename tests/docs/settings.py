"""The names that settings have."""

from collections.abc import Iterator
from typing import Any

from securecart.settings.json_schema import schema
from securecart.settings.stack_file import read_project
from tests.fleet import ROOT


def stack_file_schema() -> dict[str, Any]:
    return schema(read_project(ROOT).defaults)


def keys(node: object) -> Iterator[str]:
    """The names of all settings, of whatever depth, without the project's prefix."""
    if isinstance(node, dict):
        for name, below in node.get("properties", {}).items():
            yield name.removeprefix("securecart:")
            yield from keys(below)
        for name, below in node.items():
            if name != "properties":
                yield from keys(below)
    elif isinstance(node, list):
        for below in node:
            yield from keys(below)
