"""Why a promise is not kept, and what to change so that it is."""

from __future__ import annotations

from dataclasses import dataclass

from securecart.proof.estate.model import Declared


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why a promise is not kept.

    Attributes:
        reason: why, as a sentence without its full stop.
        remedy: what to change, likewise.
        declared: the resource to change; None where none is there yet, or a setting is meant.
    """

    reason: str
    remedy: str
    declared: Declared | None = None
