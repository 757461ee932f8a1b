"""`securecart preview --engine pulumi` from outside: the same screen, nothing of the user's touched, nothing left."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from securecart.preview.document import schema
from tests.cli.conftest import Run

QUICK = ("preview", "--engine", "pulumi", "--stack", "us-west-2")
needs_engine = pytest.mark.needs_engine
FAR = 40.0


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for what is thrown away."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


@needs_engine
def test_the_same_screen(run: Run, temporary: Path, tmp_path: Path) -> None:
    embedded, engine = run("preview", TMPDIR=str(tmp_path)), run("preview", "--engine", "pulumi")
    assert (engine.returncode, engine.stderr) == (0, "")
    told = engine.stdout.partition("Fleet\n")[0]
    assert told == embedded.stdout.partition("Fleet\n")[0]
    assert "Previewed by Pulumi's own engine" in engine.stdout
    assert "Compared with no deployed state" in engine.stdout
    assert "the engine shows a pack one stack at a time" in " ".join(engine.stdout.split())
    assert list(temporary.iterdir()) == []


@needs_engine
def test_the_same_document(run: Run) -> None:
    embedded, engine = (
        json.loads(run("preview", "-s", "global", "-f", "json", "--engine", name).stdout)
        for name in ("embedded", "pulumi")
    )
    jsonschema.validate(engine, schema())
    assert engine.pop("source") == "engine"
    embedded.pop("source")
    assert engine == embedded
    assert engine["alsoRun"] == ["us-east-1", "us-west-2"]


@needs_engine
def test_a_violation_refuses(run: Run, temporary: Path) -> None:
    done = run(*QUICK, REFUSE="us-west-2")
    assert done.returncode == 1
    assert "us-west-2  us-west-2-pet  RandomPet  __main__.py:9" in done.stdout
    assert "it is a pet, not cattle" in done.stdout
    assert "Remedy: Keep cattle." in done.stdout
    assert "✗ Refused: 1 violation" in done.stdout
    assert list(temporary.iterdir()) == []


@needs_engine
def test_the_policy_configuration(run: Run, project: Path) -> None:
    (project / "config.json").write_text('{"no-pets": "advisory"}')
    done = run(*QUICK, "--policy-config", "config.json", REFUSE="us-west-2")
    assert done.returncode == 0
    assert "! no-pets" in done.stdout
    (project / "config.json").write_text('{"no-cats": "advisory"}')
    done = run(*QUICK, "--policy-config", "config.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: config.json: no-cats: there is no such policy; allowed: all, no-pets\n"


@needs_engine
@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("raise ValueError('no good')\n", "us-west-2: ValueError: no good (__main__.py:1)"),
        ("import pulumi\npulumi.StackReference('organization/securecart/mars')\n", "mars"),
        ("import sys\nsys.exit(0)\n", "us-west-2: the program ended itself: sys.exit(0) (__main__.py:2)"),
        (
            "import pulumi\npulumi.Output.from_input(1).apply(lambda one: one / 0)\n",
            "us-west-2: division by zero (__main__.py:2)",
        ),
        (
            "import pulumi_aws as aws\naws.get_caller_identity(provider=1)\n",
            "us-west-2: ",
        ),
    ],
)
def test_a_program_that_fails_is_one_message(
    run: Run, project: Path, temporary: Path, program: str, message: str
) -> None:
    (project / "__main__.py").write_text(program)
    done = run(*QUICK)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert list(temporary.iterdir()) == []


@needs_engine
def test_stacks_that_read_each_other_are_refused(run: Run, project: Path) -> None:
    (project / "__main__.py").write_text(
        "import pulumi\nother = {'us-east-1': 'us-west-2'}.get(pulumi.get_stack(), 'us-east-1')\n"
        "pulumi.StackReference(f'organization/securecart/{other}')\n"
    )
    done = run(*QUICK)
    assert done.returncode == 2
    assert done.stderr == ("error: us-east-1: the program refers to us-west-2, which cannot be deployed before\n")


@needs_engine
def test_a_broken_pack_is_one_message(run: Run, project: Path, temporary: Path) -> None:
    (project / "policies" / "__main__.py").write_text("raise ValueError('broken')\n")
    done = run(*QUICK)
    assert (done.returncode, done.stdout) == (2, "")
    assert "ValueError: broken" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert list(temporary.iterdir()) == []


@needs_engine
def test_nothing_of_the_user_is_touched_or_used(run: Run, project: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    before = sorted(project.rglob("*.yaml"))
    texts = [path.read_text() for path in before]
    done = run(
        *QUICK,
        HOME=str(home),
        XDG_CACHE_HOME=os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")),
        PULUMI_HOME=str(tmp_path / "mine"),
        PULUMI_BACKEND_URL="https://pulumi.example",
        PULUMI_ACCESS_TOKEN="mine",
        PULUMI_CONFIG_PASSPHRASE_FILE=str(tmp_path / "absent"),
        PULUMI_IGNORE_AMBIENT_PLUGINS="true",
        PULUMI_STACK="mine",
        AWS_PROFILE="mine",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert list(home.iterdir()) == []
    assert not (tmp_path / "mine").exists()
    assert sorted(project.rglob("*.yaml")) == before
    assert [path.read_text() for path in before] == texts


@pytest.fixture
def proxy() -> Iterator[tuple[str, list[str]]]:
    """A proxy that answers nobody, and who has asked it."""
    asked: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        stop = threading.Event()

        def serve() -> None:
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    asked.append(connection.recv(200).decode(errors="replace"))

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", asked
        stop.set()
        thread.join()


@needs_engine
def test_nobody_is_asked_for_anything(run: Run, proxy: tuple[str, list[str]]) -> None:
    address, asked = proxy
    done = run(*QUICK, HTTPS_PROXY=address, HTTP_PROXY=address, ALL_PROXY=address, NO_PROXY="127.0.0.1,localhost")
    assert done.returncode == 0
    assert asked == []


def test_without_a_cli_it_says_what_to_do(run: Run, tmp_path: Path) -> None:
    done = run(*QUICK, PATH="/nowhere", XDG_CACHE_HOME=str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: there is no Pulumi CLI on PATH: Pulumi.yaml asks for >=3.219.0; `make engine` builds one, or install "
        "it as pulumi.com tells\n"
    )


def test_it_does_not_compare(run: Run) -> None:
    done = run(*QUICK, "--against", "HEAD")
    assert done.returncode == 2
    assert done.stderr == "error: --engine pulumi: cannot compare; allowed with --against: embedded\n"


def descendants(pid: int) -> set[int]:
    """The processes that a process has started, and those that these have."""
    told = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(child): int(parent) for child, parent in (line.split() for line in told.splitlines())}
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def gone(pids: set[int]) -> bool:
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


def until(condition: object) -> None:
    assert callable(condition)
    deadline = time.monotonic() + FAR
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@needs_engine
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_nothing(project: Path, temporary: Path, number: signal.Signals) -> None:
    (project / "__main__.py").write_text("import time\nopen('started', 'w').close()\ntime.sleep(60)\n")
    command = [sys.executable, "-m", "securecart", *QUICK, "-o", "out.txt"]
    running = subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until((project / "started").exists)
    processes = descendants(running.pid)
    assert len(processes) >= 3  # the CLI, the pack's launcher and the pack
    running.send_signal(number)
    out, err = running.communicate(timeout=FAR)
    assert (running.returncode, out, err) == (2, "", "error: interrupted: nothing was written\n")
    until(lambda: gone(processes))
    assert list(temporary.iterdir()) == []
    assert not (project / "out.txt").exists()


@needs_engine
def test_a_cli_that_dies_is_one_message(project: Path, temporary: Path) -> None:
    (project / "__main__.py").write_text("import time\nopen('started', 'w').close()\ntime.sleep(5)\n")
    command = [sys.executable, "-m", "securecart", *QUICK]
    running = subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until((project / "started").exists)
    processes = descendants(running.pid)
    (cli,) = (pid for pid in processes if Path(f"/proc/{pid}/comm").read_text() == "pulumi\n")
    os.kill(cli, signal.SIGKILL)
    out, err = running.communicate(timeout=FAR)
    assert (running.returncode, out) == (2, "")
    assert err == "error: us-west-2: the Pulumi CLI was ended by SIGKILL\n"
    until(lambda: gone(processes))
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(shutil.which("mount") is None or os.geteuid() != 0, reason="mounts a small disk, as root")
@needs_engine
def test_a_full_disk_is_one_message(project: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40k", "none", disk], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "securecart", *QUICK],
            cwd=project,
            env={**os.environ, "TMPDIR": str(disk)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (2, "")
        assert re.fullmatch(r"error: .*[Nn]o space left on device.*\n", done.stderr)
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", disk], check=True)
