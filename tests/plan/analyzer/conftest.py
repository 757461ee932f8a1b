"""A small policy pack, as files."""

from collections.abc import Callable
from pathlib import Path

import pytest

WritePack = Callable[[str], Path]

HEADER = """
import os, sys, time
import pulumi
from pulumi_policy import *
"""


@pytest.fixture
def write_pack(tmp_path: Path) -> WritePack:
    """Writes a pack whose `__main__.py` has the given text, and returns its folder."""

    def write(text: str) -> Path:
        folder = tmp_path / "pack"
        folder.mkdir()
        (folder / "PulumiPolicy.yaml").write_text("runtime: python\nversion: 0.0.1\n")
        (folder / "__main__.py").write_text(HEADER + text)
        return folder

    return write
