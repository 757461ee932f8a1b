"""`make engine`, with a Go that only pretends: building takes minutes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from securecart.plan.engine import cli
from tests.fleet import ROOT

BUILD = [sys.executable, str(ROOT / "engine" / "build.py")]
PRETEND = """\
#!/bin/sh
for argument; do [ "$previous" = -o ] && target=$argument; previous=$argument; done
{then}
printf '#!/bin/sh\\necho v{version}\\n' > "$target"
chmod +x "$target"
"""


class Machine:
    """A machine with a PATH and a cache of its own."""

    def __init__(self, folder: Path) -> None:
        self.path, self.cache = folder / "bin", folder / "cache"
        self.path.mkdir()
        self.environment = {**os.environ, "PATH": f"{self.path}:/usr/bin:/bin", "XDG_CACHE_HOME": str(self.cache)}

    def install(self, name: str, script: str) -> Path:
        file = self.path / name
        file.write_text(script)
        file.chmod(0o755)
        return file

    def go(self, then: str = "") -> None:
        self.install("go", PRETEND.format(then=then, version=cli.BUILT))

    def make(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(BUILD, env=self.environment, capture_output=True, text=True, check=False)

    def files(self) -> list[Path]:
        return [path for path in self.cache.rglob("*") if not path.is_dir() or path.name.startswith(".")]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_it_builds_once(machine: Machine) -> None:
    machine.go()
    done = machine.make()
    (made,) = machine.files()
    assert (done.returncode, done.stdout) == (0, f"Pulumi CLI {cli.BUILT}: {made}\n")
    assert "Building" in done.stderr
    machine.go("exit 1")
    again = machine.make()
    assert (again.returncode, again.stdout, again.stderr) == (0, done.stdout, "")


def test_it_does_nothing_where_a_good_enough_cli_is_installed(machine: Machine) -> None:
    there = machine.install("pulumi", "#!/bin/sh\necho v3.300.0\n")
    done = machine.make()
    assert (done.returncode, done.stdout, done.stderr) == (0, f"Pulumi CLI 3.300.0: {there}\n", "")
    assert machine.files() == []


def test_it_builds_where_the_installed_cli_is_too_old(machine: Machine) -> None:
    machine.install("pulumi", "#!/bin/sh\necho v3.100.0\n")
    machine.go()
    assert machine.make().returncode == 0
    assert len(machine.files()) == 1


def test_without_go_it_says_what_to_do(machine: Machine) -> None:
    done = machine.make()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: there is no Go on PATH to build the Pulumi CLI with: install Go")


def test_a_build_that_fails_is_one_message_and_leaves_nothing(machine: Machine) -> None:
    machine.go("touch \"$target\"; echo 'compile: no space left on device' >&2; exit 1")
    done = machine.make()
    assert done.returncode == 2
    assert done.stderr.splitlines()[1:] == [
        "error: Go could not build the Pulumi CLI: compile: no space left on device"
    ]
    assert machine.files() == []


def test_an_interrupted_build_leaves_nothing(machine: Machine, tmp_path: Path) -> None:
    machine.go(f'touch "$target" {tmp_path}/begun; exec sleep 60')
    running = subprocess.Popen(BUILD, env=machine.environment, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 30
    while not (tmp_path / "begun").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert machine.files()
    running.send_signal(signal.SIGTERM)
    _, err = running.communicate(timeout=20)
    assert running.returncode == 2
    assert err.splitlines()[1:] == ["error: interrupted: nothing was written"]
    assert machine.files() == []
