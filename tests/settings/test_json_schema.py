"""The JSON Schema of a stack file."""

from __future__ import annotations

import shutil
from pathlib import Path

import jsonschema
import pytest
import yaml

from securecart.settings import load_project
from securecart.settings.json_schema import schema
from securecart.settings.stack_file import read_project
from tests.backend import make_backend, make_stack
from tests.settings.project import ROOT
from tests.settings.rewritten import rewritten

SCHEMA = schema(read_project(ROOT).defaults)
STACK_FILES = sorted(ROOT.glob("Pulumi.*.yaml"))


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", STACK_FILES, ids=lambda path: path.name)
def test_it_takes_the_committed_files(path: Path) -> None:
    jsonschema.validate(yaml.safe_load(path.read_text()), SCHEMA)


@pytest.mark.parametrize("path", STACK_FILES, ids=lambda path: path.name)
def test_it_takes_what_the_cli_makes_of_them(path: Path) -> None:
    document = yaml.safe_load(rewritten(path.read_text()))
    jsonschema.validate(
        document | {"secretsprovider": "awskms://alias/securecart-pulumi", "encryptedkey": "c2VjcmV0"}, SCHEMA
    )


def test_so_do_the_settings(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Pulumi.yaml", tmp_path)
    for path in STACK_FILES:
        (tmp_path / path.name).write_text(rewritten(path.read_text()))
    assert load_project(tmp_path).fleet == load_project(ROOT).fleet


@pytest.mark.needs_engine
@pytest.mark.parametrize("path", STACK_FILES, ids=lambda path: path.name)
def test_what_the_cli_makes_of_them_is_known(path: Path, tmp_path: Path) -> None:
    for file in (ROOT / "Pulumi.yaml", path):
        shutil.copy(file, tmp_path)
    make_stack(tmp_path, path.name.removeprefix("Pulumi.").removesuffix(".yaml"), make_backend(tmp_path))
    written, _, salt = (tmp_path / path.name).read_text().partition("encryptionsalt:")
    assert salt
    assert written == rewritten(path.read_text())


@pytest.mark.parametrize("value", ["yes", 1, "True", None])
def test_it_takes_no_other_word_for_true(value: object) -> None:
    document = yaml.safe_load((ROOT / "Pulumi.us-east-1.yaml").read_text())
    document["config"]["securecart:canaries"] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA)


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
