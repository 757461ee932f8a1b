import re
from pathlib import Path

import pytest
from semver import VersionInfo

from securecart.plan.engine import cli
from securecart.plan.engine.errors import EngineError


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text('name: x\nruntime: python\nrequiredPulumiVersion: ">=3.219.0"\n')
    return folder


@pytest.fixture(autouse=True)
def nothing_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def install(path: Path, version: str) -> Path:
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\necho {version}\n")
    path.chmod(0o755)
    return path


def test_none_is_told_with_what_to_do(project: Path) -> None:
    with pytest.raises(EngineError) as told:
        cli.find(project)
    assert str(told.value) == (
        "there is no Pulumi CLI on PATH: Pulumi.yaml asks for >=3.219.0; `make engine` builds one, or install it as "
        "pulumi.com tells"
    )


def test_the_one_on_path_comes_first(project: Path, tmp_path: Path) -> None:
    there = install(tmp_path / "bin" / "pulumi", "v3.300.1")
    install(cli.built(), "v3.259.0")
    assert cli.find(project) == cli.Cli(there, VersionInfo.parse("3.300.1"))


def test_one_that_is_too_old_is_passed_over(project: Path, tmp_path: Path) -> None:
    old = install(tmp_path / "bin" / "pulumi", "v3.100.0")
    with pytest.raises(EngineError, match=f"no Pulumi CLI that is new enough: .*; {old} is 3.100.0; `make engine`"):
        cli.find(project)
    made = install(cli.built(), "v3.259.0")
    assert cli.find(project).path == made


def test_the_one_that_is_built_is_new_enough_for_the_project() -> None:
    required = cli.required(Path(__file__).parents[3])
    assert cli.accepts(required, cli.BUILT)


def test_the_module_builds_the_version_that_is_looked_for() -> None:
    module = (Path(__file__).parents[3] / "engine" / "go.mod").read_text()
    versions = dict(re.findall(r"(github.com/pulumi/pulumi/(?:pkg|sdk)/v3) v(\S+)", module))
    assert set(versions.values()) == {str(cli.BUILT)}
    assert len(versions) == 2


@pytest.mark.parametrize("said", ["", "three", "v3.219"])
def test_one_that_does_not_tell_its_version(project: Path, tmp_path: Path, said: str) -> None:
    there = install(tmp_path / "bin" / "pulumi", said)
    with pytest.raises(EngineError, match=f"{there}: does not tell its version"):
        cli.find(project)


@pytest.mark.parametrize(
    ("required", "version", "accepted"),
    [
        ("", "0.0.1", True),
        (">=3.219.0", "3.219.0", True),
        (">=3.219.0", "3.218.9", False),
        (">=3.219.0 <4.0.0", "4.0.0", False),
        ("<3.0.0 || >=3.219.0", "3.300.0", True),
    ],
)
def test_ranges(required: str, version: str, accepted: bool) -> None:  # noqa: FBT001
    assert cli.accepts(required, VersionInfo.parse(version)) is accepted


def test_a_range_that_is_none_is_refused() -> None:
    with pytest.raises(EngineError, match=r"Pulumi.yaml: requiredPulumiVersion: newest; allowed: "):
        cli.accepts("newest", cli.BUILT)
