"""Settings of a Region's stack."""

from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from securecart.settings.base import Settings
from securecart.settings.database import DatabaseSettings
from securecart.settings.geography import REGION_NAME, ZONE_LETTERS, Residency, residency_allows, zones_of
from securecart.settings.hybrid import StoreSettings, WarehouseLinkSettings
from securecart.settings.network import NetworkSettings
from securecart.settings.services import ReleaseName, ReleaseSettings, ServiceName, ServiceSettings
from securecart.settings.shared import SharedSettings


class Singleton(StrEnum):
    """What exists once in the fleet, or once in a data domain, and is declared by one Region's stack."""

    CATALOGUE = "catalogue"
    """The product catalogue's global table, with its replicas and keys in every Region."""
    CARTS = "carts"
    """The carts' table of the Region's data domain, with its copies."""
    REGISTRY = "registry"
    """The image repositories' replication to every Region."""


class TracingSettings(Settings):
    """X-Ray in a Region."""

    account_settings: bool = True
    """Whether this stack sets the account's trace destination and encryption in the Region."""
    sampled_share: float = Field(default=0.05, ge=0, le=1)
    """The share of ordinary requests that are traced; checkout and order fulfilment are traced tenfold."""


class RecoverySettings(Settings):
    """Backups and rehearsals in a Region."""

    retention_days: int = Field(default=35, ge=7, le=35)
    """How long backups are kept, in days; point-in-time recovery reaches back 35 days at most."""
    compliance_lock: bool = False
    """Locks the vault in compliance mode, which nobody can undo, AWS included, once its grace time is over."""
    restore_testing: bool = True
    """Whether AWS Backup restores the newest backups every week and deletes the result."""
    fault_injection: bool = True
    """Whether the templates of the fault-injection experiments exist; none runs by itself."""


class RegionSettings(SharedSettings):
    """The stack of one Region."""

    role: Literal["active", "standby"]
    """`active` serves customers always, `standby` when too few active Regions are healthy."""
    residency: Residency = Residency.WORLD
    """The data domain of the Region's customers."""
    backup_region: str
    """Another Region of the same residency, for copies of backups."""
    owns: tuple[Singleton, ...] = ()
    """What this stack declares for the whole fleet or data domain."""
    network: NetworkSettings
    releases: dict[ReleaseName, ReleaseSettings] = Field(min_length=1, max_length=4)
    """The releases that run side by side, at least one of them with weight."""
    services: dict[ServiceName, ServiceSettings] = Field(min_length=1)
    database: DatabaseSettings
    warehouse_link: WarehouseLinkSettings | None = None
    """Where the Region is connected to the warehouse."""
    stores: dict[str, StoreSettings] = {}
    """Retail stores whose Outposts belong to the Region."""
    last_resort_region: str | None = None
    """Where an EU Region's page of last resort stands: another EU Region."""
    canaries: bool = False
    """Whether CloudWatch Synthetics visits the shop from this Region."""
    tracing: TracingSettings = TracingSettings()
    recovery: RecoverySettings = RecoverySettings()

    @model_validator(mode="after")
    def _belongs_to_the_region(self) -> Self:
        region = self.aws_region
        if not REGION_NAME.match(region):
            raise ValueError(f"`aws:region` {region} is no AWS Region; allowed: {', '.join(ZONE_LETTERS)}")
        strangers = [zone for zone in self.network.zones if zone not in zones_of(region)]
        if strangers:
            raise ValueError(
                f"`network.zones` names {', '.join(strangers)}, not of {region}; allowed: {', '.join(zones_of(region))}"
            )
        if len(set(self.network.zones)) < len(self.network.zones):
            raise ValueError("`network.zones` names a zone twice")
        if not residency_allows(self.residency, region):
            raise ValueError(f"`residency` {self.residency.value} does not fit {region}: EU data stays in EU Regions")
        return self

    @model_validator(mode="after")
    def _copies_stay_in_the_residency(self) -> Self:
        for key, copy in (
            ("backupRegion", self.backup_region),
            ("lastResortRegion", self.last_resort_region),
        ):
            if copy is None:
                continue
            if copy == self.aws_region:
                raise ValueError(f"`{key}` is another Region than {self.aws_region}")
            if not REGION_NAME.match(copy) or not residency_allows(self.residency, copy):
                allowed = [r for r in ZONE_LETTERS if residency_allows(self.residency, r) and r != self.aws_region]
                raise ValueError(f"`{key}` {copy} is outside the residency; allowed: {', '.join(allowed)}")
        if self.residency is Residency.EU and self.last_resort_region is None:
            raise ValueError("an EU Region names its `lastResortRegion`, another EU Region")
        return self

    @model_validator(mode="after")
    def _serves(self) -> Self:
        if not any(release.weight for release in self.releases.values()):
            raise ValueError("`releases` has no weight above 0: the Region would have no record and serve nobody")
        zones = len(self.network.zones)
        for name, service in self.services.items():
            if service.minimum_tasks < zones:
                raise ValueError(
                    f"`services.{name}.minimumTasks` {service.minimum_tasks} is less than {zones}, a task a zone"
                )
        for name, store in self.stores.items():
            if store.zone not in self.network.zones:
                raise ValueError(f"`stores.{name}.zone` {store.zone} is not in `network.zones`")
            if not store.cidr.subnet_of(self.network.cidr):
                raise ValueError(f"`stores.{name}.cidr` {store.cidr} is not inside `network.cidr` {self.network.cidr}")
        return self

    @property
    def database_region(self) -> str:
        """The Region of the writer of this Region's database: itself, or the one that it follows."""
        return self.database.follows or self.aws_region
