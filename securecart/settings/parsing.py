"""Turns a stack's configuration into its model, and what is wrong with it into messages."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from securecart.settings.edge import EdgeSettings
from securecart.settings.errors import SettingsError
from securecart.settings.region import RegionSettings
from securecart.settings.secrets import secret_keys
from securecart.settings.stack_file import ProjectFile, StackFile, as_json

FOREIGN_KEYS: Final = frozenset({"pulumi:disable-default-providers"})
"""Keys that the engine reads and no model holds."""

SettingsModel = type[RegionSettings] | type[EdgeSettings]
MODELS: Final[Mapping[str, SettingsModel]] = MappingProxyType(
    {"active": RegionSettings, "standby": RegionSettings, "edge": EdgeSettings}
)


def parse_stack(file: StackFile, project: ProjectFile) -> RegionSettings | EdgeSettings:
    """The settings of one stack.

    Raises:
        SettingsError: with every problem of the file.
    """
    prefix = f"{project.name}:"
    role = file.values.get(f"{prefix}role")
    if not isinstance(role, str) or role not in MODELS:
        raise SettingsError((_message(file, f"{prefix}role", role, f"allowed: {', '.join(MODELS)}"),))
    secrets = {f"{prefix}{key}" for key in secret_keys(role)}
    problems = [
        _message(file, key, "(plain text)", f"a secret; set it with `pulumi config set --secret {key}`")
        for key in sorted(file.values.keys() & secrets)
    ]
    problems += [
        _message(file, key, "(ciphertext)", f"not a secret; allowed secrets: {', '.join(sorted(secrets))}")
        for key in sorted(file.encrypted - secrets)
    ]
    model = MODELS[role]
    values = _values(file, prefix, secrets, model)
    try:
        settings = model.model_validate_json(as_json(values), strict=True)
    except ValidationError as error:
        allowed = _keys(model)
        problems += [_problem(file, prefix, details, allowed) for details in error.errors(include_url=False)]
    else:
        if not problems:
            return settings
    raise SettingsError(tuple(problems))


def _values(file: StackFile, prefix: str, secrets: set[str], model: SettingsModel) -> dict[str, Any]:
    """The plain values by the model's keys; what the project declares for other roles only is left out."""
    known = {info.alias or name for name, info in model.model_fields.items()}
    values = {}
    for full_key, value in file.values.items():
        key = full_key.removeprefix(prefix)
        concerns_others = full_key in file.inherited and key not in known
        if not concerns_others and full_key not in secrets and full_key not in FOREIGN_KEYS:
            values[key] = value
    return values


def _keys(model: SettingsModel) -> str:
    return ", ".join(sorted(info.alias or name for name, info in model.model_fields.items()))


def _problem(file: StackFile, prefix: str, details: ErrorDetails, allowed: str) -> str:
    location = [str(part) for part in details["loc"]]
    key = ".".join(location)
    if location and ":" not in location[0]:
        key = f"{prefix}{key}"
    kind, text = details["type"], details["msg"].removeprefix("Value error, ")
    if kind == "extra_forbidden":
        among = f"; allowed: {allowed}" if len(location) == 1 else ""
        return _message(file, key, details["input"], f"there is no such setting{among}")
    if kind == "missing":
        return f"{file.path.name}: {key}: missing, and it has no default"
    if kind == "value_error" and not location:
        return f"{file.path.name}: {text}"
    return _message(file, key, details["input"], text)


def _message(file: StackFile, key: str, value: object, allowed: str) -> str:
    shown = as_json(value) if not isinstance(value, str) else value
    if len(shown) > 60:  # noqa: PLR2004
        shown = f"{shown[:57]}..."
    return f"{file.path.name}: {key}: {shown}: {allowed}"
