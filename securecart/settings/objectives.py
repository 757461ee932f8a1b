"""Objectives of the fleet: what customers are promised when something fails."""

from pydantic import Field

from securecart.settings.base import Settings


class RecoveryObjective(Settings):
    """How long, at most, a failure may be felt, and how much data it may cost."""

    read_seconds: int = Field(ge=0)
    """Until reads are answered again, for every client."""
    write_seconds: int = Field(ge=0)
    """Until writes are taken again, for every client."""
    data_loss_seconds: int = Field(ge=0)
    """The recovery point: writes of the last so many seconds may be lost."""


class ObjectiveSettings(Settings):
    """Objectives by what fails.

    The defaults are bounds, not averages: Route 53 notices a lost Region within 42 s to 102 s (three checks of 10 s, a
    4 s time-out, a TTL of 60 s), RDS fails over between zones in 60 s to 120 s, and a replica in another Region is
    promoted by a person's decision.
    """

    zone: RecoveryObjective = RecoveryObjective(read_seconds=110, write_seconds=180, data_loss_seconds=0)
    """An Availability Zone."""
    service: RecoveryObjective = RecoveryObjective(read_seconds=110, write_seconds=110, data_loss_seconds=0)
    """All targets of one service in a Region."""
    database: RecoveryObjective = RecoveryObjective(read_seconds=0, write_seconds=180, data_loss_seconds=0)
    """The instance of a database writer."""
    region: RecoveryObjective = RecoveryObjective(read_seconds=110, write_seconds=3600, data_loss_seconds=300)
    """A whole Region: reads move by themselves, writes of its data domain after a promotion."""
    latency_milliseconds: int = Field(default=300, ge=1)
    """The longest network round trip that a client may have to its Region while all is well."""
