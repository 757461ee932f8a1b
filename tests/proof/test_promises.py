from __future__ import annotations

from typing import Any

import pytest

from securecart.proof.failures import Failure, FailureKind
from securecart.proof.journeys import JOURNEYS, Journey
from securecart.proof.outcomes import Ending, Outcome
from securecart.proof.promises import Miss, Promise, misses, objective_for, too_far
from securecart.settings.objectives import ObjectiveSettings, RecoveryObjective

OBJECTIVES = ObjectiveSettings(
    region=RecoveryObjective(read_seconds=100, write_seconds=1000, data_loss_seconds=10),
    last_resort_seconds=50,
    accelerator=None,
)
REGION = Failure(kind=FailureKind.REGION, name="one", region="one", key="one")
OTHER = Failure(kind=FailureKind.REGION, name="two", region="two", key="two")
ZONE = Failure(kind=FailureKind.ZONE, name="one-a", region="one", key="one-a")
SERVICE = Failure(kind=FailureKind.SERVICE, name="one/fulfilment", region="one", key="fulfilment")
ACCELERATOR = Failure(kind=FailureKind.ACCELERATOR, name="a", key="a")


def journey(id_: str) -> Journey:
    return next(each for each in JOURNEYS if each.id == id_)


def missed(id_: str, *scenario: Failure, regions: int = 3, **outcome: object) -> list[tuple[Promise, str]]:
    values: dict[str, object] = {"ending": Ending.SERVED, "regions": ("one",), "seconds": 0}
    found: tuple[Miss, ...] = misses(
        journey(id_),
        scenario,
        Outcome(**(values | outcome)),  # type: ignore[arg-type]
        OBJECTIVES,
        regions=regions,
    )
    return [(miss.promise, miss.setting) for miss in found]


def test_reads_and_writes_have_bounds_of_their_own() -> None:
    assert missed("api-read", REGION, seconds=100) == []
    assert missed("api-read", REGION, seconds=101) == [(Promise.TIME, "objectives.region.readSeconds")]
    assert missed("api-write", REGION, seconds=101) == []
    assert missed("api-write", REGION, seconds=1001) == [(Promise.TIME, "objectives.region.writeSeconds")]


@pytest.mark.parametrize("loss", [11, None])
def test_data_has_a_bound(loss: int | None) -> None:
    assert missed("api-write", REGION, loss=loss) == [(Promise.DATA, "objectives.region.dataLossSeconds")]


def test_while_nothing_fails_everybody_is_served_at_once() -> None:
    assert missed("storefront") == []
    assert missed("storefront", seconds=1) == [(Promise.TIME, "")]
    assert missed("storefront", ending=Ending.UNSERVED, seconds=None) == [(Promise.SERVICE, "")]


def test_orders_wait_for_workers_and_nothing_is_promised_of_that_but_that_they_run_while_all_is_well() -> None:
    waiting: dict[str, Any] = {"ending": Ending.UNSERVED, "seconds": None}
    assert missed("warehouse", SERVICE, **waiting) == []
    assert missed("warehouse", **waiting) == [(Promise.SERVICE, "")]
    assert missed("warehouse", ZONE, **waiting) == [(Promise.SERVICE, "objectives.zone.readSeconds")]
    assert missed("search", SERVICE, **waiting) == [(Promise.SERVICE, "objectives.service.readSeconds")]


def test_who_may_be_served_nowhere_else_is_to_be_told_so() -> None:
    def told(*scenario: Failure, seconds: int = 50, avoidable: bool = False) -> list[tuple[Promise, str]]:
        return missed("api-read", *scenario, ending=Ending.REFUSED, seconds=seconds, avoidable=avoidable)

    assert told(REGION) == []
    assert told(REGION, seconds=51) == [(Promise.TIME, "objectives.lastResortSeconds")]
    assert told(REGION, avoidable=True) == [(Promise.SERVICE, "objectives.region.readSeconds")]
    assert told(ZONE) == [(Promise.SERVICE, "objectives.zone.readSeconds")]


def test_no_last_resort_promises_nothing_to_whom_nobody_may_serve() -> None:
    objectives = OBJECTIVES.model_copy(update={"last_resort_seconds": None})
    told = Outcome(ending=Ending.REFUSED, regions=(), seconds=5000)
    assert misses(journey("api-read"), (REGION,), told, objectives, regions=1) == ()
    avoidable = Outcome(ending=Ending.REFUSED, regions=(), seconds=0, avoidable=True)
    (miss,) = misses(journey("api-read"), (REGION,), avoidable, objectives, regions=1)
    assert miss.promise is Promise.SERVICE


def test_who_is_served_again_by_itself_is_served_in_time_or_not() -> None:
    assert missed("api-read", ZONE, ending=Ending.REFUSED, seconds=5, resumes=110) == []
    assert missed("api-read", ZONE, ending=Ending.REFUSED, seconds=5, resumes=111) == [
        (Promise.TIME, "objectives.zone.readSeconds")
    ]


def test_residency_and_releases_are_promised_whatever_fails() -> None:
    assert missed("api-read", ACCELERATOR, ZONE, resident=False, released=False, seconds=None) == [
        (Promise.RESIDENCY, ""),
        (Promise.RELEASE, ""),
    ]


def test_nothing_else_is_promised_without_an_objective() -> None:
    assert missed("checkout", ACCELERATOR, ending=Ending.UNSERVED, seconds=None) == []
    assert missed("checkout", REGION, ZONE, ending=Ending.UNSERVED, seconds=None) == []


def test_two_regions_are_promised_to_whom_a_third_may_serve() -> None:
    both = ObjectiveSettings(two_regions=RecoveryObjective(read_seconds=1, write_seconds=2, data_loss_seconds=3))

    def promised(id_: str, regions: int) -> bool:
        return objective_for(journey(id_), (REGION, OTHER), both, regions=regions)[1] is both.two_regions

    assert promised("checkout", 3)
    assert not promised("checkout", 2)
    assert not promised("static", 3)


def test_the_farthest_client_has_a_bound() -> None:
    assert too_far(OBJECTIVES.latency_milliseconds, OBJECTIVES) is None
    assert too_far(None, OBJECTIVES) is None
    far = too_far(OBJECTIVES.latency_milliseconds + 1, OBJECTIVES)
    assert far is not None
    assert (far.promise, far.setting) == (Promise.LATENCY, "objectives.latencyMilliseconds")
