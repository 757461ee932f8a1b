"""Reads the architecture from a report."""

from __future__ import annotations

from securecart.report.architecture.columns import columns
from securecart.report.architecture.connections import connections
from securecart.report.architecture.entrances import entrances
from securecart.report.architecture.model import Architecture
from securecart.report.model import Report


def architecture(report: Report) -> Architecture:
    """What the plan declares, by Region."""
    roles = {stack.plan.stack: stack.role for stack in report.preview.stacks}
    return Architecture(
        columns=columns(report.estate, report.proof, roles),
        entrances=entrances(report.estate, report.proof, report.domain),
        connections=connections(report.estate),
    )
