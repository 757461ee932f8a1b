"""What the runbooks call by name is called so in the fleet."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from securecart.plan.model import Plan
from tests.fleet import ROOT

RUNBOOKS = (ROOT / "docs" / "runbooks.md").read_text(encoding="utf-8")
NAMES = re.compile(
    r"(securecart-[a-z]+-[a-z]+-\d-g1\b|/securecart/database/[a-z-]+(?:/[\w-]*\w)?|edge-switch-[\w-]*\w"
    r"|shop-db-g1\b|\*-default-closed|securecart-(?:catalogue|carts-world|copies-of-[\w-]*\w)(?!-))"
)


def texts(value: object) -> Iterator[str]:
    """Every text in a resource's inputs."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for below in value.values():
            yield from texts(below)
    elif isinstance(value, list | tuple):
        for below in value:
            yield from texts(below)


def test_names_are_the_fleets(fleet: Plan) -> None:
    names = {resource.name for resource in fleet.resources()}
    names |= {text for resource in fleet.resources() for text in texts(resource.inputs)}
    named = set(NAMES.findall(RUNBOOKS))
    assert len(named) >= 9, named
    for name in named:
        assert any(fnmatchcase(known, name) or known.startswith(f"{name}/") for known in names), name
