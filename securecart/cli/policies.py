"""`securecart policies`: which rules the policy pack has, and what one of them is about."""

import sys
from difflib import get_close_matches
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
    rule: Annotated[
        str | None, typer.Argument(help="Explain this rule, with an example of each kind; or list those of a concern.")
    ] = None,
    format_: Annotated[Format, typer.Option("--format", "-f", help="How the rules are written.")] = Format.TEXT,
) -> None:
    """List the rules of the policy pack, or explain one."""
    from securecart.cli.screen import write  # noqa: PLC0415

    with reported():
        rules = _catalogue(context.obj)
        chosen = _chosen(rules, rule)
        if format_ is Format.MARKDOWN:
            write(import_module("policies.document").markdown(chosen))
        else:
            write(_explanation(rules[rule]) if rule in rules else _listing(chosen))


def _chosen(rules: "dict[str, Rule]", name: str | None) -> "list[Rule]":
    """All rules, the one that is named, or those of the concern that is named."""
    chosen = [rule for rule in rules.values() if name in (None, rule.id, rule.concern)]
    if not chosen:
        concerns = dict.fromkeys(rule.concern for rule in rules.values())
        near = get_close_matches(str(name), [*rules, *concerns], n=3)
        meant = f"did you mean {' or '.join(near)}? " if near else ""
        known = f"`securecart policies` lists them; concerns are {', '.join(concerns)}"
        raise UsageError(f"{name}: there is no such rule; {meant}{known}")
    return chosen


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
        for rule in found:
            hanging = " " * (width + 4)
            lines += wrap(f"  {rule.id:{width}}  {rule.title}", _WIDTH, subsequent_indent=hanging)
        lines.append("")
    lines.append(f"{len(rules)} rules; `securecart policies RULE` explains one.")
    return "\n".join(lines) + "\n"


def _explanation(rule: "Rule") -> str:
    corrections = import_module("policies.document").corrections
    lines = [rule.id, "", *wrap(rule.what, _WIDTH)]
    rows = [("Why", rule.why), ("Fix", rule.fix), ("Level", f"{rule.level.value}, severity {rule.severity.value}")]
    rows += [("Judges", type_) for type_ in rule.types]
    rows += [
        ("Setting", f"{parameter.name} (default {parameter.default}): {parameter.description}")
        for parameter in rule.parameters
    ]
    if rule.corrections:
        rows.append(("Mends", corrections(rule)))
    for name, text in rows:
        lines += ["", *wrap(f"{name + ':':9}{text}", _WIDTH, subsequent_indent=" " * 9)]
    for source in rule.sources:
        lines += ["", f"{'Source:':9}{source.standard}, {source.reference}", f"{'':9}{source.url}"]
    for name, example in (("Passes:", rule.passing), ("Fails:", rule.failing)):
        lines += ["", name, "", indent(dedent(example).strip(), "  ")]
    return "\n".join(lines) + "\n"
