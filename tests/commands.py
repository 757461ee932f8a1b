"""The commands that documents and workflows tell to run, held against the programs that they start."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import botocore.exceptions
import botocore.session
import typer.main
from botocore import xform_name

from securecart.cli.app import app
from tests.fleet import ROOT

FENCED = re.compile(r"^ *```sh.*?\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
SUBSTITUTION = re.compile(r"\$\(([^()]*)\)")
COMMAND = re.compile(
    r"(?:^|[;|(]|\bdo |\bthen |&& )\s*(?:\w+=\S* )*(?:\.venv/bin/)?(securecart|make|pulumi|aws) ([^\n;|<>)#]*)",
    re.MULTILINE,
)
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
AWS_OPTIONS = {"region", "query", "output", "profile", "no-cli-pager"}
"""Options that every command of AWS's CLI has."""
AWS_OWN_COMMANDS = {
    ("cloudformation", "deploy"): {"template-file", "stack-name", "parameter-overrides", "capabilities"},
    ("configure", "export-credentials"): {"format"},
    ("ecr", "get-login-password"): set(),
    ("s3", "cp"): {"source-region"},
}
"""Commands of AWS's CLI that are no operation of a service, with those of their options that are used."""


def in_document(markdown: str) -> Iterator[tuple[str, list[str]]]:
    """The commands of a document, in its blocks of shell text and in its sentences."""
    blocks = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
    for text in (*FENCED.findall(markdown), *INLINE.findall(blocks.sub("", markdown))):
        yield from in_shell(text)


def in_shell(text: str) -> Iterator[tuple[str, list[str]]]:
    """The commands in a shell's text, each as its program and its arguments; what is in quotes is left out."""
    text = re.sub(r"'[^']*'", "''", text.replace("\\\n", " "))
    while SUBSTITUTION.search(text):
        for inner in SUBSTITUTION.findall(text):
            yield from in_shell(inner)
        text = SUBSTITUTION.sub("VALUE", text)
    for program, rest in COMMAND.findall(re.sub(r'"[^"]*"', '""', text)):
        yield program, shlex.split(rest)


def check_securecart(arguments: Sequence[str]) -> None:
    """Parse a command line as `securecart` does, without running it."""
    group: Any = typer.main.get_command(app)
    context = group.make_context("securecart", list(arguments[:1]))
    command = group.get_command(context, arguments[0])
    assert command is not None, f"securecart {arguments[0]}: there is no such command"
    command.make_context(arguments[0], list(arguments[1:]), parent=context)


def check_make(arguments: Sequence[str]) -> None:
    """See that a target exists, and that something reads each variable."""
    for argument in arguments:
        variable, is_variable, _ = argument.partition("=")
        if is_variable:
            assert f"$({variable})" in MAKEFILE or f",$({variable})" in MAKEFILE, f"make {variable}=: nothing reads it"
        else:
            assert re.search(rf"^{re.escape(argument)}:.*##", MAKEFILE, re.MULTILINE), (
                f"make {argument}: no such target"
            )


def check_pulumi(cli: Path, arguments: Sequence[str]) -> None:
    """See that Pulumi's CLI has a command, and that the command has each of the options."""
    words = tuple(takewhile(lambda word: not word.startswith("-"), arguments))
    command = next((words[:length] for length in (2, 1) if is_command(cli, words[:length])), None)
    assert command, f"pulumi {' '.join(words)}: there is no such command"
    is_group = "Available Commands:" in help_of(cli, command)
    assert not is_group or command == words, f"pulumi {' '.join(words)}: there is no such command"
    options = {word.partition("=")[0] for word in arguments if word.startswith("--")}
    strangers = options - set(re.findall(r"--[a-z-]+", help_of(cli, command)))
    assert not strangers, f"pulumi {' '.join(command)}: {sorted(strangers)}: there is no such option"


def is_command(cli: Path, words: tuple[str, ...]) -> bool:
    """Whether the CLI's help of these words is that of a command which is called so, or has it for another name."""
    usage = re.search(r"^Usage:\n  pulumi ([a-z -]*)", help_of(cli, words), re.MULTILINE)
    names = re.search(r"^Aliases:\n  (.*)", help_of(cli, words), re.MULTILINE)
    path = usage[1].split() if usage else []
    return len(path) == len(words) and words[-1] in {path[-1], *(names[1].split(", ") if names else ())}


@cache
def help_of(cli: Path, command: tuple[str, ...]) -> str:
    """What the CLI says of one of its commands."""
    with TemporaryDirectory() as home:
        environment = os.environ | {"PULUMI_HOME": home, "PULUMI_SKIP_UPDATE_CHECK": "true"}
        return subprocess.run(
            [str(cli), *command, "--help"],
            cwd=home,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        ).stdout


def check_aws(arguments: Sequence[str]) -> None:
    """See that a service has an operation, and that the operation has each of the options, and needs no other.

    A command without any option is only spoken of.
    """
    service, command, *rest = arguments
    service = {"s3api": "s3"}.get(service, service)
    options = {word.removeprefix("--").partition("=")[0] for word in rest if word.startswith("--")} - AWS_OPTIONS
    if (service, command) in AWS_OWN_COMMANDS:
        assert options <= AWS_OWN_COMMANDS[service, command], f"aws {service} {command}: {options}"
        return
    if command == "wait":
        waiters = botocore.session.Session().get_waiter_model(service)
        operation = next(
            waiters.get_waiter(name).operation for name in waiters.waiter_names if xform_name(name, "-") == rest[0]
        )
        shape = service_model(service).operation_model(operation).input_shape
    else:
        shape = operation_model(service, command).input_shape
    allowed = {xform_name(name, "-") for name in shape.members} if shape else set()
    given = {option.removeprefix("no-") for option in options - allowed} | options & allowed
    assert given <= allowed, f"aws {service} {command}: {sorted(given - allowed)}; allowed: {sorted(allowed)}"
    needed = [name for name in (shape.required_members if shape else ()) if not is_filled_in(shape.members[name])]
    missing = {xform_name(name, "-") for name in needed} - given
    assert not missing or not rest, f"aws {service} {command}: {sorted(missing)} missing"


def operation_model(service: str, command: str) -> Any:
    """The operation that a command of AWS's CLI calls."""
    model = service_model(service)
    known = {xform_name(name, "-"): name for name in model.operation_names}
    assert command in known, f"aws {service} {command}: there is no such command"
    return model.operation_model(known[command])


def asks_the_control_plane(service: str, command: str) -> bool:
    """Whether a command calls the one Region of a service's control plane, whatever Region it is given."""
    parameters = operation_model(service, command).static_context_parameters
    return any(parameter.name == "UseControlPlaneEndpoint" and parameter.value for parameter in parameters)


def is_filled_in(member: Any) -> bool:
    """Whether the CLI makes a value up where none is given."""
    return bool(member.metadata.get("idempotencyToken"))


@cache
def service_model(service: str) -> Any:
    try:
        return botocore.session.Session().get_service_model(service)
    except botocore.exceptions.UnknownServiceError as error:
        raise AssertionError(f"aws {service}: there is no such service") from error
