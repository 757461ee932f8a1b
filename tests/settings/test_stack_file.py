"""Files that are no stack files, and YAML as the engine reads it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from securecart.settings import SettingsError
from securecart.settings.stack_file import ProjectFile, engine_value, read_project, read_stacks
from tests.settings.project import Folder

PROJECT = ProjectFile(name="securecart", defaults={})


def problems_of(path: Path, text: str | bytes) -> tuple[str, ...]:
    file = path / "Pulumi.x.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_stacks(path, PROJECT)[1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("config:\n\ta: b\n", "Pulumi.x.yaml:2:1: broken YAML: found character that cannot start any token"),
        ("config: {a: 1, a: 2}", "Pulumi.x.yaml:1:16: broken YAML: key `a` stands twice"),
        ("config: {8: c}", "Pulumi.x.yaml:1:10: broken YAML: key `8` is not text; put it in quotes"),
        ("config: {true: c}", "Pulumi.x.yaml:1:10: broken YAML: key `true` is not text; put it in quotes"),
        ("config:\n  [a]: b\n", "Pulumi.x.yaml:2:3: broken YAML: a key is text, no list or mapping"),
        ("config:\n  {a: b}: c\n", "Pulumi.x.yaml:2:3: broken YAML: a key is text, no list or mapping"),
        ("config: &a\n  x: *a\n", "Pulumi.x.yaml: broken YAML: Circular reference detected"),
        (
            'config: {a: "\x01"}',
            "Pulumi.x.yaml: broken YAML: unacceptable character #x0001: control characters are not allowed",
        ),
        (b"\xff\xfe\x00", "Pulumi.x.yaml: not text: invalid start byte at byte 0; allowed: UTF-8"),
        ("- a", 'Pulumi.x.yaml: ["a"]; allowed: a mapping, such as `config:`'),
        ("config: 3", "Pulumi.x.yaml: config: 3; allowed: a mapping of keys to values"),
        (
            "confg: {a: 1}",
            (
                'Pulumi.x.yaml: confg: {"a": 1}: no key of a stack file; '
                "allowed: config, encryptedkey, encryptionsalt, environment, secretsprovider"
            ),
        ),
        ("--- {}\n--- {}\n", "Pulumi.x.yaml:2:1: broken YAML: but found another document"),
    ],
)
def test_broken_files(tmp_path: Path, text: str | bytes, message: str) -> None:
    assert problems_of(tmp_path, text) == (message,)


@pytest.mark.parametrize("text", ["config: {a: " + "9" * 5000 + "}", "config: " + "[" * 3000 + "]" * 3000])
def test_files_without_end(tmp_path: Path, text: str) -> None:
    (message,) = problems_of(tmp_path, text)
    assert message.startswith("Pulumi.x.yaml")
    assert "broken YAML" in message


@pytest.mark.parametrize("text", ["", "# nothing\n", "config:\n", "\ufeffconfig: {}\n"])
def test_an_empty_file_has_no_role(folder: Folder, text: str) -> None:
    folder.write("us-west-2", text)
    assert folder.problems() == ("Pulumi.us-west-2.yaml: securecart:role: not set; allowed: active, standby, edge",)


def test_a_folder_in_place_of_a_file(folder: Folder) -> None:
    folder.file("us-west-2").unlink()
    folder.file("us-west-2").mkdir()
    assert folder.problems() == ("Pulumi.us-west-2.yaml: Is a directory; allowed: a file that can be read",)


def test_a_link_that_leads_nowhere(folder: Folder) -> None:
    folder.file("us-west-2").unlink()
    folder.file("us-west-2").symlink_to("nowhere")
    assert folder.problems() == ("Pulumi.us-west-2.yaml: No such file or directory; allowed: a file that can be read",)


def test_a_file_that_cannot_be_read(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def denied(path: Path, *args: object, **options: object) -> object:
        if path.name == "Pulumi.us-west-2.yaml":
            raise PermissionError(13, "Permission denied")
        return opened(path, *args, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", denied)
    assert folder.problems() == ("Pulumi.us-west-2.yaml: Permission denied; allowed: a file that can be read",)


def test_a_file_that_names_no_stack(folder: Folder) -> None:
    folder.write("", "config: {}")
    assert folder.problems() == (
        (
            "Pulumi..yaml: not set: '' names no stack; "
            "allowed: letters, digits, dashes, dots and underscores between `Pulumi.` and `.yaml`"
        ),
    )


def test_yaml_is_read_as_the_engine_reads_it(tmp_path: Path) -> None:
    text = "config: {a: 2026-11-01, b: 1:30, c: yes, d: 007, e: 1e3, f: 0x10, g: ~, h: off, NO: us-east-1, i: 1.5}"
    assert problems_of(tmp_path, text) == ()
    ((file,), _) = read_stacks(tmp_path, PROJECT)
    assert file.values == {
        "a": "2026-11-01",
        "b": "1:30",
        "c": "yes",
        "d": "007",
        "e": 1000.0,
        "f": 16,
        "g": None,
        "h": "off",
        "NO": "us-east-1",
        "i": 1.5,
    }


def test_merged_mappings_are_read(tmp_path: Path) -> None:
    assert problems_of(tmp_path, "config:\n  a: &a {x: 1, y: 2}\n  b:\n    <<: *a\n    y: 3\n") == ()
    ((file,), _) = read_stacks(tmp_path, PROJECT)
    assert file.values["b"] == {"x": 1, "y": 3}


@given(st.text())
def test_text_reaches_the_program_as_it_is(text: str) -> None:
    assert engine_value(text) == text


@pytest.mark.parametrize(("value", "told"), [(True, "true"), (3, "3"), (["a"], '["a"]'), ({"a": None}, '{"a": null}')])
def test_everything_else_reaches_the_program_as_json(value: object, told: str) -> None:
    assert engine_value(value) == told


def test_no_project_here(tmp_path: Path) -> None:
    with pytest.raises(
        SettingsError, match=r"Pulumi\.yaml: there is no such file; run this in the folder of the project"
    ):
        read_project(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("runtime: python", "Pulumi.yaml: name: not set; allowed: the project's name"),
        ("name: x\nconfig: [a]", 'Pulumi.yaml: config: ["a"]; allowed: a mapping of keys to declarations'),
    ],
)
def test_a_broken_project(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "Pulumi.yaml").write_text(text)
    with pytest.raises(SettingsError) as error:
        read_project(tmp_path)
    assert error.value.problems == (message,)


def test_defaults_are_values_too(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text(
        "name: x\nconfig:\n  a: {default: 1}\n  aws:region: {value: us-east-1}\n  b: plain\n  c: {type: string}\n"
    )
    assert read_project(tmp_path).defaults == {"x:a": 1, "aws:region": "us-east-1", "x:b": "plain"}


def test_a_folder_without_stack_files(tmp_path: Path) -> None:
    assert read_stacks(tmp_path, PROJECT) == (
        (),
        (f"{tmp_path}: there is no stack file; allowed: one Pulumi.<region>.yaml for each Region",),
    )


def test_a_file_with_the_other_ending_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.x.yaml").write_text("config: {}")
    (tmp_path / "Pulumi.us-west-2.yml").write_text("config: {}")
    files, problems = read_stacks(tmp_path, PROJECT)
    assert [file.stack for file in files] == ["x"]
    assert problems == (
        "Pulumi.us-west-2.yml: this project's stack files end in .yaml; allowed: Pulumi.us-west-2.yaml",
    )
