"""A policy pack's processes: started as Pulumi starts them, and never left behind."""

from __future__ import annotations

import contextlib
import itertools
import json
import queue
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from securecart.plan.analyzer.errors import AnalyzerError, PackLostError
from securecart.plan.stack import Stack

START_TIMEOUT: Final = 60.0
"""Seconds that a pack may take until it prints its port; Pulumi's own limit for a plugin."""
_STOP_TIMEOUT: Final = 5.0


def require_pack(directory: Path) -> None:
    """Make sure that there is a pack in a folder.

    Raises:
        AnalyzerError: there is none.
    """
    if not (directory / "PulumiPolicy.yaml").is_file():
        raise AnalyzerError(f"{directory}: there is no policy pack here: PulumiPolicy.yaml is missing")


class PackProcess:
    """The process of a pack that judges one stack; `PackHost.start` makes it.

    A context manager for the time that it is needed: it ends the process, and tells of one that was lost.

    Args:
        host: what the process is started and ended by.
        number: the host's name for it.
    """

    def __init__(self, host: PackHost, number: int) -> None:
        self._host = host
        self._number = number
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._said: deque[str] = deque(maxlen=200)
        self._ended = threading.Event()
        self._port: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, PackLostError):
            raise self.failure(str(error)) from error
        self.stop()

    def port(self) -> int:
        """Wait for the port that the pack listens on.

        Raises:
            AnalyzerError: the pack ended, printed something else, or took too long.
        """
        if self._port is not None:
            return self._port
        try:
            line = self._lines.get(timeout=START_TIMEOUT)
        except queue.Empty:
            raise self.failure(f"printed no port within {START_TIMEOUT:.0f} s") from None
        if line is None:
            raise self.failure("ended while it started")
        if not line.strip().isdigit():
            raise self.failure(f"printed {line.strip()!r} instead of its port")
        self._port = int(line)
        return self._port

    def failure(self, what: str) -> AnalyzerError:
        """End the pack; an error that says what happened and, where the pack said anything, its last words."""
        self.stop()
        words = next((line.strip() for line in reversed(self._said) if line.strip()), "")
        return AnalyzerError(f"the policy pack {self._host.directory} {what}{': ' if words else ''}{words}")

    @property
    def ended(self) -> bool:
        """Whether the process is gone."""
        return self._ended.is_set()

    def stop(self) -> None:
        """End the process."""
        if not self.ended:
            self._host.send({"stop": self._number})
            self._ended.wait(_STOP_TIMEOUT)

    def take(self, message: dict[str, object]) -> None:
        """What the host has to say of it."""
        if "ended" in message:
            self._ended.set()
            self._lines.put(None)
        elif "out" in message:
            self._lines.put(str(message["out"]))
        else:
            self._said.append(str(message["err"]))


class PackHost:
    """Starts packs; a context manager that no process outlives, even if this one is killed.

    Args:
        directory: the pack's folder, with `PulumiPolicy.yaml`.
        engine: the address of the engine's service.
    """

    def __init__(self, directory: Path, engine: str) -> None:
        self.directory = directory
        self._engine = engine
        self._numbers = itertools.count()
        self._packs: dict[int, PackProcess] = {}
        self._said: deque[str] = deque(maxlen=200)
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        command = [sys.executable, "-u", "-m", "securecart.plan.analyzer.host", self._engine, str(self.directory)]
        self._process = subprocess.Popen(  # noqa: S603 (the interpreter that runs this)
            command,
            cwd=self.directory,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        readers = ((self._listen, self._process.stdout), (self._keep, self._process.stderr))
        self._readers = [threading.Thread(target=read, args=(stream,), daemon=True) for read, stream in readers]
        for reader in self._readers:
            reader.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock, contextlib.suppress(OSError):
            if self._process.stdin:
                self._process.stdin.close()  # tells it to end
        try:
            self._process.wait(_STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for reader in self._readers:
            reader.join(_STOP_TIMEOUT)
        for stream in (self._process.stdout, self._process.stderr):
            if stream:
                stream.close()

    def start(self, stack: Stack) -> PackProcess:
        """Start the pack that judges a stack; it learns its stack from the environment, as with Pulumi."""
        number = next(self._numbers)
        pack = self._packs[number] = PackProcess(self, number)
        self.send({"start": number, "environment": _environment(stack)})
        return pack

    def send(self, request: dict[str, object]) -> None:
        """Ask the host for something; a host that is gone has ended its packs."""
        with self._lock, contextlib.suppress(OSError, ValueError):
            if self._process.stdin:
                self._process.stdin.write(json.dumps(request) + "\n")
                self._process.stdin.flush()

    def _listen(self, stream: IO[str]) -> None:
        try:
            for line in stream:
                message = json.loads(line)
                self._packs[message["pack"]].take(message)
        finally:  # whatever it is that nobody listens any more, no pack will be heard of again
            for reader in self._readers[1:]:
                reader.join(_STOP_TIMEOUT)
            for pack in list(self._packs.values()):
                for words in list(self._said):
                    pack.take({"err": words})
                pack.take({"ended": None})

    def _keep(self, stream: IO[str]) -> None:
        self._said.extend(stream)


def _environment(stack: Stack) -> dict[str, str]:
    """What Pulumi adds to the environment of a Python pack."""
    return {
        "PULUMI_ORGANIZATION": stack.organization,
        "PULUMI_PROJECT": stack.project,
        "PULUMI_STACK": stack.name,
        "PULUMI_DRY_RUN": "true",
        "PULUMI_CONFIG": json.dumps(dict(stack.config)),
    }
