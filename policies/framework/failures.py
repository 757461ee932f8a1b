"""A rule that breaks: its traceback goes to a log, since a diagnostic is no place for one."""

from __future__ import annotations

import hashlib
import tempfile
import traceback
from pathlib import Path
from typing import Final

_written: Final[set[Path]] = set()


def log(rule: str, error: Exception) -> str:
    """Write the traceback of a rule's error to a file; says in words where it is.

    The file is named after the rule and the place where it broke, so that a diagnostic has the same text on every run.
    A process writes it once, however many resources the rule breaks on there.
    """
    file = Path(tempfile.gettempdir()) / f"policy-{rule}-{_place(error)}.log"
    if file not in _written:
        try:
            _write(file, "".join(traceback.format_exception(error)))
        except OSError as reason:
            return f"its traceback could not be written to {file}: {reason.strerror}"
        _written.add(file)
    return f"the traceback is in {file}"


def _place(error: Exception) -> str:
    """Eight hexadecimal digits for where an error was raised, wherever the project's folder is."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [type(error).__name__, *(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:8]


def _write(file: Path, text: str) -> None:
    """Write a file that only its owner may read, since a value may be a secret, and whole: packs run side by side."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", errors="backslashreplace", delete=False) as made:
        made.write(text)
    try:
        Path(made.name).replace(file)
    except OSError:
        Path(made.name).unlink()
        raise
