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
    """Objectives by what fails. Residency is promised whatever fails, and needs no setting.

    The defaults are bounds, not averages: Route 53 notices a lost Region within 42 s to 48 s (three checks of 10 s, a
    time-out of 4 s to 6 s) and resolvers keep the answer for 60 s more, RDS fails over between zones in 60 s to 120 s,
    and a replica in another Region is promoted by a person's decision. `null` promises nothing.
    """

    zone: RecoveryObjective = RecoveryObjective(read_seconds=110, write_seconds=180, data_loss_seconds=0)
    """An Availability Zone."""
    service: RecoveryObjective = RecoveryObjective(read_seconds=110, write_seconds=110, data_loss_seconds=0)
    """All targets of one service in a Region."""
    database: RecoveryObjective = RecoveryObjective(read_seconds=0, write_seconds=180, data_loss_seconds=0)
    """The instance of a database writer."""
    region: RecoveryObjective = RecoveryObjective(read_seconds=110, write_seconds=3600, data_loss_seconds=300)
    """A whole Region: reads move by themselves, writes of its data domain after a promotion."""
    two_regions: RecoveryObjective | None = None
    """Two Regions at once."""
    health_check: RecoveryObjective | None = RecoveryObjective(read_seconds=0, write_seconds=0, data_loss_seconds=0)
    """A health check that is wrong: healthy or unhealthy, whatever it watches."""
    accelerator: RecoveryObjective | None = None
    """An accelerator as a whole, which serves from two network zones; nothing stands behind it."""
    asset_bucket: RecoveryObjective | None = RecoveryObjective(read_seconds=10, write_seconds=10, data_loss_seconds=0)
    """A bucket of images and scripts: CloudFront turns to the other one in the same request."""
    direct_connect: RecoveryObjective | None = RecoveryObjective(read_seconds=90, write_seconds=90, data_loss_seconds=0)
    """A Direct Connect location."""
    control_plane: RecoveryObjective | None = RecoveryObjective(read_seconds=0, write_seconds=0, data_loss_seconds=0)
    """The control plane of Route 53: records and checks work on and cannot be changed."""
    last_resort_seconds: int | None = Field(default=110, ge=0)
    """Until customers who may be served nowhere else are told so: by an error page, in their residency."""
    latency_milliseconds: int = Field(default=300, ge=1)
    """The longest network round trip that a client may have to its Region while all is well."""
