from pathlib import Path

import pytest

from securecart.revision.errors import RevisionError
from securecart.revision.git import Repository, repository
from tests.revision import repositories
from tests.revision.repositories import git


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "with a space"
    folder.mkdir()
    (folder / "file.txt").write_text("first\n")
    return folder


@pytest.fixture
def first(folder: Path) -> str:
    return repositories.repository(folder)


def second(folder: Path) -> str:
    (folder / "file.txt").write_text("second\n")
    git(folder, "commit", "--quiet", "--all", "--message=Go on")
    return git(folder, "rev-parse", "HEAD")


def state(folder: Path) -> dict[str, bytes]:
    """All files, git's own among them."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_branch_a_tag_and_a_commit_name_a_commit(folder: Path, first: str) -> None:
    git(folder, "tag", "v1")
    newest = second(folder)
    found = repository(folder)
    assert [found.commit(name) for name in ("main", "v1", first[:9], "HEAD~1")] == [newest, first, first, first]


@pytest.mark.parametrize("name", ["absent", "", "--help", "HEAD:file.txt", "main..", "a b"])
def test_what_names_none(folder: Path, first: str, name: str) -> None:
    assert first
    with pytest.raises(RevisionError, match="there is no such revision; allowed: a commit, branch or tag"):
        repository(folder).commit(name)


def test_a_shallow_clone_says_so(folder: Path, first: str, tmp_path: Path) -> None:
    second(folder)
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{folder}", "shallow")
    with pytest.raises(RevisionError, match="this clone is shallow: `git fetch --unshallow`"):
        repository(tmp_path / "shallow").commit(first)


def test_no_repository_and_none_with_a_commit(tmp_path: Path) -> None:
    with pytest.raises(RevisionError, match="is not in a git repository"):
        repository(tmp_path)
    git(tmp_path, "init", "--quiet")
    with pytest.raises(RevisionError, match="has no commit yet"):
        repository(tmp_path)


def test_a_repository_that_git_does_not_trust(folder: Path, first: str) -> None:
    assert first
    (folder / ".git" / "config").write_text("[core\n")
    with pytest.raises(RevisionError, match="git refuses: bad config line"):
        repository(folder)


def test_no_git(folder: Path, first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert first
    monkeypatch.setenv("PATH", str(folder))
    with pytest.raises(RevisionError, match="git is not installed"):
        repository(folder)


def test_the_files_of_a_commit_are_there_and_then_gone(folder: Path, first: str) -> None:
    second(folder)
    (folder / "file.txt").write_text("not committed\n")
    before = state(folder)
    with repository(folder).files(first) as there:
        assert (there / "file.txt").read_text() == "first\n"
        assert not (there / ".git").exists()
        place = there.parent
    assert not place.exists()
    assert state(folder) == before
    assert git(folder, "worktree", "list").count("\n") == 0


def test_they_go_whatever_happens(folder: Path, first: str) -> None:
    with pytest.raises(KeyboardInterrupt), repository(folder).files(first) as there:  # noqa: PT012
        place = there.parent
        raise KeyboardInterrupt
    assert not place.exists()


def test_what_is_marked_for_no_archive_is_there_and_no_hook_runs(folder: Path, first: str) -> None:
    (folder / ".gitattributes").write_text("file.txt export-ignore\n")
    git(folder, "add", ".gitattributes")
    commit = second(folder)
    hook = folder / ".git" / "hooks" / "post-checkout"
    hook.write_text(f"#!/bin/sh\ntouch '{folder}/hooked'\n")
    hook.chmod(0o755)
    assert first != commit
    with repository(folder).files(commit) as there:
        assert (there / "file.txt").read_text() == "second\n"
    assert not (folder / "hooked").exists()


def test_a_project_inside_a_repository(folder: Path) -> None:
    inside = folder / "deep" / "project"
    inside.mkdir(parents=True)
    (inside / "Pulumi.yaml").write_text("name: one\n")
    commit = repositories.repository(folder)
    found = repository(inside)
    assert found == Repository(directory=inside, prefix="deep/project/")
    with found.files(commit) as there:
        assert [path.name for path in there.iterdir()] == ["Pulumi.yaml"]
    (folder / "file.txt").write_text("outside\n")
    assert not found.has_uncommitted()
    (inside / "Pulumi.yaml").write_text("name: two\n")
    assert found.has_uncommitted()


def test_new_and_changed_files_are_uncommitted_and_ignored_ones_are_not(folder: Path, first: str) -> None:
    assert first
    found = repository(folder)
    (folder / ".git" / "info" / "exclude").write_text("build/\n")
    (folder / "build").mkdir()
    (folder / "build" / "x").touch()
    assert not found.has_uncommitted()
    (folder / "new.txt").touch()
    assert found.has_uncommitted()


def test_a_repository_without_its_objects(folder: Path, first: str) -> None:
    blob = git(folder, "rev-parse", "HEAD:file.txt")
    (folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with (
        pytest.raises(RevisionError, match="its files cannot be had: git checkout-index: "),
        repository(folder).files(first),
    ):
        raise AssertionError("there are no files")


def test_git_s_own_variables_do_not_mislead(folder: Path, first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hook runs with `GIT_INDEX_FILE` set."""
    monkeypatch.setenv("GIT_INDEX_FILE", str(folder / ".git" / "index"))
    before = state(folder)
    with repository(folder).files(first) as there:
        assert (there / "file.txt").exists()
    assert state(folder) == before
