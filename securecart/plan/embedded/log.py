"""What the program says while it runs."""

from pulumi.runtime.proto import engine_pb2


class ProgramLog:
    """Stands in for the engine that the SDK sends log messages to; keeps warnings and errors."""

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self.errors: list[str] = []

    def Log(self, request: engine_pb2.LogRequest) -> None:  # noqa: N802 (the protocol's name)
        """Keep a warning or an error."""
        if request.severity == engine_pb2.WARNING:
            self.warnings.append(request.message)
        elif request.severity == engine_pb2.ERROR:
            self.errors.append(request.message)
