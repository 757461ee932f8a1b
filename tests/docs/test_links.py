"""What the documents name exists: files, headings, settings."""

import re
from pathlib import Path

import pytest

from tests.docs.settings import keys, stack_file_schema
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


@pytest.mark.parametrize(
    "name", ["README.md", *(f"docs/{name}.md" for name in ("architecture", "deploying", "labs", "runbooks"))]
)
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
