"""The JSON Schema of a stack file."""

from __future__ import annotations

import jsonschema
import pytest
import yaml

from securecart.settings.json_schema import schema
from securecart.settings.stack_file import read_project
from tests.settings.project import ROOT

SCHEMA = schema(read_project(ROOT).defaults)
STACK_FILES = sorted(ROOT.glob("Pulumi.*.yaml"))


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", STACK_FILES, ids=lambda path: path.name)
def test_it_takes_the_committed_files(path: object) -> None:
    jsonschema.validate(yaml.safe_load(ROOT.joinpath(str(path)).read_text()), SCHEMA)


@pytest.mark.parametrize("key", ["securecart:netwrok", "teardown", "aws:profile", "securecart:bgpKey"])
def test_it_refuses_keys_that_a_region_does_not_have(key: str) -> None:
    document = yaml.safe_load((ROOT / "Pulumi.us-east-1.yaml").read_text())
    document["config"][key] = "x"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA)


@pytest.mark.parametrize("branch", ["then", "else"])
def test_every_setting_is_described(branch: str) -> None:
    groups = [SCHEMA["properties"]["config"][branch], *SCHEMA["$defs"].values()]
    undescribed = [
        f"{group.get('title')}.{name}"
        for group in groups
        for name, told in group.get("properties", {}).items()
        if "description" not in told and "$ref" not in told and name != "secure"
    ]
    assert undescribed == []
