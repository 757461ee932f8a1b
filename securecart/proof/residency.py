"""Where data of residents of the EU is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from securecart.proof.cause import Cause
from securecart.proof.estate.model import BackupCopy, Estate, Service
from securecart.settings.geography import EU_REGIONS


class Residency:
    """Finds what is kept outside the EU.

    Args:
        estate: the fleet.
    """

    def __init__(self, estate: Estate) -> None:
        self._estate = estate
        self._known: dict[Service, Cause | None] = {}

    def breach(self, service: Service) -> Cause | None:
        """What a service in the EU keeps outside it; None where it keeps nothing there."""
        if service not in self._known:
            self._known[service] = next(self._breaches(service), None)
        return self._known[service]

    def _breaches(self, service: Service) -> Iterator[Cause]:
        for name in sorted(service.touches.personal_tables & self._estate.tables.keys()):
            table = self._estate.tables[name]
            if outside := table.regions - EU_REGIONS:
                yield Cause(
                    reason=f"the table {name} has a replica in {', '.join(sorted(outside))}",
                    remedy="keep replicas of customers' data in Regions of its residency",
                    declared=table.declared,
                )
            yield from _copied_out(name, table.copies)
        if not service.touches.writes_database:
            return
        writer = self._estate.writers.get(service.region, "")
        for instance in self._estate.instances.values():
            if writer not in self._estate.lineage(instance):
                continue
            if outside := frozenset({instance.region, *instance.backup_regions}) - EU_REGIONS:
                yield Cause(
                    reason=f"{instance.identifier} holds data of residents of the EU, backups included, in "
                    f"{', '.join(sorted(outside))}",
                    remedy="follow, and back up, in Regions of the residency only",
                    declared=instance.declared,
                )
            yield from _copied_out(instance.identifier, instance.copies)


def _copied_out(name: str, copies: Iterable[BackupCopy]) -> Iterator[Cause]:
    """The backups of a table or database that are copied out of the EU."""
    for copy in copies:
        if copy.region not in EU_REGIONS:
            yield Cause(
                reason=f"backups of {name} hold data of residents of the EU, and are copied to {copy.region}",
                remedy="copy them to vaults in Regions of the residency only",
                declared=copy.declared,
            )
