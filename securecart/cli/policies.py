"""`securecart policies`: which rules the policy pack has, and what one of them is about."""

import sys
from enum import StrEnum
from importlib import import_module
from itertools import groupby
from pathlib import Path
from textwrap import dedent, indent, wrap
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from securecart.cli.errors import UsageError, reported

if TYPE_CHECKING:
    from policies.framework.rule import Rule

_WIDTH = 80


class Format(StrEnum):
    """How the rules are written."""

    TEXT = "text"
    MARKDOWN = "markdown"


def policies(
    context: typer.Context,
    rule: Annotated[str | None, typer.Argument(help="Explain this rule, with an example of each kind.")] = None,
    format_: Annotated[Format, typer.Option("--format", "-f", help="How the rules are written.")] = Format.TEXT,
) -> None:
    """List the rules of the policy pack, or explain one."""
    from securecart.cli.screen import write  # noqa: PLC0415

    with reported():
        rules = _catalogue(context.obj)
        if rule is not None and rule not in rules:
            raise UsageError(f"{rule}: there is no such rule; allowed: {', '.join(rules)}")
        chosen = list(rules.values()) if rule is None else [rules[rule]]
        if format_ is Format.MARKDOWN:
            write(import_module("policies.document").markdown(chosen))
        else:
            write(_listing(chosen) if rule is None else _explanation(chosen[0]))


def _catalogue(directory: Path) -> "dict[str, Rule]":
    """The rules of the project's pack, which is no part of this package."""
    start = directory.resolve()
    for folder in (start, *start.parents):
        if (folder / "policies" / "catalogue.py").is_file():
            package = ModuleType("policies")
            package.__path__ = [str(folder / "policies")]
            sys.modules["policies"] = package
            found: dict[str, Rule] = import_module("policies.catalogue").catalogue()
            return found
    raise UsageError(f"{directory}: there is no policy pack with a catalogue in policies/, here or above")


def _listing(rules: "list[Rule]") -> str:
    lines = []
    for concern, group in groupby(rules, key=lambda rule: rule.concern):
        lines.append(concern.replace("-", " ").capitalize())
        found = list(group)
        width = max(len(rule.id) for rule in found)
        lines += [f"  {rule.id:{width}}  {rule.title}" for rule in found]
        lines.append("")
    lines.append(f"{len(rules)} rules; `securecart policies RULE` explains one.")
    return "\n".join(lines) + "\n"


def _explanation(rule: "Rule") -> str:
    lines = [rule.id, "", *wrap(rule.what, _WIDTH)]
    rows = [("Why", rule.why), ("Fix", rule.fix), ("Level", f"{rule.level.value}, severity {rule.severity.value}")]
    rows += [("Judges", type_) for type_ in rule.types]
    rows += [
        ("Setting", f"{parameter.name} (default {parameter.default}): {parameter.description}")
        for parameter in rule.parameters
    ]
    for name, text in rows:
        lines += ["", *wrap(f"{name + ':':9}{text}", _WIDTH, subsequent_indent=" " * 9)]
    for source in rule.sources:
        lines += ["", f"{'Source:':9}{source.standard}, {source.reference}", f"{'':9}{source.url}"]
    for name, example in (("Passes:", rule.passing), ("Fails:", rule.failing)):
        lines += ["", name, "", indent(dedent(example).strip(), "  ")]
    return "\n".join(lines) + "\n"
