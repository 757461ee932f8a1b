"""Reads Pulumi.yaml and the stack files: the only place that does."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from securecart.settings.errors import SettingsError, problem

PROJECT_FILE: Final = "Pulumi.yaml"
STACK_FILES: Final = "Pulumi.*.yaml"
STACK_FILE_KEYS: Final = ("config", "encryptedkey", "encryptionsalt", "environment", "secretsprovider")
"""What the engine knows at the top of a stack file ("Pulumi stack settings file reference")."""
STACK_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,100}")


def stack_file(stack: str) -> str:
    """The name of a stack's file."""
    return f"Pulumi.{stack}.yaml"


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """YAML as the engine reads it, with every key standing once.

    PyYAML follows YAML 1.1: it would read the country `NO` as false, `1:30` as 90 and a date as no text, and it would
    take the last of two equal keys without a word.
    """

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own attribute

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        seen = set()
        for key_node, _ in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                continue
            key = key_node.value
            if key_node.tag != "tag:yaml.org,2002:str":
                scalar = isinstance(key_node, yaml.ScalarNode)
                words = f"key `{key}` is not text; put it in quotes" if scalar else "a key is text, no list or mapping"
                raise yaml.MarkedYAMLError(problem=words, problem_mark=key_node.start_mark)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"key `{key}` stands twice", problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)  # type: ignore[no-any-return]


for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", "~nN\0"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*|0o[0-7]+|0x[0-9a-fA-F]+)", "-+0123456789"),
    (
        "float",
        r"[-+]?(?:(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN)",
        "-+0123456789.",
    ),
    ("merge", r"<<", "<"),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), ["" if c == "\0" else c for c in _first]
    )


@dataclass(frozen=True, kw_only=True)
class ProjectFile:
    """Pulumi.yaml: the project's name and the defaults that every stack has."""

    name: str
    defaults: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class StackFile:
    """One Pulumi.<stack>.yaml.

    Attributes:
        stack: the stack's name.
        path: where the file is.
        values: the plain values by full key, the project's defaults among them.
        inherited: the keys whose value is the project's default.
        encrypted: the keys that hold ciphertext.
    """

    stack: str
    path: Path
    values: Mapping[str, Any]
    inherited: frozenset[str]
    encrypted: frozenset[str]

    def origin(self, key: str) -> str:
        """The name of the file that a key's value comes from."""
        return PROJECT_FILE if key in self.inherited else self.path.name


def read_project(directory: Path) -> ProjectFile:
    """Reads a project's Pulumi.yaml.

    Raises:
        SettingsError: there is none, or it is not a project file.
    """
    path = directory / PROJECT_FILE
    if not path.exists():
        raise SettingsError((f"{path}: there is no such file; run this in the folder of the project",))
    document = _mapping(path)
    name = document.get("name")
    if not isinstance(name, str):
        raise SettingsError((problem(path.name, "name", name, "the project's name"),))
    declared = document.get("config") or {}
    if not isinstance(declared, dict):
        raise SettingsError((problem(path.name, "config", declared, "a mapping of keys to declarations"),))
    defaults = {}
    for key, declaration in declared.items():
        full_key = key if ":" in key else f"{name}:{key}"
        if not isinstance(declaration, dict):
            defaults[full_key] = declaration
        elif "default" in declaration or "value" in declaration:
            defaults[full_key] = declaration.get("default", declaration.get("value"))
    return ProjectFile(name=name, defaults=defaults)


def read_stacks(directory: Path, project: ProjectFile) -> tuple[tuple[StackFile, ...], tuple[str, ...]]:
    """Reads every Pulumi.<stack>.yaml of a project, in alphabetical order, with the project's defaults filled in.

    Returns:
        The files that could be read, and what is wrong with the others.
    """
    files: list[StackFile] = []
    problems: list[str] = []
    for path in sorted(directory.glob(STACK_FILES)):
        try:
            files.append(_read_stack(path, project))
        except SettingsError as error:
            problems.extend(error.problems)
    # Passed over, such a file would be a Region less and nobody told.
    problems.extend(
        problem("", "", path.name, f"{path.stem}.yaml", reason="this project's stack files end in .yaml")
        for path in sorted(directory.glob("Pulumi.*.yml"))
    )
    if not files and not problems:
        problems.append(f"{directory}: there is no stack file; allowed: one {stack_file('<region>')} for each Region")
    return tuple(files), tuple(problems)


def _read_stack(path: Path, project: ProjectFile) -> StackFile:
    stack = path.name.removeprefix("Pulumi.").removesuffix(".yaml")
    if not STACK_NAME.fullmatch(stack):
        allowed = "letters, digits, dashes, dots and underscores between `Pulumi.` and `.yaml`"
        raise SettingsError((problem(path.name, "", None, allowed, reason=f"{stack!r} names no stack"),))
    document = _mapping(path)
    strangers = [key for key in document if key not in STACK_FILE_KEYS]
    if strangers:
        allowed = ", ".join(STACK_FILE_KEYS)
        raise SettingsError(
            problem(path.name, key, document[key], allowed, reason="no key of a stack file") for key in strangers
        )
    config = document.get("config") or {}
    if not isinstance(config, dict):
        raise SettingsError((problem(path.name, "config", config, "a mapping of keys to values"),))
    encrypted = {key for key, value in config.items() if isinstance(value, dict) and value.keys() == {"secure"}}
    inherited = project.defaults.keys() - config.keys()
    values = {key: project.defaults[key] for key in project.defaults if key in inherited}
    values |= {key: value for key, value in config.items() if key not in encrypted}
    return StackFile(
        stack=stack, path=path, values=values, inherited=frozenset(inherited), encrypted=frozenset(encrypted)
    )


def _mapping(path: Path) -> dict[str, Any]:
    try:
        with path.open(encoding="utf-8-sig") as stream:
            document = yaml.load(stream, Loader=_Loader)  # noqa: S506 - a safe loader
        json.dumps(document, default=str)
    except OSError as error:
        raise SettingsError((f"{path.name}: {error.strerror}; allowed: a file that can be read",)) from error
    except UnicodeDecodeError as error:
        words = f"{path.name}: not text: {error.reason} at byte {error.start}; allowed: UTF-8"
        raise SettingsError((words,)) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise SettingsError((f"{path.name}{where}: broken YAML: {error.problem or error.context}",)) from error
    except yaml.YAMLError as error:
        first_line = str(error).partition("\n")[0]
        raise SettingsError((f"{path.name}: broken YAML: {first_line}",)) from error
    except (RecursionError, ValueError) as error:
        # An alias that holds itself, nesting without end, a number of thousands of digits.
        raise SettingsError((f"{path.name}: broken YAML: {str(error).partition(';')[0]}",)) from error
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise SettingsError((problem(path.name, "", document, "a mapping, such as `config:`"),))
    return document


def engine_value(value: Any) -> str:  # noqa: ANN401 - whatever YAML holds
    """A value as the engine hands it to a program: text as it is, everything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, default=str)
