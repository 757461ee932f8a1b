"""What is wrong with settings, and the one error that says so."""

import json
from collections.abc import Iterable
from typing import Final

LONGEST_VALUE: Final = 60
"""Longer values are cut in messages."""


class SettingsError(Exception):
    """Settings are wrong: each message names file, key, value and what is allowed, one problem a line."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(dict.fromkeys(problems))
        super().__init__("\n".join(self.problems))


def problem(file: str, key: str, value: object, allowed: str, *, reason: str | None = None) -> str:
    """One line about one setting.

    Args:
        file: name of the file that it stands in.
        key: its full key; empty where the file as a whole is meant.
        value: what stands there; None where nothing does.
        allowed: what could stand there.
        reason: why the value cannot be, where `allowed` alone does not tell.
    """
    shown = "not set" if value is None else value if isinstance(value, str) else json.dumps(value, default=str)
    shown = " ".join(shown.split()) or '""'
    if len(shown) > LONGEST_VALUE:
        shown = f"{shown[: LONGEST_VALUE - 3]}..."
    place = ": ".join(part for part in (file, key, shown) if part)
    return f"{place}: {reason}; allowed: {allowed}" if reason else f"{place}; allowed: {allowed}"
