"""How long a Region's services wait for a database that takes their writes, and what it may have lost."""

from __future__ import annotations

from dataclasses import dataclass

from securecart.proof.conditions import Conditions, Damage
from securecart.proof.estate.model import Declared, Estate, Instance
from securecart.proof.failures import FailureKind, Scenario
from securecart.settings.assumptions import AssumptionSettings

_TOUCHING = (FailureKind.REGION, FailureKind.ZONE, FailureKind.DATABASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Writes of a Region's services.

    Attributes:
        region: the Region of the database that takes them in the end; empty where none does.
        seconds: the longest time until then; None where none does by itself or by the written way.
        loss: writes of the last so many seconds may be lost; None where all may.
        obstacle: why it takes so long, or never comes to be; empty where nothing is in the way.
        declared: what is to blame for that, where something is.
    """

    region: str
    seconds: int | None
    loss: int | None
    obstacle: str = ""
    declared: Declared | None = None


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
            return _nobody(_why_no_writer(region, identifier, writer), writer.declared if writer else None)
        if _is_lost(writer, scenario):
            return self._after_promotion(region, writer, scenario)
        blocked = self.obstacle(region, writer.region)
        if blocked is not None:
            return _nobody(*blocked)
        if self._damage.is_up(writer, scenario):
            return Writing(region=writer.region, seconds=0, loss=0)
        if writer.multi_az:
            return Writing(region=writer.region, seconds=self._assumptions.failover_seconds, loss=0)
        return self._after_restore(writer, scenario, f"{writer.identifier} has no standby in another zone")

    def obstacle(self, region: str, other: str) -> tuple[str, Declared | None] | None:
        """Why services of a Region cannot reach databases of another one, and what is to blame; None where they can."""
        paths = [path for path in self._estate.private_paths if path.regions == {region, other}]
        if region == other or any(not path.obstacle for path in paths):
            return None
        if not paths:
            return f"there is no private path from {region} to {other}", None
        return paths[0].obstacle, paths[0].declared

    def _after_promotion(self, region: str, writer: Instance, scenario: Scenario) -> Writing:
        reasons = []
        for plan in self._estate.switch_plans:
            follower = self._estate.instances.get(plan.follower)
            if plan.writer != writer.identifier or follower is None:
                continue
            if follower.source != writer.identifier:
                reasons.append(f"{follower.identifier} does not follow it")
            elif _is_lost(follower, scenario) or not (self._damage.is_up(follower, scenario) or follower.multi_az):
                reasons.append(f"{follower.identifier} is lost too")
            elif blocked := self.obstacle(region, follower.region):
                reasons.append(blocked[0])
            else:
                seconds = self._assumptions.decision_seconds + self._assumptions.promotion_seconds
                return Writing(region=follower.region, seconds=seconds, loss=self._assumptions.replica_lag_seconds)
        reason = "; ".join(dict.fromkeys(reasons)) or "no Region switch plan promotes another instance"
        return self._after_restore(writer, scenario, f"{writer.identifier} is lost: {reason}")

    def _after_restore(self, writer: Instance, scenario: Scenario, obstacle: str) -> Writing:
        """Its backups in another Region are what is left."""
        for region in writer.backup_regions:
            if not any(failure.kind is FailureKind.REGION and failure.key == region for failure in scenario):
                return Writing(
                    region=region,
                    seconds=self._assumptions.restore_seconds,
                    loss=self._assumptions.backup_lag_seconds,
                    obstacle=obstacle,
                    declared=writer.declared,
                )
        obstacle = f"{obstacle}, and no backup is elsewhere"
        return Writing(region="", seconds=None, loss=None, obstacle=obstacle, declared=writer.declared)


def _nobody(obstacle: str, declared: Declared | None) -> Writing:
    return Writing(region="", seconds=None, loss=0, obstacle=obstacle, declared=declared)


def _why_no_writer(region: str, identifier: str | None, instance: Instance | None) -> str:
    if identifier is None:
        return f"nothing in {region} names a writer"
    if instance is None:
        return f"{region} is led to {identifier} for writes, and there is no such instance"
    return f"{identifier} follows {instance.source} and takes no writes"


def _is_lost(instance: Instance, scenario: Scenario) -> bool:
    return any(failure.kind is FailureKind.REGION and failure.key == instance.region for failure in scenario)
