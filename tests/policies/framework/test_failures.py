import os
from pathlib import Path

import pytest

from policies.framework import failures


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(failures, "_written", set())
    return tmp_path


def broken(value: str) -> Exception:
    with pytest.raises(ValueError, match=value) as caught:
        raise ValueError(value)
    return caught.value


def test_one_place_has_one_log_whatever_the_resource(folder: Path) -> None:
    said = {failures.log("edge-rule", broken(value)) for value in ("first", "second")}
    (file,) = folder.iterdir()
    assert said == {f"the traceback is in {file}"}
    assert "raise ValueError(value)\nValueError: first" in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600


def test_another_process_says_the_same_and_writes_it_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = failures.log("edge-rule", broken("first"))
    monkeypatch.setattr(failures, "_written", set())
    assert failures.log("edge-rule", broken("second")) == first
    (file,) = folder.iterdir()
    assert "ValueError: second" in file.read_text()


def test_rules_and_places_have_logs_of_their_own(folder: Path) -> None:
    with pytest.raises(KeyError) as caught:
        os.environ["NOT_THERE"]
    other = caught.value
    for rule, error in (("edge-rule", broken("a")), ("other-rule", broken("a")), ("edge-rule", other)):
        failures.log(rule, error)
    assert len(list(folder.iterdir())) == 3


def test_a_log_that_cannot_be_written_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = failures.log("edge-rule", broken("a"))
    (file,) = folder.iterdir()
    file.unlink()
    (file / "in the way").mkdir(parents=True)
    monkeypatch.setattr(failures, "_written", set())
    expected = said.replace("the traceback is in", "its traceback could not be written to") + ": Is a directory"
    assert failures.log("edge-rule", broken("a")) == expected
    assert list(folder.iterdir()) == [file]
