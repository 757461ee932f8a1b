from __future__ import annotations

import pytest

from securecart.proof.conditions import Damage
from securecart.proof.estate.model import Estate
from securecart.proof.ground import warehouse
from securecart.proof.outcomes import Ending
from securecart.settings.assumptions import AssumptionSettings
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
    ],
)
def test_the_warehouse_works_over_the_first_line_to_a_region_that_does(
    estate: Estate, failing: tuple[str, ...], ending: Ending, regions: tuple[str, ...], seconds: int | None
) -> None:
    conditions = Damage(estate, ASSUMED).after(scenario(estate, *failing))

    found = warehouse(estate, conditions, ASSUMED)

    assert found is not None
    assert (found.ending, found.regions, found.seconds) == (ending, regions, seconds)
