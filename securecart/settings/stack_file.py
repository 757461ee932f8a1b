"""Reads Pulumi.yaml and the stack files: the only place that does."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

from securecart.settings.errors import SettingsError

PROJECT_FILE: Final = "Pulumi.yaml"


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """YAML in which a key stands once: PyYAML would take the last of two without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise yaml.MarkedYAMLError(problem=f"key {key!r} is not text", problem_mark=key_node.start_mark)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"key `{key}` stands twice", problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)  # type: ignore[no-any-return]


@dataclass(frozen=True, kw_only=True)
class ProjectFile:
    """Pulumi.yaml: the project's name and the defaults that every stack has."""

    name: str
    defaults: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class StackFile:
    """One Pulumi.<stack>.yaml: plain values by full key, which of them are the project's, which keys hold ciphertext."""

    stack: str
    path: Path
    values: Mapping[str, Any]
    inherited: frozenset[str]
    encrypted: frozenset[str]


def read_project(directory: Path) -> ProjectFile:
    """Reads a project's Pulumi.yaml.

    Raises:
        SettingsError: there is none, or it is not a project file.
    """
    path = directory / PROJECT_FILE
    if not path.is_file():
        raise SettingsError((f"{path}: there is no such file; run this in the folder of the project",))
    document = _mapping(path)
    name = document.get("name")
    if not isinstance(name, str):
        raise SettingsError((f"{path.name}: name: {name!r}; allowed: the project's name",))
    declared = document.get("config") or {}
    if not isinstance(declared, dict):
        raise SettingsError((f"{path.name}: config: allowed: a mapping of keys to declarations",))
    defaults = {
        key if ":" in key else f"{name}:{key}": declaration["default"]
        for key, declaration in declared.items()
        if isinstance(declaration, dict) and "default" in declaration
    }
    return ProjectFile(name=name, defaults=defaults)


def read_stacks(directory: Path, project: ProjectFile) -> tuple[StackFile, ...]:
    """Reads every Pulumi.<stack>.yaml of a project, in alphabetical order, with the project's defaults filled in.

    Raises:
        SettingsError: there is none, or one is not a stack file.
    """
    paths = sorted(directory.glob("Pulumi.*.yaml"))
    if not paths:
        raise SettingsError((f"{directory}: there is no stack file (Pulumi.<stack>.yaml)",))
    problems: list[str] = []
    files = []
    for path in paths:
        try:
            files.append(_read_stack(path, project))
        except SettingsError as error:
            problems.extend(error.problems)
    if problems:
        raise SettingsError(tuple(problems))
    return tuple(files)


def _read_stack(path: Path, project: ProjectFile) -> StackFile:
    config = _mapping(path).get("config") or {}
    if not isinstance(config, dict):
        raise SettingsError((f"{path.name}: config: allowed: a mapping of keys to values",))
    values = dict(project.defaults)
    encrypted = set()
    for key, value in config.items():
        if isinstance(value, dict) and value.keys() == {"secure"}:
            encrypted.add(key)
            values.pop(key, None)
        else:
            values[key] = value
    return StackFile(
        stack=path.name.removeprefix("Pulumi.").removesuffix(".yaml"),
        path=path,
        values=values,
        inherited=frozenset(values.keys() - config.keys()),
        encrypted=frozenset(encrypted),
    )


def _mapping(path: Path) -> dict[str, Any]:
    try:
        with path.open(encoding="utf-8") as stream:
            document = yaml.load(stream, Loader=_Loader)  # noqa: S506 - a safe loader
    except OSError as error:
        raise SettingsError((f"{path}: {error.strerror}",)) from error
    except UnicodeDecodeError as error:
        raise SettingsError((f"{path.name}: not UTF-8 text: {error.reason} at byte {error.start}",)) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise SettingsError((f"{path.name}{where}: broken YAML: {error.problem}",)) from error
    except yaml.YAMLError as error:
        raise SettingsError((f"{path.name}: broken YAML: {error}",)) from error
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise SettingsError((f"{path.name}: {document!r}; allowed: a mapping",))
    return document


def engine_value(value: Any) -> str:  # noqa: ANN401 - whatever YAML holds
    """A value as the engine hands it to a program: text as it is, everything else as JSON."""
    return value if isinstance(value, str) else as_json(value)


def as_json(value: Any) -> str:  # noqa: ANN401 - whatever YAML holds
    """JSON of what YAML read; a date that YAML saw is the text that stood there."""
    return json.dumps(value, default=lambda other: other.isoformat() if isinstance(other, date) else str(other))
