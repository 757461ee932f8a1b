"""Why records are unhealthy: the same for all clients, so worked out once for what a record's health depends on."""

from __future__ import annotations

from securecart.routing.hops import PassedOver
from securecart.routing.route53.groups import Member
from securecart.routing.rules import Rule


class Failures:
    """The records that are unhealthy, by the bits that are."""

    def __init__(self) -> None:
        self._known: dict[tuple[Member, int], PassedOver | None] = {}

    def of(self, member: Member, unhealthy: int) -> PassedOver | None:
        """Why a record is unhealthy; None where it is healthy.

        Args:
            member: the record.
            unhealthy: the bits of the checks and targets that are unhealthy.
        """
        bits = unhealthy & member.reads
        if not bits:
            return None
        key = (member, bits)
        if key not in self._known:
            self._known[key] = self._anew(member, bits)
        return self._known[key]

    def _anew(self, member: Member, unhealthy: int) -> PassedOver | None:
        record, alias = member.record, member.record.alias_target
        if unhealthy & member.check:
            return PassedOver(choice=record, rule=Rule.CHECK_UNHEALTHY, because=record.health_check_id)
        if alias and unhealthy & member.target:
            return PassedOver(choice=record, rule=Rule.TARGET_UNHEALTHY, because=alias.dns_name)
        if alias and member.group:  # bits of what is below are read only where the alias evaluates that
            below = [self.of(lower, unhealthy) for lower in member.group.members]
            failures = tuple(failure for failure in below if failure)
            if len(failures) == len(below):
                return PassedOver(choice=record, rule=Rule.NO_HEALTHY_TARGET, because=alias.dns_name, below=failures)
        return None
