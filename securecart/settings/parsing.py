"""Turns a stack's configuration into its model, and what is wrong with it into messages."""

import json
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from securecart.settings.base import DISAGREEMENT, Settings
from securecart.settings.edge import EdgeSettings
from securecart.settings.errors import SettingsError, problem
from securecart.settings.region import RegionSettings
from securecart.settings.secrets import secret_keys
from securecart.settings.stack_file import ProjectFile, StackFile

ENGINE_NAMESPACE: Final = "pulumi:"
"""Keys that the engine itself reads, for instance `pulumi:disable-default-providers`; no model holds them."""

SettingsModel = type[RegionSettings] | type[EdgeSettings]
MODELS: Final[Mapping[str, SettingsModel]] = MappingProxyType(
    {"active": RegionSettings, "standby": RegionSettings, "edge": EdgeSettings}
)

ALLOWED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "string_type": "text (put it in quotes)",
        "string_too_short": "text of {min_length} characters or more",
        "string_too_long": "text of {max_length} characters or fewer",
        "int_type": "a whole number",
        "int_from_float": "a whole number",
        "float_type": "a number",
        "finite_number": "a number",
        "bool_type": "true or false",
        "tuple_type": "a list",
        "dict_type": "a mapping",
        "model_type": "a mapping",
        "literal_error": "{expected}",
        "enum": "{expected}",
        "too_short": "at least {min_length}",
        "too_long": "at most {max_length}",
        "greater_than_equal": "{ge} or more",
        "less_than_equal": "{le} or less",
        "ip_v4_network": "an IPv4 range whose host bits are 0, such as 10.16.0.0/16",
        "value_error": "an IPv4 range whose host bits are 0, such as 10.16.0.0/16",
        "ip_v4_address": "an IPv4 address such as 198.51.100.10",
        "form": "{allowed}",
    }
)
"""What is allowed, by the type of pydantic's error, in this project's words."""


def parse_stack(file: StackFile, project: ProjectFile) -> RegionSettings | EdgeSettings:
    """The settings of one stack.

    Raises:
        SettingsError: with every problem of the file.
    """
    prefix = f"{project.name}:"
    role_key = f"{prefix}role"
    role = file.values.get(role_key)
    if not isinstance(role, str) or role not in MODELS:
        raise SettingsError((problem(file.origin(role_key), role_key, role, ", ".join(MODELS)),))
    secrets = sorted(f"{prefix}{key}" for key in secret_keys(role))
    problems = [*_secrets(file, secrets), *_strangers(file, prefix, MODELS[role], secrets)]
    values = _values(file, prefix, secrets, MODELS[role])
    try:
        settings = MODELS[role].model_validate_json(json.dumps(values, default=str), by_alias=True, by_name=False)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            if _full_key(prefix, str(details["loc"][0] if details["loc"] else "")) not in file.encrypted:
                problems += _problems(file, prefix, details, MODELS[role])
    else:
        if not problems:
            return settings
    raise SettingsError(problems)


def _keys(model: type[Settings]) -> list[str]:
    return [info.alias or name for name, info in model.model_fields.items()]


def _full_key(prefix: str, key: str) -> str:
    return key if ":" in key else f"{prefix}{key}"


def _secrets(file: StackFile, secrets: Sequence[str]) -> Iterator[str]:
    for key in sorted(file.values.keys() & set(secrets)):
        allowed = f"a secret, set with `pulumi config set --secret {key}`"
        yield problem(file.origin(key), key, "(plain text)", allowed)
    for key in sorted(file.encrypted.difference(secrets)):
        allowed = f"plain text; secrets of the stack are {', '.join(secrets)}"
        yield problem(file.path.name, key, "(ciphertext)", allowed, reason="no secret")


