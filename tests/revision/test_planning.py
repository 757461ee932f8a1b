"""Another revision's command is a process: here, small ones that behave in one way each."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from securecart.plan.model import Plan
from securecart.revision.errors import RevisionError
from securecart.revision.planning import preview

DOCUMENT = {"format": "securecart-plan", "version": 1, "source": "embedded", "stacks": [], "verdicts": []}
WRITING = """\
import os, sys
output = next(argument for argument in sys.argv if argument.startswith("--output=")).removeprefix("--output=")
with open(output, "w") as stream:
    stream.write({text!r})
print("a program may print")
sys.exit({code})
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for stack in ("one", "two"):
        (tmp_path / f"Pulumi.{stack}.yaml").touch()
    (tmp_path / "Pulumi.yaml").write_text("name: small\n")
    return tmp_path


def command(project: Path, program: str) -> Path:
    """Give a project a command that runs `program`."""
    (project / "securecart").mkdir()
    (project / "securecart" / "__init__.py").touch()
    (project / "securecart" / "__main__.py").write_text(program)
    return project


@pytest.mark.parametrize("code", [0, 1])
def test_a_preview_is_read_whether_policy_accepts_it_or_not(project: Path, code: int) -> None:
    found = preview(command(project, WRITING.format(text=json.dumps(DOCUMENT), code=code)))
    assert (found.plan, found.verdicts) == (Plan(stacks=()), ())


def test_what_it_is_asked_for(project: Path) -> None:
    program = (
        "import os, sys\nroom = os.environ['TMPDIR']\n"
        "told = [argument.replace(room, 'ROOM') for argument in sys.argv[1:]]\n"
        "sys.exit(' '.join([*told, os.getcwd(), os.environ['PYTHONPATH']]))\n"
    )
    config = project / "config.json"
    with pytest.raises(RevisionError) as raised:
        preview(command(project, program), ["two", "absent"], config)
    arguments = f"preview --format=json --output=ROOM/plan.json --stack=two --policy-config={config}"
    assert str(raised.value) == f"its own preview fails: {arguments} {project} {project}"


def test_stacks_that_it_does_not_have_are_no_reason_to_run(project: Path) -> None:
    found = preview(command(project, "raise AssertionError"), ["absent"])
    assert (found.plan, found.verdicts) == (Plan(stacks=()), ())


def test_a_revision_without_the_command_or_the_project(project: Path) -> None:
    with pytest.raises(RevisionError, match=r"has no `securecart preview` yet: there is no package securecart"):
        preview(project)
    (project / "Pulumi.yaml").unlink()
    with pytest.raises(RevisionError, match=r"it has no Pulumi\.yaml in this folder"):
        preview(project)


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("import sys; print('error: a', file=sys.stderr); sys.exit('error: b')", "its own preview fails: a; b"),
        ("raise ValueError('no good')", "its own preview fails: ValueError: no good"),
        ("import sys; sys.exit(2)", "its own preview fails: it ends with exit code 2 and says nothing"),
        ("import os; os.kill(os.getpid(), 9)", "its own preview fails: it ends with exit code -9"),
        ("", "its own preview fails: it ends with exit code 0"),
    ],
)
def test_a_command_that_fails(project: Path, program: str, message: str) -> None:
    with pytest.raises(RevisionError) as raised:
        preview(command(project, program))
    assert str(raised.value).startswith(message)
    assert "Traceback" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (json.dumps({**DOCUMENT, "version": 2}), "a plan document of version 2; this one reads version 1"),
        ("{", "not JSON"),
        (json.dumps({**DOCUMENT, "verdicts": [1]}), "a part missing or of another type"),
    ],
)
def test_a_preview_in_another_form(project: Path, text: str, message: str) -> None:
    with pytest.raises(RevisionError, match=f"its own preview cannot be read: .*{message}"):
        preview(command(project, WRITING.format(text=text, code=0)))


def test_the_environment_does_not_keep_it_from_its_own_package(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONSAFEPATH", "1")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    assert preview(command(project, WRITING.format(text=json.dumps(DOCUMENT), code=0))).verdicts == ()


def test_an_interrupted_wait_ends_it_and_what_it_has_started(project: Path) -> None:
    program = (
        "import subprocess, sys, time\n"
        "started = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "open('started', 'w').write(str(started.pid))\ntime.sleep(60)\n"
    )
    command(project, program)
    waiting = (
        "import pathlib, sys\nfrom securecart.revision.planning import preview\npreview(pathlib.Path(sys.argv[1]))\n"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", waiting, str(project)], cwd=Path(__file__).parents[2], stderr=subprocess.DEVNULL
    )
    started = project / "started"
    deadline = time.monotonic() + 30
    while not (started.exists() and started.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    running.wait(20)
    child = Path(f"/proc/{started.read_text()}")
    while child.exists() and "Z" not in (child / "stat").read_text().split()[2]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
