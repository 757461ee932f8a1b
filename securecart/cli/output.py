"""Writes a result to a file: whole, or not at all."""

import os
import shutil
from pathlib import Path

from securecart.cli.errors import UsageError


class OutputFile:
    """A file that a result will be written to.

    Args:
        path: the file; folders that are missing are made when it is written.

    Raises:
        UsageError: it cannot be written. Nothing is left of the try.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._path = path.resolve() if path.is_symlink() else path
            self._direct = path.exists() and not path.is_file() and not path.is_dir()  # a device or a pipe
            if path.is_dir():
                raise UsageError(f"--output {path}: is a folder; allowed: a file")
            if not self._direct:
                self._try()
        except OSError as error:
            raise UsageError(f"--output {path}: cannot be written: {error.strerror}") from error

    def write(self, text: str) -> None:
        """Write `text`, in place of what the file held before.

        Raises:
            UsageError: it could not be written; the file is as it was.
        """
        temporary = self._path.with_name(self._temporary_name())
        try:
            if self._direct:
                self._path.write_text(text, encoding="utf-8")
                return
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with temporary.open("x", encoding="utf-8") as stream:
                    stream.write(text)
                    stream.flush()
                    os.fsync(stream.fileno())
                if self._path.exists():
                    shutil.copymode(self._path, temporary)
                temporary.replace(self._path)
            finally:
                temporary.unlink(missing_ok=True)
        except OSError as error:
            raise UsageError(f"--output {self._path}: cannot be written: {error.strerror}") from error

    def _try(self) -> None:
        folder = next(parent for parent in self._path.absolute().parents if parent.exists())
        if not folder.is_dir():
            raise UsageError(f"--output {self._path}: {folder} is not a folder; allowed: a file in a folder")
        probe = folder / self._temporary_name()
        probe.touch(exist_ok=False)
        probe.unlink()

    def _temporary_name(self) -> str:
        return f".{self._path.name}.{os.getpid()}.part"
