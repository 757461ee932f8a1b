"""Holds outcomes against what the settings promise."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from securecart.proof.failures import FailureKind, Scenario
from securecart.proof.journeys import Access, Journey, Way
from securecart.proof.outcomes import Ending, Outcome
from securecart.settings.geography import EU_REGIONS
from securecart.settings.objectives import ObjectiveSettings, RecoveryObjective


class Promise(StrEnum):
    """What is promised."""

    RESIDENCY = "residency"
    """Data of residents of the EU stays in the EU, whatever fails."""
    RELEASE = "release"
    """No customer reaches a release that has no weight."""
    SERVICE = "service"
    """Everybody is served in the end, or told so where nobody else may serve them."""
    TIME = "time"
    """Not later than promised."""
    DATA = "data"
    """With no more data lost than promised."""
    LATENCY = "latency"
    """No farther away than promised, while all is well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A promise that is not kept.

    Attributes:
        promise: which.
        setting: the setting that makes it; empty where none is needed.
        promised: what is promised, in words.
        found: what becomes of it, in words.
    """

    promise: Promise
    setting: str
    promised: str
    found: str


def objective_for(
    journey: Journey, scenario: Scenario, objectives: ObjectiveSettings, *, regions: int
) -> tuple[str, RecoveryObjective | None]:
    """The setting for what fails, and its value; None promises no more than residency.

    While nothing fails everybody is served at once. Where two Regions fail, what every Region can serve is promised to
    customers whom a third one may serve. For a service what is behind a load balancer is promised: orders of the
    warehouse wait on the queue.

    Args:
        journey: the journey.
        scenario: what fails.
        objectives: the settings.
        regions: how many Regions may serve the customer.
    """
    kinds = [failure.kind for failure in scenario]
    if not kinds:
        return "", _AT_ONCE
    if kinds == [FailureKind.SERVICE] and journey.way is Way.PRIVATE_LINE:
        return "", None
    if len(kinds) == 1:
        name = _SETTINGS[kinds[0]]
        return _key(name), getattr(objectives, name)
    if kinds == [FailureKind.REGION, FailureKind.REGION] and journey.from_any_region and regions > len(kinds):
        return _key("two_regions"), objectives.two_regions
    return "", None


def misses(
    journey: Journey, scenario: Scenario, outcome: Outcome, objectives: ObjectiveSettings, *, regions: int
) -> tuple[Miss, ...]:
    """The promises that an outcome does not keep; arguments as of `objective_for`."""
    found = []
    if not outcome.resident:
        outside = ", ".join(region for region in outcome.regions if region not in EU_REGIONS)
        found.append(
            Miss(
                promise=Promise.RESIDENCY,
                setting="",
                promised="data of residents of the EU stays in the EU",
                found=f"it reaches {outside}" if outside else "it, or a copy of it, is kept elsewhere",
            )
        )
    if not outcome.released:
        promised = "customers reach no release without weight"
        found.append(Miss(promise=Promise.RELEASE, setting="", promised=promised, found="one of weight 0 answers"))
    setting, objective = objective_for(journey, scenario, objectives, regions=regions)
    if objective is not None:
        if _is_told(scenario, outcome):
            late = _told_late(outcome, objectives.last_resort_seconds)
        else:
            late = _served_late(journey, setting, outcome, objective)
        found += late
        if all(miss.promise is not Promise.SERVICE for miss in late):
            found += _lost(setting, outcome, objective)
    return tuple(found)


def too_far(milliseconds: float | None, objectives: ObjectiveSettings) -> Miss | None:
    """Whether a client is too far from who answers it while all is well."""
    most = objectives.latency_milliseconds
    if milliseconds is None or milliseconds <= most:
        return None
    return Miss(
        promise=Promise.LATENCY,
        setting="objectives.latencyMilliseconds",
        promised=f"a round trip of {most} ms",
        found=f"{milliseconds:.0f} ms",
    )


def _is_told(scenario: Scenario, outcome: Outcome) -> bool:
    """Whether nobody may serve a customer for as long as something is lost, and an error says so."""
    told = outcome.ending is Ending.REFUSED and not outcome.avoidable and outcome.resumes is None
    return told and bool(scenario) and all(failure.kind in _TOLD for failure in scenario)


def _told_late(outcome: Outcome, most: int | None) -> list[Miss]:
    if most is None or outcome.seconds is None or outcome.seconds <= most:
        return []
    promised, found = f"to be told so within {most} s", f"{outcome.seconds} s"
    return [Miss(promise=Promise.TIME, setting="objectives.lastResortSeconds", promised=promised, found=found)]


def _served_late(journey: Journey, setting: str, outcome: Outcome, objective: RecoveryObjective) -> list[Miss]:
    writes = journey.access is Access.WRITE
    most = objective.write_seconds if writes else objective.read_seconds
    name = f"{setting}.{'writeSeconds' if writes else 'readSeconds'}" if setting else ""
    promised = f"{'writes' if writes else 'reads'} within {most} s" if setting else "everybody is served"
    seconds = outcome.seconds if outcome.ending is Ending.SERVED else outcome.resumes
    if seconds is None:
        return [Miss(promise=Promise.SERVICE, setting=name, promised=promised, found=_unserved(outcome))]
    if seconds <= most:
        return []
    return [Miss(promise=Promise.TIME, setting=name, promised=promised, found=f"{seconds} s")]


def _lost(setting: str, outcome: Outcome, objective: RecoveryObjective) -> list[Miss]:
    if outcome.loss is not None and outcome.loss <= objective.data_loss_seconds:
        return []
    lost = "all data may be lost" if outcome.loss is None else f"{outcome.loss} s of writes may be lost"
    least = f"at most {objective.data_loss_seconds} s of writes lost"
    key = f"{setting}.dataLossSeconds" if setting else ""
    return [Miss(promise=Promise.DATA, setting=key, promised=least, found=lost)]


def _unserved(outcome: Outcome) -> str:
    if outcome.ending is Ending.UNSERVED:
        return "nobody answers until it is repaired"
    others = "although another one works" if outcome.avoidable else "until it is repaired"
    return f"an error is the answer {others}"


_TOLD = (FailureKind.REGION, FailureKind.SERVICE)
"""What may leave nobody who may serve a customer; it is promised then that the customer is told so."""
_AT_ONCE = RecoveryObjective(read_seconds=0, write_seconds=0, data_loss_seconds=0)
_SETTINGS = {
    FailureKind.REGION: "region",
    FailureKind.ZONE: "zone",
    FailureKind.SERVICE: "service",
    FailureKind.DATABASE: "database",
    FailureKind.CHECK_HEALTHY: "health_check",
    FailureKind.CHECK_UNHEALTHY: "health_check",
    FailureKind.ACCELERATOR: "accelerator",
    FailureKind.BUCKET: "asset_bucket",
    FailureKind.LOCATION: "direct_connect",
    FailureKind.CONTROL_PLANE: "control_plane",
}


def _key(name: str) -> str:
    """A setting as a stack file has it."""
    first, *rest = name.split("_")
    return f"objectives.{first}{''.join(word.capitalize() for word in rest)}"
