"""Asks a policy pack what it has, without anything to judge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from securecart.plan.analyzer.configuration import PackConfiguration
from securecart.plan.analyzer.engine import EngineService
from securecart.plan.analyzer.pack import Pack
from securecart.plan.analyzer.process import PackHost, require_pack

if TYPE_CHECKING:
    from securecart.plan.stack import Stack
    from securecart.plan.verdicts import Policy


def policies(directory: Path, stack: Stack, configuration: PackConfiguration | None = None) -> tuple[Policy, ...]:
    """The policies of a pack, as they are configured.

    Args:
        directory: the pack's folder.
        stack: what the pack is told as the stack that it judges.
        configuration: what a user configures of the pack.

    Raises:
        AnalyzerError: the pack does not start, or does not have what is configured.
    """
    directory = directory.resolve()
    require_pack(directory)
    with (
        EngineService() as engine,
        PackHost(directory, engine.address) as host,
        host.start(stack) as process,
        Pack(process.port(), stack, configuration or PackConfiguration()) as pack,
    ):
        return pack.policies()
