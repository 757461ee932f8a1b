"""A policy pack's process: started as Pulumi starts it, and never left behind."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from pathlib import Path
from typing import IO, Final

from securecart.plan.analyzer.errors import AnalyzerError
from securecart.plan.stack import Stack

START_TIMEOUT: Final = 60.0
"""Seconds that a pack may take until it prints its port; Pulumi's own limit for a plugin."""
_STOP_TIMEOUT: Final = 2.0


def require_pack(directory: Path) -> None:
    """Make sure that there is a pack in a folder.

    Raises:
        AnalyzerError: there is none.
    """
    if not (directory / "PulumiPolicy.yaml").is_file():
        raise AnalyzerError(f"{directory}: there is no policy pack here: PulumiPolicy.yaml is missing")


class PackProcess:
    """The process of a pack that judges one stack.

    A pack learns its stack from the environment that it is started with, so every stack has a process of its own.

    Args:
        directory: the pack's folder, with `PulumiPolicy.yaml`.
        stack: the stack that it judges.
        engine: the address of the engine's service.

    Raises:
        AnalyzerError: the process cannot be started.
    """

    def __init__(self, directory: Path, stack: Stack, engine: str) -> None:
        self._directory = directory
        self._port: int | None = None
        self._first_line: queue.Queue[str] = queue.Queue(1)
        self._said: deque[str] = deque(maxlen=200)
        self._started = time.monotonic()
        command = [sys.executable, "-u", "-m", "securecart.plan.analyzer.launcher", engine, str(directory)]
        try:
            self._process = subprocess.Popen(  # noqa: S603 (the interpreter that runs this)
                command,
                cwd=directory,
                env=_environment(stack),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
                start_new_session=True,
            )
        except OSError as error:
            raise AnalyzerError(f"the policy pack {directory} cannot be started: {error}") from error
        self._readers = [
            threading.Thread(target=self._read_port, args=(self._process.stdout,), daemon=True),
            threading.Thread(target=self._read, args=(self._process.stderr,), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def port(self) -> int:
        """Wait for the port that the pack listens on.

        Raises:
            AnalyzerError: the pack ended, printed something else, or took too long.
        """
        if self._port is not None:
            return self._port
        remaining = START_TIMEOUT - (time.monotonic() - self._started)
        try:
            line = self._first_line.get(timeout=max(remaining, 0.0))
        except queue.Empty:
            self.stop()
            raise self.failure(f"printed no port within {START_TIMEOUT:.0f} s") from None
        if not line.strip().isdigit():
            self.stop()
            raise self.failure(f"printed {line.strip()!r} instead of its port" if line else "ended while it started")
        self._port = int(line)
        return self._port

    def failure(self, what: str) -> AnalyzerError:
        """An error that says what happened and, where the pack said anything, its last words."""
        for reader in self._readers:
            reader.join(timeout=_STOP_TIMEOUT)
        words = next((line.strip() for line in reversed(self._said) if line.strip()), "")
        return AnalyzerError(f"the policy pack {self._directory} {what}{': ' if words else ''}{words}")

    @property
    def ended(self) -> bool:
        """Whether the process is gone."""
        return self._process.poll() is not None

    def stop(self) -> None:
        """End the process, kindly at first."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_STOP_TIMEOUT)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        for reader in self._readers:
            reader.join(timeout=_STOP_TIMEOUT)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def _read_port(self, stream: IO[str]) -> None:
        self._first_line.put(stream.readline())
        self._read(stream)

    def _read(self, stream: IO[str]) -> None:
        with contextlib.suppress(ValueError):  # closed by `stop`
            self._said.extend(stream)


def _environment(stack: Stack) -> dict[str, str]:
    """The environment that Pulumi gives a Python pack."""
    return {
        **os.environ,
        "PULUMI_ORGANIZATION": stack.organization,
        "PULUMI_PROJECT": stack.project,
        "PULUMI_STACK": stack.name,
        "PULUMI_DRY_RUN": "true",
        "PULUMI_CONFIG": json.dumps(dict(stack.config)),
    }
