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
    """A replica's promotion: several minutes, as a rule (RDS User Guide, "Promoting a read replica")."""
    replica_lag_seconds: int = Field(default=120, ge=0)
    """How far a replica in another Region is behind: somebody is alarmed beyond it (`components/observability`)."""
    backup_lag_seconds: int = Field(default=300, ge=0)
    """How far replicated backups are behind: logs are uploaded every 5 minutes (RDS User Guide, "Restoring to a
    specified time")."""
    restore_seconds: int = Field(default=14400, ge=0)
    """A restore from replicated backups in another Region, by people."""
    table_lag_seconds: int = Field(default=1, ge=0)
    """How far a replica of a global table is behind while replication is in order: about a second."""
    failover_seconds: int = Field(default=120, ge=0)
    """A Multi-AZ instance's failover: 60 to 120 s, as a rule (RDS User Guide, "Multi-AZ DB instance deployments")."""
    accelerator_seconds: int = Field(default=30, ge=0)
    """Until Global Accelerator has left an endpoint whose load balancer is unhealthy: up to 30 s (its workshop,
    "Failover POC")."""
    border_gateway_seconds: int = Field(default=90, ge=0)
    """Until a dead BGP session is given up: Direct Connect's default hold time ("BGP-specific settings"); with BFD on
    the router it takes about a second."""
    health_path: HealthPath = HealthPath.LOCAL
    """What the services' health paths test."""
    reads_any_database: bool = True
    """Whether services read another database of their Region while its own instance fails over."""
