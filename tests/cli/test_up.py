"""`securecart up`, with a program in the place of Pulumi's CLI that notes how it was called."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.backend import make_backend, make_stack
from tests.cli.conftest import Run

ORDER = ["us-east-1", "eu-central-1", "us-west-2", "ap-southeast-1", "global"]
LISTING = """\
#!/bin/sh
if [ "$1 $2" = "stack ls" ]; then
    [ -n "$STACKS" ] && echo "$STACKS" && exit 0
    echo "error: no such bucket" >&2
    exit 255
fi
"""
CLI = f"""\
{LISTING}
echo "$PWD: $*" >> "$CALLS"
[ "$3" != "$FAILS" ]
"""
SLOW_CLI = f"""\
{LISTING}
trap 'echo ended in good order >> "$CALLS"; exit 1' INT
echo begun >> "$CALLS"
while :; do sleep 0.05; done
"""


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    return tmp_path / "calls"


@pytest.fixture
def with_cli(tmp_path: Path, calls: Path) -> dict[str, str]:
    return environment(tmp_path / "bin", CLI, calls)


def environment(folder: Path, script: str, calls: Path) -> dict[str, str]:
    folder.mkdir()
    (folder / "pulumi").write_text(script)
    (folder / "pulumi").chmod(0o755)
    return {"PATH": f"{folder}:/usr/bin:/bin", "CALLS": str(calls), "FAILS": "", "STACKS": listed(*ORDER)}


def listed(*stacks: str) -> str:
    """What `pulumi stack ls --json` prints of a backend with these stacks."""
    return json.dumps([{"name": stack, "current": False, "resourceCount": 0} for stack in stacks])


def test_every_stack_is_brought_up_in_order_with_the_pack(
    run: Run, project: Path, calls: Path, with_cli: dict[str, str]
) -> None:
    done = run("up", "--", "--yes", "--diff", **with_cli)
    assert done.returncode == 0
    assert calls.read_text().splitlines() == [
        f"{project}: up --stack {stack} --policy-pack policies --yes --diff" for stack in ORDER
    ]
    assert done.stderr.splitlines()[-1] == f"securecart: deployed {', '.join(ORDER)}"


def test_it_stops_at_the_first_failure_and_says_how_to_go_on(run: Run, calls: Path, with_cli: dict[str, str]) -> None:
    done = run("up", **with_cli | {"FAILS": "us-west-2"})
    assert done.returncode == 1
    assert len(calls.read_text().splitlines()) == 3
    assert done.stderr.splitlines()[-1] == (
        "error: us-west-2: `pulumi up` ended with 1; deployed: us-east-1, eu-central-1; "
        "not begun: ap-southeast-1, global; go on: securecart up --from us-west-2"
    )
    calls.unlink()
    assert run("up", "--from", "us-west-2", **with_cli).returncode == 0
    assert [line.split()[3] for line in calls.read_text().splitlines()] == ["us-west-2", "ap-southeast-1", "global"]


def test_stacks_that_are_named_are_brought_up_in_order_too(run: Run, calls: Path, with_cli: dict[str, str]) -> None:
    stacks = ("--stack", "global", "--stack", "us-west-2")
    assert run("up", *stacks, **with_cli).returncode == 0
    assert [line.split()[3] for line in calls.read_text().splitlines()] == ["us-west-2", "global"]
    done = run("up", *stacks, **with_cli | {"FAILS": "us-west-2"})
    assert done.stderr.endswith("go on: securecart up --stack us-west-2 --stack global\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--stack", "mars"), f"error: --stack mars: there is no such stack; allowed: {', '.join(ORDER)}\n"),
        (("--from", "mars"), f"error: --from mars: there is no such stack; allowed: {', '.join(ORDER)}\n"),
        (
            ("--from", "global", "--stack", "us-east-1"),
            "error: --from global: none of the stacks of --stack comes so late; allowed: an earlier one\n",
        ),
    ],
)
def test_stacks_that_there_are_not(
    run: Run, calls: Path, with_cli: dict[str, str], arguments: tuple[str, ...], message: str
) -> None:
    done = run("up", *arguments, **with_cli)
    assert (done.returncode, done.stderr) == (2, message)
    assert not calls.exists()


def test_without_the_cli(run: Run, tmp_path: Path) -> None:
    done = run("up", PATH=str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.startswith("error: pulumi: not found on PATH; allowed: Pulumi's CLI")


def test_a_stack_that_the_backend_does_not_have_is_refused_before_anything_is_deployed(
    run: Run, calls: Path, with_cli: dict[str, str]
) -> None:
    done = run("up", **with_cli | {"STACKS": listed("us-east-1", "us-west-2", "global")})
    assert done.returncode == 2
    assert done.stderr == (
        "error: eu-central-1, ap-southeast-1: not in Pulumi's backend; allowed: stacks that exist; "
        "to make one: pulumi stack init eu-central-1 --secrets-provider awskms://alias/securecart-pulumi\n"
    )
    assert not calls.exists()


def test_only_the_stacks_that_are_deployed_need_to_exist(run: Run, calls: Path, with_cli: dict[str, str]) -> None:
    done = run("up", "--stack", "us-west-2", **with_cli | {"STACKS": listed("acme/us-west-2")})
    assert done.returncode == 0
    assert len(calls.read_text().splitlines()) == 1


def test_a_backend_that_cannot_be_read(run: Run, calls: Path, with_cli: dict[str, str]) -> None:
    done = run("up", **with_cli | {"STACKS": ""})
    assert done.returncode == 2
    assert done.stderr == (
        "error: no such bucket\n"
        "error: `pulumi stack ls` ended with 255; allowed: a backend that it can read, by `pulumi login`\n"
    )
    assert not calls.exists()


@pytest.mark.needs_engine
def test_with_the_real_cli(run: Run, project: Path, tmp_path: Path) -> None:
    backend = make_backend(tmp_path)
    make_stack(project, "us-east-1", backend)
    done = run("up", "--stack", "us-east-1", "--stack", "us-west-2", **backend)
    assert done.returncode == 2
    assert done.stderr.startswith("error: us-west-2: not in Pulumi's backend; ")


def test_settings_are_checked_before_anything_is_deployed(
    run: Run, project: Path, calls: Path, with_cli: dict[str, str]
) -> None:
    file = project / "Pulumi.us-west-2.yaml"
    file.write_text(file.read_text().replace("10.32.0.0/16", "10.16.0.0/16"))
    done = run("up", **with_cli)
    assert done.returncode == 2
    assert "overlaps" in done.stderr
    assert not calls.exists()


def test_interrupted_at_the_end_of_a_stack_it_does_not_begin_the_next(
    project: Path, tmp_path: Path, calls: Path
) -> None:
    slow = environment(tmp_path / "slow", SLOW_CLI.replace("exit 1", "exit 0"), calls)
    messages, returncode = interrupted(project, slow, calls, lambda process: os.killpg(process.pid, signal.SIGINT))
    assert returncode == 2
    assert calls.read_text().splitlines() == ["begun", "ended in good order"]
    assert "deployed: us-east-1; not begun: eu-central-1, us-west-2" in messages
    assert messages.endswith("go on: securecart up --from eu-central-1\n")


@pytest.mark.parametrize("to_the_group", [True, False], ids=["Ctrl-C", "SIGTERM"])
def test_interrupted_it_lets_the_cli_end_in_good_order(
    project: Path, tmp_path: Path, calls: Path, *, to_the_group: bool
) -> None:
    slow = environment(tmp_path / "slow", SLOW_CLI, calls)
    messages, returncode = interrupted(
        project,
        slow,
        calls,
        lambda process: os.killpg(process.pid, signal.SIGINT) if to_the_group else process.send_signal(signal.SIGTERM),
    )
    assert returncode == 2
    assert calls.read_text().splitlines() == ["begun", "ended in good order"]
    assert "us-east-1: `pulumi up` was interrupted; deployed: none; not begun: eu-central-1" in messages


def interrupted(
    project: Path, with_cli: dict[str, str], calls: Path, interrupt: Callable[[subprocess.Popen[str]], None]
) -> tuple[str, int]:
    """What the command says and ends with that is interrupted once the CLI is at work."""
    with subprocess.Popen(
        [sys.executable, "-m", "securecart", "up"],
        cwd=project,
        env=os.environ | with_cli,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        deadline = time.monotonic() + 30
        while not calls.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        interrupt(process)
        _, messages = process.communicate(timeout=30)
    return messages, process.returncode
