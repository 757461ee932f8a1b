"""What every workflow keeps to, beyond what the linters ask."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from tests.fleet import ROOT
from tests.workflows.files import WORKFLOWS, jobs, read, steps, uses

PINNED = re.compile(r"[\w-]+/[\w-]+(?:/[\w-]+)*@[0-9a-f]{40}")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_nobody_may_do_anything_but_for_what_a_job_names(path: Path) -> None:
    assert read(path)["permissions"] == {}


def test_every_job_names_its_permissions_and_ends() -> None:
    for where, job in jobs():
        assert job["permissions"], where
        assert "uses" in job or int(job["timeout-minutes"]) <= 360, where


def test_actions_are_pinned_alike_everywhere() -> None:
    pins = defaultdict(set)
    for where, used in uses():
        if used.startswith("$/"):
            assert (ROOT / used.removeprefix("$/")).exists(), f"{where}: {used}"
        else:
            assert PINNED.fullmatch(used), f"{where}: {used}"
            pins["/".join(used.split("/")[:2]).partition("@")[0]].add(used.partition("@")[2])
    assert pins
    assert all(len(commits) == 1 for commits in pins.values()), pins


def test_a_commit_is_explained_by_its_version() -> None:
    for path in (ROOT / ".github").rglob("*.yml"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.search(r"uses: [^$]", line):
                assert re.search(r"@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), f"{path.name}: {line}"


def test_credentials_are_for_environments_only() -> None:
    with_credentials = [(where, job) for where, job in jobs() if "id-token" in job["permissions"] and "uses" not in job]
    assert len(with_credentials) == 3
    for where, job in with_credentials:
        assert job["environment"], where


def test_a_forks_code_runs_without_credentials() -> None:
    for name, job in read(WORKFLOWS[[path.name for path in WORKFLOWS].index("pull-request.yml")])["jobs"].items():
        trusted = "github.event.pull_request.head.repo.full_name == github.repository" in job.get("if", "")
        assert trusted == ("id-token" in job["permissions"]), name
        assert trusted == ("pull-requests" in job["permissions"]), name


def test_the_workflow_that_may_comment_for_forks_runs_none_of_their_code() -> None:
    for where, step in steps():
        if where.startswith("comment.yml"):
            assert step.get("uses", "actions/download-artifact@").startswith("actions/download-artifact@")
            assert not re.search(r"\b(make|python|securecart|git)\b", step.get("run", ""))


def test_a_deployment_is_never_cancelled_on_its_way() -> None:
    documents = {path.name: read(path) for path in WORKFLOWS}
    assert documents["deploy.yml"]["concurrency"] == {"group": "deploy", "cancel-in-progress": "false"}
    assert documents["deploy-stacks.yml"]["jobs"]["deploy"]["strategy"]["fail-fast"] == "false"


def test_a_repository_without_code_scanning_passes_its_checks() -> None:
    (upload,) = [step for _, step in steps() if "/upload-sarif@" in step.get("uses", "")]
    assert upload["continue-on-error"] == "true"
