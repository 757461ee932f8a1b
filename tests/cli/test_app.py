import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

HEAVY = ("pulumi", "pulumi_aws", "pydantic", "grpc", "rich")


def test_help_lists_the_commands_and_exit_codes(run: Run) -> None:
    done = run("--help")
    assert done.returncode == 0
    for word in ("preview", "deploy-order", "schema", "--version", "2 wrong use"):
        assert word in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys\nfrom securecart.cli.app import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_version(run: Run) -> None:
    done = run("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("securecart 0.")


def test_wrong_use_is_two(run: Run) -> None:
    for arguments in (["--nonsense"], ["nonsense"], ["preview", "--format", "pdf"], ["schema", "nonsense"]):
        done = run(*arguments)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert "rror" in done.stderr


def test_the_folder_can_be_named_and_is_searched_upwards(run: Run, project) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    assert run("-C", "policies", "deploy-order").stdout == run("deploy-order").stdout
    done = run("--cwd", "nowhere", "deploy-order")
    assert (done.returncode, done.stderr) == (2, "error: --cwd nowhere: there is no such folder\n")
    done = run("--cwd", str(project.parent), "deploy-order")
    assert done.returncode == 2
    assert "Pulumi.yaml" in done.stderr


@pytest.mark.parametrize("closed", ["2>&-", ">&-", ">&- 2>&-"])
def test_a_closed_stream_is_no_refusal(project: Path, closed: str) -> None:
    command = f"exec {sys.executable} -m securecart deploy-order {closed}"
    done = subprocess.run(["bash", "-c", command], cwd=project, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert ("us-east-1" in done.stdout) is (closed == "2>&-")


def test_a_mistake_of_the_command_s_own_is_no_refusal() -> None:
    breaks = (
        "from securecart.cli import app\n"
        "def broken():\n    raise KeyError('own mistake')\n"
        "app.app = broken\napp.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", breaks], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("KeyError: 'own mistake'\n")
