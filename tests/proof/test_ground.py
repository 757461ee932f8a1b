from __future__ import annotations

import pytest

from securecart.plan.model import Plan
from securecart.proof.conditions import Damage
from securecart.proof.estate.model import Estate
from securecart.proof.estate.read import read
from securecart.proof.ground import warehouse
from securecart.proof.outcomes import Ending
from securecart.settings.assumptions import AssumptionSettings
from tests.proof.distorted import INSTANCE, changed, without
from tests.proof.test_conditions import scenario

ASSUMED = AssumptionSettings(border_gateway_seconds=7)


@pytest.mark.parametrize(
    ("failing", "ending", "regions", "seconds"),
    [
        ((), Ending.SERVED, ("us-east-1",), 0),
        (("location:EqDC2",), Ending.SERVED, ("us-east-1",), 7),
        (("location:EqDC2", "location:165HS"), Ending.SERVED, ("us-east-1",), 7),
        (("region:us-east-1",), Ending.SERVED, ("us-west-2",), 7),
        (("region:us-east-1", "region:us-west-2"), Ending.UNSERVED, (), None),
        (("region:eu-central-1",), Ending.SERVED, ("us-east-1",), 0),
        (("database:securecart-us-east-1-g1",), Ending.SERVED, ("us-east-1",), 0),
        (("zone:us-east-1a",), Ending.SERVED, ("us-east-1",), 0),
        (("service:us-east-1/fulfilment",), Ending.UNSERVED, (), None),
        (("service:us-west-2/fulfilment",), Ending.SERVED, ("us-east-1",), 0),
        (("region:us-east-1", "service:us-west-2/fulfilment"), Ending.UNSERVED, (), None),
    ],
)
def test_the_warehouse_works_over_the_first_line_in_the_first_region_that_is_not_lost(
    estate: Estate, failing: tuple[str, ...], ending: Ending, regions: tuple[str, ...], seconds: int | None
) -> None:
    conditions = Damage(estate, ASSUMED).after(scenario(estate, *failing))

    found = warehouse(estate, conditions, ASSUMED)

    assert found is not None
    assert (found.ending, found.regions, found.seconds) == (ending, regions, seconds)


@pytest.mark.parametrize(
    ("failing", "region", "seconds"),
    [
        (("database:securecart-us-east-1-g1",), "us-east-1", 120),
        (("database:securecart-us-east-1-g1", "location:EqDC2"), "us-east-1", 120),
        (("zone:us-west-2a", "region:us-east-1"), "us-west-2", 120),
    ],
)
def test_the_warehouse_waits_for_a_database_that_fails_over(
    estate: Estate, failing: tuple[str, ...], region: str, seconds: int
) -> None:
    """BGP notices nothing of it: the line is up."""
    assumed = AssumptionSettings(border_gateway_seconds=7, reads_any_database=False)
    found = warehouse(estate, Damage(estate, assumed).after(scenario(estate, *failing)), assumed)

    assert found is not None
    assert (found.ending, found.regions, found.seconds) == (Ending.SERVED, (region,), seconds)


def test_a_database_that_does_not_heal_leaves_the_warehouse_without_one(fleet: Plan) -> None:
    alone = without(fleet, "us-east-1", INSTANCE, "shop-db-g1-search-1", "shop-db-g1-search-2")
    estate = read(changed(alone, "us-east-1", INSTANCE, lambda inputs: inputs.update(multiAz=False), "shop-db-g1"))
    failing = scenario(estate, "database:securecart-us-east-1-g1")
    found = warehouse(estate, Damage(estate, ASSUMED).after(failing), ASSUMED)

    assert found is not None
    assert found.ending is Ending.UNSERVED
