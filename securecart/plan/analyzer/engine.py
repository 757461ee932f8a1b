"""The engine's side that a policy pack may call: it takes log messages, and shows them to nobody.

A policy has one way to say something, its verdicts; what a pack logs only Pulumi's own engine shows.
"""

from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

import grpc


class EngineService:
    """A gRPC server with the engine's `Log`; everything else answers "unimplemented".

    Requests stay bytes, so that a pack can be started before Pulumi's SDK is loaded.
    """

    def __init__(self) -> None:
        self._server = grpc.server(ThreadPoolExecutor(max_workers=1, thread_name_prefix="engine"))
        log = grpc.unary_unary_rpc_method_handler(_log)
        self._server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("pulumirpc.Engine", {"Log": log}),))
        self._port = self._server.add_insecure_port("127.0.0.1:0")

    @property
    def address(self) -> str:
        """Where a pack reaches it."""
        return f"127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop(grace=None)


def _log(request: bytes, context: grpc.ServicerContext) -> bytes:
    del request, context
    return b""
