"""The JSON Schema of a stack file, for editors: the settings models, in the shape that Pulumi writes them."""

from collections.abc import Collection
from typing import Any

from securecart.settings.edge import EdgeSettings
from securecart.settings.names import PROJECT
from securecart.settings.parsing import ENGINE_NAMESPACE
from securecart.settings.region import RegionSettings
from securecart.settings.secrets import secret_keys
from securecart.settings.stack_file import STACK_FILE_KEYS


def schema(inherited: Collection[str] = ()) -> dict[str, Any]:
    """The JSON Schema of `Pulumi.<stack>.yaml`.

    Args:
        inherited: the full keys that the project's own file gives a default for, so that no stack file must have them.
    """
    definitions: dict[str, Any] = {"secret": _secret()}
    edge = _config(EdgeSettings, "edge", definitions, inherited)
    region = _config(RegionSettings, "active", definitions, inherited)
    role = f"{PROJECT}:role"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "SecureCart stack file",
        "type": "object",
        "required": ["config"],
        "additionalProperties": False,
        "properties": {
            **{key: {} for key in STACK_FILE_KEYS},
            "config": {
                "type": "object",
                "required": [role],
                "if": {"properties": {role: {"const": "edge"}}},
                "then": edge,
                "else": region,
            },
        },
        "$defs": definitions,
    }


def _config(
    model: type[RegionSettings] | type[EdgeSettings], role: str, definitions: dict[str, Any], inherited: Collection[str]
) -> dict[str, Any]:
    """A model's schema with the keys that a stack file has."""
    found = model.model_json_schema(by_alias=True)
    definitions |= found.pop("$defs", {})
    properties = {_key(name): _as_written(described) for name, described in found["properties"].items()}
    properties |= {_key(name): {"$ref": "#/$defs/secret"} for name in sorted(secret_keys(role))}
    return {
        "title": found["title"],
        "description": found.get("description", ""),
        "type": "object",
        "additionalProperties": False,
        "required": [key for key in map(_key, found.get("required", ())) if key not in inherited],
        "properties": properties,
        "patternProperties": {f"^{ENGINE_NAMESPACE}": {}},
    }


def _key(name: str) -> str:
    return name if ":" in name else f"{PROJECT}:{name}"


def _as_written(described: dict[str, Any]) -> dict[str, Any]:
    """A setting's schema with the form that Pulumi's CLI gives its value when it writes the file."""
    if described.get("type") == "boolean":
        return described | {"type": ["boolean", "string"], "enum": [True, False, "true", "false"]}
    return described


def _secret() -> dict[str, Any]:
    return {
        "title": "Secret",
        "description": "Ciphertext; set it with `pulumi config set --secret`.",
        "type": "object",
        "required": ["secure"],
        "additionalProperties": False,
        "properties": {"secure": {"type": "string"}},
    }
