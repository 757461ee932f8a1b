"""The engine's side that a policy pack may call: it takes log messages."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

import grpc

Log = Callable[[str], None]


class EngineService:
    """A gRPC server with the engine's `Log`; everything else answers "unimplemented".

    Requests are kept as bytes and read only when somebody asks, so that a pack can be started before Pulumi's SDK is
    loaded.
    """

    def __init__(self) -> None:
        self._received: list[bytes] = []
        self._server = grpc.server(ThreadPoolExecutor(max_workers=1, thread_name_prefix="engine"))
        log = grpc.unary_unary_rpc_method_handler(self._log)
        self._server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("pulumirpc.Engine", {"Log": log}),))
        self._port = self._server.add_insecure_port("127.0.0.1:0")

    @property
    def address(self) -> str:
        """Where a pack reaches it."""
        return f"127.0.0.1:{self._port}"

    def messages(self) -> list[str]:
        """What was logged."""
        from pulumi.runtime.proto import engine_pb2  # noqa: PLC0415 (heavy)

        return [engine_pb2.LogRequest.FromString(received).message for received in self._received]

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop(grace=None)

    def _log(self, request: bytes, context: grpc.ServicerContext) -> bytes:
        del context
        self._received.append(request)
        return b""
