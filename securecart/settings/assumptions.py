"""What the proof assumes where neither the program nor AWS's documentation says it."""

from enum import StrEnum

from pydantic import Field

from securecart.settings.base import Settings


class HealthPath(StrEnum):
    """What a service's health path tests."""

    LOCAL = "local"
    """What the Region itself holds: a database that reads, the tables' replicas."""
    WRITER = "writer"
    """The database that takes writes as well, wherever it is."""


class AssumptionSettings(Settings):
    """Figures of people and of the application, and of AWS where it gives a typical one. All are upper bounds."""

    decision_seconds: int = Field(default=1800, ge=0)
    """From the loss of a Region until a person approves that another database takes writes."""
    promotion_seconds: int = Field(default=900, ge=0)
    """A replica's promotion: "several minutes" (RDS User Guide, "Promoting a read replica")."""
    replica_lag_seconds: int = Field(default=120, ge=0)
    """How far a replica in another Region is behind: somebody is alarmed beyond it (`components/observability`)."""
    backup_lag_seconds: int = Field(default=300, ge=0)
    """How far replicated backups are behind: logs are uploaded every 5 minutes (RDS User Guide, "Restoring to a
    specified time")."""
    restore_seconds: int = Field(default=14400, ge=0)
    """A restore from replicated backups in another Region, by people."""
    table_lag_seconds: int = Field(default=1, ge=0)
    """How far a replica of a global table is behind: "usually within one second" (DynamoDB Developer Guide)."""
    failover_seconds: int = Field(default=120, ge=0)
    """The failover of a Multi-AZ instance: "typically 60-120 seconds" (RDS User Guide)."""
    accelerator_seconds: int = Field(default=30, ge=0)
    """Until Global Accelerator has left an unhealthy endpoint: "less than 30 seconds" (its FAQ)."""
    border_gateway_seconds: int = Field(default=90, ge=0)
    """Until a dead BGP session is given up: the hold time of Direct Connect; with BFD on the router it is about 1."""
    health_path: HealthPath = HealthPath.LOCAL
    """What the services' health paths test."""
    reads_any_database: bool = True
    """Whether services read another database of their Region while its own instance fails over."""
