from pathlib import Path

import pytest

from securecart.cli.errors import UsageError
from securecart.cli.output import OutputFile


def test_what_a_file_held_is_replaced_in_one_go(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text("before")
    file = OutputFile(path)
    assert path.read_text() == "before"
    file.write("after")
    assert path.read_text() == "after"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("before")
    link.symlink_to(real)
    OutputFile(link).write("after")
    assert link.is_symlink()
    assert real.read_text() == "after"


def test_a_device_is_written_as_it_is() -> None:
    OutputFile(Path("/dev/null")).write("text")
    assert Path("/dev/null").is_char_device()


def test_nothing_half_written_stays(tmp_path: Path) -> None:
    file = OutputFile(tmp_path / "plan.json")
    with pytest.raises(UnicodeEncodeError):
        file.write("\ud800")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_vanished_meanwhile(tmp_path: Path) -> None:
    file = OutputFile(tmp_path / "deep" / "plan.json")
    (tmp_path / "deep").write_text("a file now")
    with pytest.raises(UsageError, match="cannot be written"):
        file.write("text")


@pytest.mark.parametrize("name", ["a" * 300, "a" * 300 + "/plan.json"])
def test_a_name_that_no_file_can_have(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        OutputFile(tmp_path / name)
    assert list(tmp_path.iterdir()) == []
