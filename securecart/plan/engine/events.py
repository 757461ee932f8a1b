"""What the engine says while it works."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from pulumi.automation import EngineEvent, OpType, PolicyEvent

_MARKUP: Final = re.compile(r"<\{%.*?%\}>")
_OWN_PLUGIN: Final = re.compile(r"using pulumi-\S+ from \$PATH")


_NO_STEPS: Final = (OpType.SAME, OpType.READ, OpType.REFRESH, OpType.DISCARD)

_REPLACING: Final = (OpType.CREATE_REPLACEMENT, OpType.REPLACE, OpType.DELETE_REPLACED)
"""The steps of a replacement."""


@dataclass(slots=True)
class Update:
    """What a preview, an update, a refresh or a destruction came to.

    Attributes:
        steps: what was done, or would be, to each URN: `create`, `update`, `replace`, `delete`; nothing for what stays
            the same, or was only read.
        summary: how many resources came to what, by the engine's own count.
        violations: what the policy pack said.
        warnings: what program and engine warned of.
        errors: what they reported as an error.
        refused: whether the policy pack let it not go on.
    """

    steps: dict[str, str] = field(default_factory=dict)
    summary: dict[str, int] = field(default_factory=dict)
    violations: list[PolicyEvent] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    refused: bool = False

    def take(self, event: EngineEvent) -> None:
        """Take note of an event."""
        if event.policy_event:
            self.violations.append(event.policy_event)
            self.refused |= event.policy_event.enforcement_level == "mandatory"
        elif event.resource_pre_event:
            metadata = event.resource_pre_event.metadata
            if metadata.op not in _NO_STEPS:
                self.steps[metadata.urn] = OpType.REPLACE.value if metadata.op in _REPLACING else metadata.op.value
        elif event.summary_event:
            self.summary = {OpType(name).value: count for name, count in event.summary_event.resource_changes.items()}
        elif event.diagnostic_event and not event.diagnostic_event.ephemeral:
            text = plain(event.diagnostic_event.message)
            if event.diagnostic_event.severity == "error":
                self.errors.append(text)
            elif event.diagnostic_event.severity == "warning" and not _OWN_PLUGIN.match(text):
                self.warnings.append(text)


def plain(message: str) -> str:
    """A message without the engine's markup for colors."""
    return _MARKUP.sub("", message).strip()
