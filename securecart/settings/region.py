"""Settings of a Region's stack."""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from itertools import combinations
from typing import Literal

from pydantic import Field

from securecart.settings.base import Disagreement, Settings
from securecart.settings.database import DatabaseSettings
from securecart.settings.geography import ZONE_LETTERS, Residency, is_region, residency_allows, zones_of
from securecart.settings.hybrid import StoreName, StoreSettings, WarehouseLinkSettings
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
    """Where the Region's VPC lies and how it is spread."""
    releases: dict[ReleaseName, ReleaseSettings] = Field(min_length=1, max_length=4)
    """The releases that run side by side, at least one of them with weight."""
    services: dict[ServiceName, ServiceSettings] = Field(min_length=1)
    """The application's ECS services, the same in every Region."""
    database: DatabaseSettings
    """The Region's relational database."""
    warehouse_link: WarehouseLinkSettings | None = None
    """Where the Region is connected to the warehouse."""
    stores: dict[StoreName, StoreSettings] = Field(default={})
    """Retail stores whose Outposts belong to the Region."""
    last_resort_region: str | None = None
    """Where an EU Region's page of last resort stands: another EU Region."""
    bootstrap: bool = False
    """Declares the services without tasks, for the first `up`: images and database users come before tasks."""
    canaries: bool = False
    """Whether CloudWatch Synthetics visits the shop from this Region."""
    tracing: TracingSettings = TracingSettings()
    """X-Ray in the Region."""
    recovery: RecoverySettings = RecoverySettings()
    """Backups and rehearsals in the Region."""

    def disagreements(self) -> Iterator[Disagreement]:
        """What a Region's settings must agree on among themselves."""
        yield from super().disagreements()
        yield from self._residency()
        yield from self._network()
        yield from self._traffic()

    def _residency(self) -> Iterator[Disagreement]:
        def allowed() -> str:
            regions = (name for name in ZONE_LETTERS if residency_allows(self.residency, name))
            return ", ".join(name for name in regions if name != self.aws_region)

        if not residency_allows(self.residency, self.aws_region):
            other = Residency.WORLD if self.residency is Residency.EU else Residency.EU
            reason = f"{self.aws_region} is {'outside' if self.residency is Residency.EU else 'in'} the EU"
            yield Disagreement("residency", self.residency.value, reason, other.value)
            return
        for key, copy in (("backupRegion", self.backup_region), ("lastResortRegion", self.last_resort_region)):
            if copy is None:
                continue
            if copy == self.aws_region:
                yield Disagreement(key, copy, "would be lost together with the Region", allowed())
            elif not is_region(copy):
                yield Disagreement(key, copy, "not an AWS Region", allowed())
            elif not residency_allows(self.residency, copy):
                yield Disagreement(key, copy, f"outside the residency `{self.residency.value}`", allowed())
        if self.residency is Residency.WORLD and self.last_resort_region is not None:
            reason = "the world's last resort is its standby; only the EU has such a page"
            yield Disagreement("lastResortRegion", self.last_resort_region, reason, "nothing")

    def _network(self) -> Iterator[Disagreement]:
        strangers = [zone for zone in self.network.zones if zone not in zones_of(self.aws_region)]
        if strangers and is_region(self.aws_region):
            zones = ", ".join(zones_of(self.aws_region))
            yield Disagreement("network.zones", ", ".join(strangers), f"not in {self.aws_region}", zones)
        for name, store in self.stores.items():
            if store.zone not in self.network.zones:
                reason, zones = "not in `network.zones`", ", ".join(self.network.zones)
                yield Disagreement(f"stores.{name}.zone", store.zone, reason, zones)
            if not store.cidr.subnet_of(self.network.cidr):
                allowed = f"a part of `network.cidr` {self.network.cidr}"
                yield Disagreement(f"stores.{name}.cidr", str(store.cidr), "outside the VPC", allowed)
            if store.local_network.overlaps(self.network.cidr):
                reason = f"overlaps `network.cidr` {self.network.cidr}"
                yield Disagreement(
                    f"stores.{name}.localNetwork", str(store.local_network), reason, "a range of its own"
                )
            if store.outpost_arn.split(":")[3] != self.aws_region:
                allowed = f"an Outpost of {self.aws_region}"
                yield Disagreement(f"stores.{name}.outpostArn", store.outpost_arn, "of another Region", allowed)
        for (first, one), (second, other) in combinations(self.stores.items(), 2):
            if one.cidr.overlaps(other.cidr):
                reason = f"overlaps {one.cidr} of `stores.{first}`"
                yield Disagreement(f"stores.{second}.cidr", str(other.cidr), reason, "a range of its own")

    def _traffic(self) -> Iterator[Disagreement]:
        if not any(release.weight for release in self.releases.values()):
            reason = "no release has weight: the Region would have no record and serve nobody"
            weights = {name: release.weight for name, release in self.releases.items()}
            yield Disagreement("releases", weights, reason, "at least one `weight` above 0")
        zones = len(self.network.zones)
        for name, service in self.services.items():
            if service.minimum_tasks < zones:
                key, reason = f"services.{name}.minimumTasks", f"{self.aws_region} has a task in each of {zones} zones"
                yield Disagreement(key, service.minimum_tasks, reason, f"{zones} or more")
        answers = Counter(
            (route.surface, path)
            for service in self.services.values()
            for route in service.routes
            for path in route.paths
        )
        for (surface, path), count in answers.items():
            if count > 1:
                reason = f"`{surface}` has {count} services for it, and the load balancer asks the first only"
                yield Disagreement("services", path, reason, "one service for a path of a surface")

    @property
    def database_region(self) -> str:
        """The Region of the writer of this Region's database: itself, or the one that it follows."""
        return self.database.follows or self.aws_region
