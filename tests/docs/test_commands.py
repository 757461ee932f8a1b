"""Every command in the documents is one that its program takes, with options that it has."""

import pytest

from securecart.plan.engine import cli
from tests.commands import (
    asks_the_control_plane,
    check_aws,
    check_make,
    check_pulumi,
    check_securecart,
    in_document,
)
from tests.docs.settings import keys, stack_file_schema
from tests.fleet import ROOT

DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
CHECKS = {"aws": check_aws, "make": check_make, "securecart": check_securecart}


def commands(program: str) -> list[list[str]]:
    """The argument lists that a program is given anywhere in the documents."""
    found = (in_document(path.read_text(encoding="utf-8")) for path in DOCUMENTS)
    return [arguments for document in found for name, arguments in document if name == program]


@pytest.mark.parametrize("program", CHECKS)
def test_commands_exist(program: str) -> None:
    assert len(commands(program)) > 20
    for arguments in commands(program):
        CHECKS[program](arguments)


def test_configuration_commands_are_about_settings_that_exist() -> None:
    known = set(keys(stack_file_schema()))
    about_settings = [arguments for arguments in commands("pulumi") if arguments[:1] == ["config"]]
    assert len(about_settings) > 5
    for arguments in about_settings:
        assert known & set(arguments), arguments


@pytest.mark.needs_engine
def test_pulumis_commands_exist() -> None:
    pulumi = cli.find(ROOT).path
    assert len(commands("pulumi")) > 40
    for arguments in commands("pulumi"):
        check_pulumi(pulumi, arguments)


def test_when_a_region_is_lost_only_regions_that_are_left_are_asked() -> None:
    runbooks = (ROOT / "docs" / "runbooks.md").read_text(encoding="utf-8")
    _, _, below = runbooks.partition("\n## Promoting a follower: a Region is lost\n")
    section, _, _ = below.partition("\n## ")
    calls = [arguments for program, arguments in in_document(section) if program == "aws"]
    assert len(calls) >= 7
    for service, command, *options in (arguments for arguments in calls if "wait" not in arguments):
        assert options[options.index("--region") + 1] in ("us-west-2", ""), command
        assert not asks_the_control_plane(service, command), f"aws {service} {command}"


def test_a_call_of_the_control_plane_is_recognized() -> None:
    assert asks_the_control_plane("arc-region-switch", "list-plans")
    assert not asks_the_control_plane("arc-region-switch", "list-plans-in-region")


@pytest.mark.parametrize(
    ("check", "arguments"),
    [
        (check_aws, "rds promote-replica --db-instance-identifier x"),
        (check_aws, "rds promote-read-replica --db-instance x"),
        (check_aws, "rds promote-read-replica --region us-west-2"),
        (check_aws, "nothing at-all"),
        (check_make, "deploy"),
        (check_make, "up STACKS=global"),
        (check_securecart, "deployment-order"),
    ],
)
def test_a_command_that_does_not_exist_is_found(check: object, arguments: str) -> None:
    assert callable(check)
    with pytest.raises((AssertionError, KeyError)):
        check(arguments.split())


def test_where_commands_stand_in_a_document() -> None:
    markdown = """\
Run `make preview`, then:

```sh
account=1 url=$(aws sts get-caller-identity \\
  --query 'Account')   # `make nothing`
for stack in $(.venv/bin/securecart deploy-order); do pulumi up --stack "$stack" --yes; done
```

```text
make no command
```
"""
    assert list(in_document(markdown)) == [
        ("aws", ["sts", "get-caller-identity", "--query", ""]),
        ("securecart", ["deploy-order"]),
        ("pulumi", ["up", "--stack", "", "--yes"]),
        ("make", ["preview"]),
    ]
