"""A project folder with the committed stack files, to be changed by a test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from securecart.settings import Project, SettingsError, load_project

ROOT = Path(__file__).parents[2]
Config = dict[str, Any]


class Folder:
    """A copy of the project's settings in a folder of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for file in (ROOT / "Pulumi.yaml", *ROOT.glob("Pulumi.*.yaml")):
            shutil.copy(file, path / file.name)

    def file(self, stack: str) -> Path:
        return self.path / f"Pulumi.{stack}.yaml"

    def write(self, stack: str, text: str) -> None:
        self.file(stack).write_text(text, encoding="utf-8")

    def config(self, stack: str) -> Config:
        config: Config = yaml.safe_load(self.file(stack).read_text(encoding="utf-8"))["config"]
        return config

    def change(self, stack: str, edit: Callable[[Config], object]) -> None:
        config = self.config(stack)
        edit(config)
        self.write(stack, yaml.safe_dump({"config": config}))

    def set(self, stack: str, key: str, value: object) -> None:
        """Puts a value at a dotted key below `securecart:`, or at a full key."""

        def edit(config: Config) -> None:
            *groups, last = [key] if ":" in key else key.split(".")
            if groups:
                groups[0] = f"securecart:{groups[0]}"
            elif ":" not in last:
                last = f"securecart:{last}"
            for group in groups:
                config = config.setdefault(group, {})
            config[last] = value

        self.change(stack, edit)

    def remove(self, stack: str, key: str) -> None:
        def edit(config: Config) -> None:
            *groups, last = f"securecart:{key}".split(".")
            for group in groups:
                config = config[group]
            del config[last]

        self.change(stack, edit)

    def load(self) -> Project:
        return load_project(self.path)

    def problems(self) -> tuple[str, ...]:
        try:
            self.load()
        except SettingsError as error:
            return error.problems
        return ()
