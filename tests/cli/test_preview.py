"""`securecart preview` from outside: screens, files, exit codes, and what happens when something is wrong."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

from securecart.preview.document import read, schema
from tests.cli.conftest import Run

QUICK = ("preview", "--stack", "us-west-2")


def test_the_whole_fleet(run: Run) -> None:
    done = run("preview")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Preview of securecart")
    assert "5 stacks, 5 resources" in done.stdout
    assert "✓ Accepted" in done.stdout
    assert "Compared with no deployed state" in done.stdout
    assert "originSecret" in done.stdout
    assert "\x1b" not in done.stdout


def test_a_violation_refuses(run: Run) -> None:
    done = run(*QUICK, REFUSE="us-west-2")
    assert done.returncode == 1
    assert "✗ no-pets" in done.stdout
    assert "us-west-2  us-west-2-pet  RandomPet  __main__.py:9" in done.stdout
    assert "it is a pet, not cattle" in done.stdout
    assert "Remedy: Keep cattle." in done.stdout
    assert "✗ Refused: 1 violation" in done.stdout


def test_chosen_stacks_run_what_they_read(run: Run) -> None:
    done = run("preview", "-s", "global", "--stack", "us-west-2", "--format", "json")
    assert done.returncode == 0
    document = json.loads(done.stdout)
    jsonschema.validate(document, schema())
    assert [stack["stack"] for stack in document["stacks"]] == ["us-west-2", "global"]
    assert document["alsoRun"] == ["us-east-1"]
    assert document["stacks"][1]["references"] == ["us-east-1", "us-west-2"]
    assert "offline-stand-in" not in done.stdout
    plan = read(done.stdout)
    (origin,) = plan.origins(plan["global"].outputs["us-west-2"])
    assert origin.urn.endswith("::us-west-2-pet")


def test_documents_are_the_same_every_time(run: Run) -> None:
    documents = {run(*QUICK, "-f", "json", PYTHONHASHSEED=seed).stdout for seed in ("1", "2", "3")}
    assert len(documents) == 1


def test_output_goes_to_a_file_whole(run: Run, project: Path) -> None:
    done = run(*QUICK, "--format", "markdown", "--output", "build/deep/preview.md")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (project / "build/deep/preview.md").read_text().startswith("## Preview of securecart: accepted")
    assert [path.name for path in (project / "build/deep").iterdir()] == ["preview.md"]


def test_a_refused_preview_is_written_too(run: Run, project: Path) -> None:
    assert run(*QUICK, "-o", "preview.txt", REFUSE="us-west-2").returncode == 1
    assert "Refused" in (project / "preview.txt").read_text()


@pytest.mark.parametrize("target", ["policies", "__main__.py/preview.md", "/proc/preview.md"])
def test_an_unwritable_output_is_refused_before_the_work(run: Run, project: Path, target: str) -> None:
    (project / "__main__.py").write_text("raise AssertionError('the work was begun')\n")
    before = sorted(project.rglob("*"))
    done = run(*QUICK, "--output", target)
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: --output {target}: ")
    assert len(done.stderr.splitlines()) == 1
    assert sorted(project.rglob("*")) == before


@pytest.mark.parametrize(
    ("format_", "start", "code"),
    [
        ("junit", "<testsuites ", 1),
        ("sarif", '{\n  "$schema": ', 1),
        ("markdown", "## Preview of securecart: refused", 1),
    ],
)
def test_other_programs_forms(run: Run, format_: str, start: str, code: int) -> None:
    done = run(*QUICK, "--format", format_, REFUSE="us-west-2")
    assert done.returncode == code
    assert done.stdout.startswith(start)
    assert "it is a pet, not cattle" in done.stdout


def test_the_policy_configuration_is_what_pulumi_s_cli_takes(run: Run, project: Path) -> None:
    (project / "config.json").write_text('{"no-pets": "advisory"}')
    done = run(*QUICK, "--policy-config", "config.json", REFUSE="us-west-2")
    assert done.returncode == 0
    assert "! no-pets" in done.stdout
    (project / "config.json").write_text('{"no-cats": "advisory"}')
    done = run(*QUICK, "--policy-config", "config.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: config.json: no-cats: there is no such policy; allowed: all, no-pets\n"
    done = run(*QUICK, "--policy-config", "absent.json")
    assert (done.returncode, done.stderr) == (2, "error: absent.json: cannot be read: No such file or directory\n")


def test_an_unknown_stack(run: Run) -> None:
    done = run("preview", "--stack", "mars")
    assert done.returncode == 2
    assert done.stderr.startswith("error: --stack mars: there is no such stack; allowed: ")


def test_wrong_settings_are_told_with_file_key_and_value(run: Run, project: Path) -> None:
    file = project / "Pulumi.us-west-2.yaml"
    file.write_text(file.read_text().replace("securecart:role: active", "securecart:role: bossy"))
    done = run("preview")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Pulumi.us-west-2.yaml: securecart:role: bossy" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("raise ValueError('no good')\n", "us-west-2: ValueError: no good (__main__.py:1)"),
        ("import pulumi\npulumi.StackReference('a/b/mars')\n", "the program refers to mars"),
        (
            "import pulumi\npulumi.StackReference(f'a/b/{pulumi.get_stack()}')\n",
            "us-west-2: the program refers to us-west-2",
        ),
        ("import sys\nsys.exit(0)\n", "us-west-2: the program ended itself"),
    ],
)
def test_a_program_that_fails_is_one_message(run: Run, project: Path, program: str, message: str) -> None:
    (project / "__main__.py").write_text(program)
    done = run(*QUICK)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_stacks_that_read_each_other_are_refused(run: Run, project: Path) -> None:
    (project / "__main__.py").write_text(
        "import pulumi\nother = {'us-east-1': 'us-west-2'}.get(pulumi.get_stack(), 'us-east-1')\n"
        "pulumi.StackReference(f'a/b/{other}')\n"
    )
    done = run(*QUICK)
    assert done.returncode == 2
    assert "us-east-1: the program refers to us-west-2" in done.stderr


def test_a_missing_or_broken_pack_is_one_message(run: Run, project: Path) -> None:
    (project / "policies" / "__main__.py").write_text("raise ValueError('broken')\n")
    done = run(*QUICK)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("ended while it started: ValueError: broken\n")
    (project / "policies" / "__main__.py").write_text("import sys\nsys.exit('policies/exemptions.yaml: no list')\n")
    assert run(*QUICK).stderr.endswith("ended while it started: policies/exemptions.yaml: no list\n")
    (project / "policies" / "PulumiPolicy.yaml").unlink()
    done = run(*QUICK)
    assert done.returncode == 2
    assert "there is no policy pack here: PulumiPolicy.yaml is missing" in done.stderr


def descendants(pid: int) -> list[int]:
    """All processes that a process has started, and those that these have."""
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    started = [int(line) for line in found.stdout.split()]
    return started + [other for child in started for other in descendants(child)]


def ended(pids: list[int]) -> bool:
    """Whether processes are gone within seconds: some notice only then that their starter is."""
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_nothing(project: Path, number: signal.Signals) -> None:
    (project / "__main__.py").write_text("import time\nopen('started', 'w').close()\ntime.sleep(60)\n")
    command = [sys.executable, "-m", "securecart", *QUICK, "-o", "out.txt"]
    running = subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 30
    while not (project / "started").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    processes = descendants(running.pid)
    assert len(processes) > 3  # the packs' host, a pack, the process that workers are forked from, a worker
    running.send_signal(number)
    out, err = running.communicate(timeout=20)
    assert (running.returncode, out, err) == (2, "", "error: interrupted: nothing was written\n")
    assert ended(processes)
    assert not [path for path in project.iterdir() if "out.txt" in path.name]


def test_a_program_that_swallows_the_interrupt_is_ended(project: Path) -> None:
    (project / "__main__.py").write_text(
        "import time\nopen('started', 'w').close()\n"
        "try:\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    time.sleep(60)\n"
    )
    command = [sys.executable, "-m", "securecart", *QUICK]
    running = subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 30
    while not (project / "started").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    processes = descendants(running.pid)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=20)
    assert (running.returncode, err) == (2, "error: interrupted: nothing was written\n")
    assert ended(processes)


def test_a_reader_that_stops_is_no_error(project: Path) -> None:
    command = f"{sys.executable} -m securecart {' '.join(QUICK)} | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=project, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] == "0"


def test_documents_are_utf_8_whatever_the_locale(run: Run, project: Path) -> None:
    program = (project / "__main__.py").read_text()
    (project / "__main__.py").write_text(program + "pulumi.export('city', 'Köln ✓')\n")
    plain = run(*QUICK, "-f", "json")
    other = run(*QUICK, "-f", "json", PYTHONIOENCODING="ascii")
    assert plain.stdout == other.stdout
    assert "Köln ✓" in plain.stdout


def test_plain_signs_where_the_locale_has_no_others(run: Run) -> None:
    done = run(*QUICK, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "+ Accepted" in done.stdout


def test_progress_is_shown_on_a_terminal_and_nothing_of_it_stays(project: Path) -> None:
    outside, inside = os.openpty()
    command = [sys.executable, "-m", "securecart", *QUICK]
    environment = {**os.environ, "TERM": "xterm", "NO_COLOR": ""}
    running = subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=inside, env=environment, text=True)
    os.close(inside)
    seen = read_all(outside)
    out, _ = running.communicate()
    assert "running us-west-2" in seen
    assert "judging us-west-2" in seen
    assert seen.rstrip().endswith("\x1b[2K")
    assert "running" not in out


def read_all(descriptor: int) -> str:
    """What comes from a terminal until its other end is closed."""
    seen = b""
    try:
        while part := os.read(descriptor, 4096):
            seen += part
    except OSError:
        pass  # Linux says so when the other end is closed
    finally:
        os.close(descriptor)
    return seen.decode()


@pytest.mark.parametrize(("no_color", "colored"), [("", True), ("1", False)])
def test_colour_only_on_a_terminal_and_never_with_no_color(project: Path, no_color: str, colored: bool) -> None:  # noqa: FBT001
    outside, inside = os.openpty()
    environment = {**os.environ, "NO_COLOR": no_color, "TERM": "xterm", "COLUMNS": "60"}
    command = [sys.executable, "-m", "securecart", *QUICK]
    running = subprocess.Popen(command, cwd=project, stdout=inside, stderr=subprocess.DEVNULL, env=environment)
    os.close(inside)
    text = read_all(outside)
    assert running.wait() == 0
    assert ("\x1b[" in text) is colored
    assert "Accepted" in text


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
@pytest.mark.parametrize(
    ("options", "message"),
    [((), "error: standard output: cannot be written: "), (("--output", "/dev/full"), "error: --output /dev/full: ")],
)
def test_a_full_device_is_one_message(project: Path, options: tuple[str, ...], message: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "securecart", *QUICK, *options],
            cwd=project,
            stdout=full if not options else subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith(message)
    assert "Traceback" not in done.stderr
