"""The plugins that the CLI finds on its PATH: each is started as a process, and served by this one."""

from __future__ import annotations

import contextlib
import shlex
import socketserver
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from securecart.plan.engine import launcher

PROVIDERS: Final = ("aws", "random")
"""The packages that there is a stand-in for."""

_PROVIDER: Final = "pulumi-resource-"
_POLICIES: Final = "pulumi-analyzer-policy-python"
"""What a CLI without a language host for Python starts a policy pack with."""

_OPTIONS: Final = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


class Plugins(socketserver.ThreadingTCPServer):
    """Serves the plugins in a folder. A context manager: none of their processes outlives it, or this process.

    Args:
        folder: where the executables are put.
        provider: makes the provider that a new plugin process is, of a package.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, folder: Path, provider: Callable[[str], provider_pb2_grpc.ResourceProviderServicer]) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.provider = provider
        self.connections: set[_Connection] = set()
        self._thread = threading.Thread(target=self.serve_forever, name="plugins", daemon=True)
        _write(folder, [*(_PROVIDER + package for package in PROVIDERS), _POLICIES], self.server_address[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        self.shutdown()
        for connection in tuple(self.connections):
            connection.close()
        self.server_close()


class _Connection(socketserver.StreamRequestHandler):
    """One plugin's process; while it is connected, it lives."""

    server: Plugins

    def handle(self) -> None:
        self.server.connections.add(self)
        try:
            plugin = self.rfile.readline().decode().strip()
            if plugin.startswith(_PROVIDER):
                self._provide(plugin.removeprefix(_PROVIDER))
            self.rfile.read()  # until the process ends
        except OSError:
            pass  # closed from this side
        finally:
            self.server.connections.discard(self)

    def close(self) -> None:
        """Let the process end."""
        with contextlib.suppress(OSError):
            self.connection.shutdown(2)

    def _provide(self, package: str) -> None:
        provider = grpc.server(ThreadPoolExecutor(thread_name_prefix="provider"), options=_OPTIONS)
        provider_pb2_grpc.add_ResourceProviderServicer_to_server(self.server.provider(package), provider)
        port = provider.add_insecure_port("127.0.0.1:0")
        provider.start()
        try:
            self.wfile.write(f"{port}\n".encode())
            self.rfile.read()
        finally:
            provider.stop(grace=None)


def _write(folder: Path, names: Iterable[str], port: int) -> None:
    for name in names:
        command = shlex.join([sys.executable, "-IS", launcher.__file__, name, str(port)])
        path = folder / name
        path.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
        path.chmod(0o700)
