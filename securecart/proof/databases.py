"""How long a Region's services wait for a database that takes their writes, and what it may have lost."""

from __future__ import annotations

from dataclasses import dataclass

from securecart.proof.cause import Cause
from securecart.proof.conditions import Conditions, Damage
from securecart.proof.estate.model import Estate, Instance, PrivatePath, SwitchPlan
from securecart.proof.failures import FailureKind, Scenario, is_lost
from securecart.settings.assumptions import AssumptionSettings

_TOUCHING = (FailureKind.REGION, FailureKind.ZONE, FailureKind.DATABASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Writes of a Region's services.

    Attributes:
        region: the Region of the database that takes them in the end; empty where none does.
        seconds: the longest time until then; None where none does by itself or by the written way.
        loss: writes of the last so many seconds may be lost; None where all may.
        obstacle: why it takes so long, or never comes to be; None where nothing is in the way.
    """

    region: str
    seconds: int | None
    loss: int | None
    obstacle: Cause | None = None


class Databases:
    """Finds the database that takes writes.

    Args:
        estate: the fleet.
        damage: tells which instances are up.
        assumptions: what is assumed of people and of AWS.
    """

    def __init__(self, estate: Estate, damage: Damage, assumptions: AssumptionSettings) -> None:
        self._estate = estate
        self._damage = damage
        self._assumptions = assumptions
        self._known: dict[tuple[str, Scenario], Writing] = {}
        self._paths: dict[frozenset[str], list[PrivatePath]] = {}
        for path in estate.private_paths:
            self._paths.setdefault(path.regions, []).append(path)

    def writing(self, region: str, conditions: Conditions) -> Writing:
        """What becomes of the writes of a Region's services."""
        scenario = tuple(failure for failure in conditions.scenario if failure.kind in _TOUCHING)
        key = (region, scenario)
        if key not in self._known:
            self._known[key] = self._writing(region, scenario)
        return self._known[key]

    def _writing(self, region: str, scenario: Scenario) -> Writing:
        identifier = self._estate.writers.get(region)
        writer = self._estate.instances.get(identifier or "")
        if writer is None or writer.source is not None:
            return Writing(region="", seconds=None, loss=0, obstacle=_why_no_writer(region, identifier, writer))
        if is_lost(writer.region, scenario):
            return self._after_promotion(region, writer, scenario)
        blocked = self._blocked(region, writer.region)
        if blocked is not None:
            return Writing(region="", seconds=None, loss=0, obstacle=blocked)
        if self._damage.is_up(writer, scenario):
            return Writing(region=writer.region, seconds=0, loss=0)
        if writer.multi_az:
            return Writing(region=writer.region, seconds=self._assumptions.failover_seconds, loss=0)
        alone = Cause(
            reason=f"{writer.identifier} has no standby in another zone: its backups are what is left",
            remedy="make it Multi-AZ",
            declared=writer.declared,
        )
        return self._after_restore(writer, scenario, alone)

    def _blocked(self, region: str, other: str) -> Cause | None:
        """Why services of a Region cannot reach databases of another one; None where they can."""
        paths = self._paths.get(frozenset({region, other}), [])
        if region == other or any(not path.obstacle for path in paths):
            return None
        if not paths:
            return Cause(reason=f"there is no private path from {region} to {other}", remedy="declare one")
        return Cause(
            reason=f"services of {region} do not reach {other}: {paths[0].obstacle}",
            remedy="give each network a range of its own, and the peering its routes on both sides",
            declared=paths[0].declared,
        )

    def _after_promotion(self, region: str, writer: Instance, scenario: Scenario) -> Writing:
        """The follower that people promote takes its place, the same one for all Regions."""
        obstacles: list[Cause] = []
        for plan in self._switch_plans(writer):
            obstacle = self._why_not(plan, scenario)
            if obstacle is None:
                follower = self._estate.instances[plan.follower]
                blocked = self._blocked(region, follower.region)
                if blocked is not None:
                    return Writing(region="", seconds=None, loss=0, obstacle=blocked)
                seconds = self._assumptions.decision_seconds + self._assumptions.promotion_seconds
                return Writing(region=follower.region, seconds=seconds, loss=self._assumptions.replica_lag_seconds)
            obstacles.append(obstacle)
        nobody = Cause(
            reason=f"{writer.identifier} is lost, and no Region switch plan promotes another instance",
            remedy="let a promotable follower stand in another Region of the residency",
            declared=writer.declared,
        )
        blamed = [each for each in obstacles if each.declared is not None]
        return self._after_restore(writer, scenario, next(iter(blamed or obstacles), nobody))

    def _switch_plans(self, writer: Instance) -> list[SwitchPlan]:
        """The plans for a writer's loss; those of Regions that take customers first, standbys' after them."""
        standbys = {
            group.region
            for accelerator in self._estate.accelerators.values()
            for group in accelerator.model.endpoint_groups
            if not group.traffic_dial
        }

        def rank(plan: SwitchPlan) -> tuple[bool, str]:
            follower = self._estate.instances.get(plan.follower)
            return follower is None or follower.region in standbys, plan.follower

        return sorted((plan for plan in self._estate.switch_plans if plan.writer == writer.identifier), key=rank)

    def _why_not(self, plan: SwitchPlan, scenario: Scenario) -> Cause | None:
        """Why a Region switch plan does not help; None where it does."""
        follower = self._estate.instances.get(plan.follower)
        if follower is None or follower.source != plan.writer:
            return Cause(
                reason=f"{plan.follower} does not follow {plan.writer}, which it is to stand in for",
                remedy="let the plan promote a follower of the writer",
                declared=plan.declared,
            )
        if is_lost(follower.region, scenario) or not (self._damage.is_up(follower, scenario) or follower.multi_az):
            return Cause(reason=f"{plan.follower} is lost together with {plan.writer}", remedy="let another one follow")
        return None

    def _after_restore(self, writer: Instance, scenario: Scenario, obstacle: Cause) -> Writing:
        """Its backups in another Region are what is left."""
        for region in writer.backup_regions:
            if not is_lost(region, scenario):
                seconds, loss = self._assumptions.restore_seconds, self._assumptions.backup_lag_seconds
                return Writing(region=region, seconds=seconds, loss=loss, obstacle=obstacle)
        return Writing(region="", seconds=None, loss=None, obstacle=obstacle)


def _why_no_writer(region: str, identifier: str | None, instance: Instance | None) -> Cause:
    remedy = "lead the Region's services to the writer of their data domain"
    if identifier is None:
        return Cause(reason=f"nothing in {region} names a writer", remedy=remedy)
    if instance is None:
        reason = f"{region} is led to {identifier} for writes, and there is no such instance"
        return Cause(reason=reason, remedy=remedy)
    reason = f"{region} is led to {identifier} for writes, which follows {instance.source} and takes none"
    return Cause(reason=reason, remedy=remedy, declared=instance.declared)
