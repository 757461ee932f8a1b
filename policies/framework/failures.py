"""A rule that breaks: its traceback goes to a log, since a diagnostic is no place for one."""

from __future__ import annotations

import tempfile
import traceback
from pathlib import Path


def log(rule: str, error: Exception) -> Path:
    """Write the traceback of a rule's error to a file of its own and return the file."""
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", prefix=f"policy-{rule}-", suffix=".log", delete=False
    ) as file:
        file.writelines(traceback.format_exception(error))
    return Path(file.name)
