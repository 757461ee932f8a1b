"""The JSON Schema of a stack file, for editors: the settings models, in the shape that Pulumi writes them."""

from typing import Any, Final

from securecart.settings.edge import EdgeSettings
from securecart.settings.parsing import FOREIGN_KEYS
from securecart.settings.region import RegionSettings
from securecart.settings.secrets import secret_keys
from securecart.settings.shared import SharedSettings

PROJECT: Final = "securecart"
_ENGINE_KEYS: Final = ("encryptionsalt", "encryptedkey", "secretsprovider", "environment")


def schema() -> dict[str, Any]:
    """The JSON Schema of `Pulumi.<stack>.yaml`."""
    definitions: dict[str, Any] = {"secret": _secret()}
    edge = _config(EdgeSettings, "edge", definitions)
    region = _config(RegionSettings, "active", definitions)
    role = f"{PROJECT}:role"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "SecureCart stack file",
        "type": "object",
        "required": ["config"],
        "additionalProperties": False,
        "properties": {
            "config": {
                "type": "object",
                "required": [role],
                "if": {"properties": {role: {"const": "edge"}}},
                "then": edge,
                "else": region,
            },
            **{key: {} for key in _ENGINE_KEYS},
        },
        "$defs": definitions,
    }


def _config(model: type[RegionSettings] | type[EdgeSettings], role: str, definitions: dict[str, Any]) -> dict[str, Any]:
    """A model's schema with the keys that a stack file has."""
    found = model.model_json_schema(by_alias=True)
    definitions |= found.pop("$defs", {})
    in_project_file = {info.alias for name, info in SharedSettings.model_fields.items() if name != "aws_region"}
    properties = {_key(name): described for name, described in found["properties"].items()}
    properties |= {_key(name): {"$ref": "#/$defs/secret"} for name in sorted(secret_keys(role))}
    properties |= {key: {} for key in sorted(FOREIGN_KEYS)}
    return {
        "title": found["title"],
        "description": found.get("description", ""),
        "type": "object",
        "additionalProperties": False,
        "required": [_key(name) for name in found.get("required", ()) if name not in in_project_file],
        "properties": properties,
    }


def _key(name: str) -> str:
    return name if ":" in name else f"{PROJECT}:{name}"


def _secret() -> dict[str, Any]:
    return {
        "title": "Secret",
        "description": "Ciphertext; set it with `pulumi config set --secret`.",
        "type": "object",
        "required": ["secure"],
        "additionalProperties": False,
        "properties": {"secure": {"type": "string"}},
    }
