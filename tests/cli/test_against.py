"""`securecart preview --against` from outside, in a git repository of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import jsonschema
import pytest

from securecart.comparison.document import schema
from tests.cli.conftest import ROOT, Run
from tests.revision.repositories import git, repository

QUICK = ("preview", "--stack", "us-west-2", "--against")
BUCKET = """
if stack == "us-west-2":
    aws = pulumi.ProviderResource("aws", "aws", {"region": stack})
    pulumi.CustomResource("aws:s3/bucket:Bucket", "files", {"bucket": "files"}, pulumi.ResourceOptions(provider=aws))
"""


@pytest.fixture
def commit(project: Path) -> str:
    """The project with the command in a repository, and a bucket in one of its stacks."""
    shutil.copytree(ROOT / "securecart", project / "securecart", ignore=shutil.ignore_patterns("__pycache__"))
    (project / ".gitignore").write_text("__pycache__/\nbuild/\n")
    program = project / "__main__.py"
    program.write_text(program.read_text() + BUCKET)
    return repository(project)


@pytest.fixture
def room() -> Iterator[Path]:
    """A place for temporary files, with a short path: sockets are made in it."""
    with TemporaryDirectory(prefix="room-", dir="/tmp") as room:
        yield Path(room)


def edit(project: Path, old: str, new: str, file: str = "__main__.py") -> None:
    path = project / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


@pytest.mark.usefixtures("commit")
def test_nothing_changes(run: Run) -> None:
    done = run(*QUICK, "main")
    assert (done.returncode, done.stderr) == (0, "")
    assert "main (" in done.stdout
    assert "uncommitted" not in done.stdout
    assert "us-west-2  no change" in done.stdout
    assert done.stdout.endswith("✓ Accepted\n")


@pytest.mark.usefixtures("commit")
def test_data_that_would_go_refuses(run: Run, project: Path) -> None:
    edit(project, BUCKET, "")
    done = run(*QUICK, "HEAD")
    assert (done.returncode, done.stderr) == (1, "")
    assert "with uncommitted changes" in done.stdout
    assert "✗ us-west-2  aws:s3:Bucket files\n    would be deleted; lost: its objects\n" in done.stdout
    assert "✗ Refused: 1 resource with data would go" in done.stdout


def test_a_document_of_what_two_commits_differ_in(run: Run, project: Path, commit: str) -> None:
    edit(project, '{"bucket": "files"}', '{"bucket": "files", "tags": {"a": "1"}}')
    edit(project, "RandomPet(f", "RandomPet(length=3, resource_name=f")
    edit(project, "weight: 100", "weight: 90", "Pulumi.us-west-2.yaml")
    edit(project, "weight: 0", "weight: 10", "Pulumi.us-west-2.yaml")
    git(project, "commit", "--quiet", "--all", "--message=Go on")
    done = run(*QUICK, commit[:12], "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    jsonschema.validate(document, schema())
    assert (document["before"]["commit"], document["after"]["uncommitted"]) == (commit, False)
    (stack,) = document["stacks"]
    assert [(found["name"], found["operation"]) for found in stack["resources"]] == [
        ("files", "update"),
        ("us-west-2-pet", "replace"),
    ]
    assert stack["resources"][0]["properties"] == [{"path": "tags", "change": "added", "after": {"a": "1"}}]
    assert [(found["path"], found["after"]) for found in document["settings"]] == [
        ("securecart:releases.blue.weight", 90),
        ("securecart:releases.green.weight", 10),
    ]


@pytest.mark.usefixtures("commit")
def test_policies_that_refuse_from_now_on(run: Run, project: Path) -> None:
    edit(project, 'os.environ.get("REFUSE")', '"us-west-2"', "policies/__main__.py")
    done = run(*QUICK, "HEAD", "--format", "markdown", "--output", "build/changes.md")
    assert (done.returncode, done.stdout) == (1, "")
    text = (project / "build" / "changes.md").read_text()
    assert text.startswith("## Changes of securecart: refused, 1 violation\n")
    assert "- new: **no-pets** (mandatory), `us-west-2` us-west-2-pet: it is a pet, not cattle" in text


@pytest.mark.usefixtures("commit")
def test_a_stack_that_is_new(run: Run, project: Path) -> None:
    git(project, "rm", "--quiet", "--cached", "Pulumi.ap-southeast-1.yaml")
    git(project, "commit", "--quiet", "--message=Without a Region")
    done = run("preview", "--stack", "ap-southeast-1", "--against", "HEAD")
    assert (done.returncode, done.stderr) == (0, "")
    assert "ap-southeast-1  new: 1 created" in done.stdout


def test_without_a_repository(run: Run) -> None:
    done = run(*QUICK, "main")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: --against main: ")
    assert done.stderr.endswith(" is not in a git repository\n")


@pytest.mark.usefixtures("commit")
@pytest.mark.parametrize("revision", ["absent", "", "--help"])
def test_a_revision_that_there_is_not(run: Run, revision: str) -> None:
    done = run("preview", f"--against={revision}")
    assert (done.returncode, done.stdout) == (2, "")
    allowed = "there is no such revision; allowed: a commit, branch or tag of this repository"
    assert done.stderr == f"error: --against {revision}: {allowed}\n"


@pytest.mark.parametrize("form", ["sarif", "junit"])
def test_forms_that_tell_of_one_revision(run: Run, form: str) -> None:
    done = run(*QUICK, "main", "--format", form)
    assert (done.returncode, done.stdout) == (2, "")
    told = "tells of one revision; allowed with --against: text, json, markdown"
    assert done.stderr == f"error: --format {form}: {told}\n"


def test_a_revision_that_does_not_run(run: Run, project: Path, commit: str) -> None:
    edit(project, "import pulumi\n", "import pulumi\nraise ValueError('no good')\n")
    git(project, "commit", "--quiet", "--all", "--message=Break it")
    git(project, "checkout", "--quiet", commit)
    done = run(*QUICK, "main")
    assert (done.returncode, done.stdout) == (2, "")
    told = "its own preview fails: us-west-2: ValueError: no good (__main__.py:2)"
    assert done.stderr == f"error: --against main: {told}\n"


def test_a_revision_from_before_the_command(run: Run, project: Path, commit: str) -> None:
    git(project, "rm", "--quiet", "-r", "--cached", "securecart")
    git(project, "commit", "--quiet", "--message=Without the command")
    done = run(*QUICK, "HEAD")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: --against HEAD: it has no `securecart preview` yet: ")
    assert run(*QUICK, commit).returncode == 0


@pytest.mark.usefixtures("commit")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_comparison_leaves_nothing(
    project: Path, tmp_path: Path, room: Path, number: signal.Signals
) -> None:
    started = tmp_path / "started"
    edit(
        project, "import pulumi\n", f"import pulumi\nopen({str(started)!r}, 'w').close()\nimport time; time.sleep(60)\n"
    )
    git(project, "commit", "--quiet", "--all", "--message=Wait")
    before = git(project, "status", "--porcelain"), git(project, "worktree", "list")
    running = subprocess.Popen(
        [sys.executable, "-m", "securecart", *QUICK, "HEAD", "--output", "changes.txt"],
        cwd=project,
        env={**os.environ, "TMPDIR": str(room)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not started.exists():
        assert running.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert list(room.iterdir())
    running.send_signal(number)
    out, err = running.communicate(timeout=20)
    assert (running.returncode, out, err) == (2, "", "error: interrupted: nothing was written\n")
    assert list(room.iterdir()) == []
    assert (git(project, "status", "--porcelain"), git(project, "worktree", "list")) == before
    running_there = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(room) not in running_there


@pytest.mark.usefixtures("commit")
def test_no_room_for_the_other_revision(project: Path, room: Path) -> None:
    command = f"ulimit -f 4; exec {sys.executable} -m securecart {' '.join(QUICK)} HEAD"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=project,
        env={**os.environ, "TMPDIR": str(room)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: --against HEAD: its files cannot be had: git ")
    assert len(done.stderr.splitlines()) == 1
    assert list(room.iterdir()) == []


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    """The real project, in a repository of its own."""
    folder = tmp_path / "fleet"
    for name in ("components", "policies", "securecart"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (ROOT / "__main__.py", *ROOT.glob("Pulumi*.yaml")):
        shutil.copy(path, folder)
    repository(folder)
    return folder


def compared(fleet: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "securecart", *arguments], cwd=fleet, capture_output=True, text=True, check=False
    )


def test_a_shift_of_the_real_fleet(fleet: Path) -> None:
    edit(fleet, "weight: 100", "weight: 80", "Pulumi.us-west-2.yaml")
    edit(fleet, "weight: 0", "weight: 20", "Pulumi.us-west-2.yaml")
    done = compared(fleet, *QUICK, "main")
    assert (done.returncode, done.stderr) == (0, "")
    text = " ".join(done.stdout.split())
    assert "updated aws:route53:Record shop-records-blue-share weightedRoutingPolicies[0].weight: 100 → 80" in text
    assert "created aws:route53:Record shop-records-green-share" in text
    assert "Nothing that holds data is deleted" in text
    assert "What customers are promised is compared where all stacks are previewed." in text
    assert "5ecca47" not in text


def test_a_promise_that_the_real_fleet_keeps_no_longer(fleet: Path) -> None:
    edit(fleet, "        record(DEFAULT, rest, evaluate_target_health=True),\n", "", "components/routing/tree.py")
    done = compared(fleet, "preview", "--against", "main")
    assert (done.returncode, done.stderr) == (1, "")
    text = " ".join(done.stdout.split())
    assert "Promises ✗ API read, nothing fails, " in text
    assert "Why: no geolocation record of api is for US, nor for the rest Change: declare a geolocation record" in text
    assert "✗ Refused: 3 promises broken, 2 violations" in text