def _strangers(file: StackFile, prefix: str, model: SettingsModel, secrets: Sequence[str]) -> Iterator[str]:
    """Keys that no model holds; what the project declares for stacks of another role is none."""
    keys = [_full_key(prefix, key) for key in _keys(model)]
    everything = {_full_key(prefix, key) for other in MODELS.values() for key in _keys(other)}
    for key, value in file.values.items():
        known = key in keys or key in secrets or key.startswith(ENGINE_NAMESPACE)
        if known or (key in file.inherited and key in everything):
            continue
        head, _, rest = key.partition(".")
        if head in keys and rest:
            yield problem(file.origin(key), key, value, f"`{rest}` inside the mapping `{head}`", reason="no such key")
        elif f"{prefix}{key}" in keys:
            yield problem(file.origin(key), key, value, f"{prefix}{key}", reason="no such setting")
        else:
            allowed = ", ".join(sorted(everything if key in file.inherited else keys))
            yield problem(file.origin(key), key, value, allowed, reason="no such setting")


def _values(file: StackFile, prefix: str, secrets: Sequence[str], model: SettingsModel) -> dict[str, Any]:
    """The plain values by the model's keys.

    `pulumi config set` writes text whatever the type: where the model wants no text, the text is JSON.
    """
    values: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        key = info.alias or name
        full_key = _full_key(prefix, key)
        if full_key not in file.values or full_key in secrets:
            continue
        value = file.values[full_key]
        values[key] = _from_json(value) if isinstance(value, str) and not _is_text(info.annotation) else value
    return values


def _from_json(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.loads(text)
    except ValueError:
        return text


def _alternatives(annotation: object) -> tuple[object, ...]:
    """The types of a field without None."""
    if get_origin(annotation) in (Union, UnionType):
        return tuple(kind for kind in get_args(annotation) if kind is not NoneType)
    return (annotation,)


def _is_text(annotation: object) -> bool:
    return any(
        get_origin(kind) is Literal or (isinstance(kind, type) and issubclass(kind, str))
        for kind in _alternatives(annotation)
    )


def _group(model: type[Settings], location: Sequence[str | int]) -> type[Settings] | None:
    """The model of the group of settings at a location; None where there is no group."""
    kind: object = model
    for part in location:
        if isinstance(kind, type) and issubclass(kind, Settings):
            kinds = {info.alias or name: info.annotation for name, info in kind.model_fields.items()}
            (kind, *_) = _alternatives(kinds[str(part)])
        else:
            arguments = get_args(kind)  # of a dict or a tuple
            kind = arguments[1] if get_origin(kind) is dict else arguments[0]
    return kind if isinstance(kind, type) and issubclass(kind, Settings) else None


def _problems(file: StackFile, prefix: str, details: ErrorDetails, model: SettingsModel) -> Iterator[str]:
    location = [part for part in details["loc"] if part != "[key]"]
    key, value, kind = ".".join(map(str, location)), details["input"], details["type"]
    context, full_key = details.get("ctx", {}), _full_key(prefix, key)
    if kind == DISAGREEMENT:
        for one in context["disagreements"]:
            where = ".".join(part for part in (key, one.key) if part)
            yield _at(file, _full_key(prefix, where), one.value, one.allowed, one.reason)
    elif kind == "extra_forbidden":
        group = _group(model, location[:-1])
        yield _at(file, full_key, value, ", ".join(_keys(group)) if group else "nothing", "no such setting")
    elif kind == "missing":
        group = _group(model, location[:-1])
        descriptions = {info.alias: info.description for info in group.model_fields.values()} if group else {}
        yield _at(file, full_key, None, _described(descriptions.get(str(location[-1]))), "it has no default")
    else:
        expected = {name: str(told).replace("'", "") for name, told in context.items()}
        template = ALLOWED.get(kind)
        allowed = template.format(**expected) if template else details["msg"]
        yield _at(file, full_key, location[-1] if "[key]" in details["loc"] else value, allowed)


def _described(description: str | None) -> str:
    """The first sentence of a setting's description, as the end of a message."""
    sentence = " ".join((description or "a value").split()).partition(". ")[0].rstrip(".")
    return f"{sentence[0].lower()}{sentence[1:]}"


def _at(file: StackFile, full_key: str, value: object, allowed: str, reason: str | None = None) -> str:
    head = full_key.partition(".")[0]
    return problem(file.origin(head), full_key, value, allowed, reason=reason)
