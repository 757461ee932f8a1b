"""What the documents name exists: files, headings, make targets, commands, settings."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from securecart.cli.app import app
from securecart.settings.json_schema import schema
from securecart.settings.stack_file import read_project
from tests.fleet import ROOT

DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
FENCED = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
SETTING = re.compile(
    r"`(securecart:[a-z]\w*"  # with its namespace
    r"|[a-z]\w*(?:\.(?:<name>|[a-z]\w*))+(?=[`:])"  # a path
    r"|[a-z]+[A-Z]\w*(?=[`:])"  # of several words
    r"|[a-z]\w*(?=: \w))"  # with its value
)
"""A setting, as prose writes it; a single bare word may be anything."""
FILES = re.compile(r"`((?:components|policies|securecart)/[\w/]+\.py|components/\w+)`")


@pytest.fixture(params=DOCUMENTS, ids=lambda path: path.name)
def document(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def anchors(path: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", FENCED.sub("", path.read_text(encoding="utf-8")), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


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


def test_links_lead_somewhere(document: Path) -> None:
    for target in LINK.findall(FENCED.sub("", document.read_text(encoding="utf-8"))):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        linked = (document.parent / file).resolve() if file else document
        assert linked.exists(), target
        if anchor:
            assert anchor in anchors(linked), target


def test_files_that_are_named_exist(document: Path) -> None:
    for name in FILES.findall(document.read_text(encoding="utf-8")):
        assert (ROOT / name).exists(), name


def test_make_targets_exist(document: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    text = document.read_text(encoding="utf-8")
    named = re.findall(r"^make ([a-z-]+)|`make ([a-z-]+)", text, flags=re.MULTILINE)
    for target in map("".join, named):
        assert re.search(rf"^{target}:.*##", makefile, flags=re.MULTILINE), target


def test_commands_exist(document: Path) -> None:
    known = {command.name for command in app.registered_commands}
    named = re.findall(r"(?:\.venv/bin/|`)securecart ([a-z][a-z-]*)", document.read_text(encoding="utf-8"))
    assert set(named) <= known


@pytest.mark.parametrize("name", ["README.md", "docs/architecture.md", "docs/deploying.md", "docs/labs.md"])
def test_settings_exist(name: str) -> None:
    text = FENCED.sub("", (ROOT / name).read_text(encoding="utf-8"))
    for key in SETTING.findall(text):
        assert set(key.removeprefix("securecart:").split(".")) - {"<name>"} <= set(keys(stack_file_schema())), key


def test_names_are_recognized_as_settings() -> None:
    text = "`network.cidr` `alertEmails` `securecart:objectives` `releases.<name>.weight` `role: writer` `global`"
    assert SETTING.findall(text) == [
        "network.cidr",
        "alertEmails",
        "securecart:objectives",
        "releases.<name>.weight",
        "role",
    ]


def test_configuration_commands_set_what_exists() -> None:
    known = set(keys(stack_file_schema()))
    text = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
    commands = re.findall(r"pulumi config set (.*)$", text, flags=re.MULTILINE)
    assert commands
    for command in commands:
        words = [word for word in command.split() if not word.startswith(("-", '"'))]
        assert words[0] in known or words[1] in known, command
