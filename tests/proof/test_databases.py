from __future__ import annotations

import pytest

from securecart.plan.model import Plan
from securecart.proof.conditions import Damage
from securecart.proof.databases import Databases, Writing
from securecart.proof.estate.model import Estate
from securecart.proof.estate.read import read
from securecart.settings.assumptions import AssumptionSettings
from tests.proof.distorted import INSTANCE, changed
from tests.proof.test_conditions import scenario

ASSUMED = AssumptionSettings(
    decision_seconds=1000, promotion_seconds=500, replica_lag_seconds=7, failover_seconds=99, restore_seconds=9999
)


def writing(estate: Estate, region: str, *failing: str) -> Writing:
    damage = Damage(estate, ASSUMED)
    return Databases(estate, damage, ASSUMED).writing(region, damage.after(scenario(estate, *failing)))


@pytest.mark.parametrize(
    ("failing", "region", "seconds", "loss"),
    [
        ((), "us-east-1", 0, 0),
        (("database:securecart-us-east-1-g1",), "us-east-1", 99, 0),
        (("zone:us-east-1a",), "us-east-1", 99, 0),
        (("region:us-east-1",), "us-west-2", 1500, 7),
        (("region:us-east-1", "region:ap-southeast-1"), "us-west-2", 1500, 7),
        (("region:eu-central-1",), "us-east-1", 0, 0),
    ],
)
def test_writes_of_the_world_wait_for_a_failover_or_a_promotion(
    estate: Estate, failing: tuple[str, ...], region: str, seconds: int, loss: int
) -> None:
    found = writing(estate, "us-west-2", *failing)

    assert (found.region, found.seconds, found.loss, found.obstacle) == (region, seconds, loss, None)


def test_the_eus_writes_come_back_from_backups_in_the_eu(estate: Estate) -> None:
    found = writing(estate, "eu-central-1", "region:eu-central-1")

    assert (found.region, found.seconds, found.loss) == ("eu-west-1", 9999, ASSUMED.backup_lag_seconds)
    assert writing(estate, "eu-central-1", "region:eu-central-1", "region:eu-west-1").loss is None


def test_an_instance_in_one_zone_has_nothing_but_backups(fleet: Plan) -> None:
    estate = read(changed(fleet, "us-east-1", INSTANCE, lambda inputs: inputs.update(multiAz=False), "shop-db-g1"))

    found = writing(estate, "us-east-1", "database:securecart-us-east-1-g1")
    assert (found.seconds, found.loss) == (9999, ASSUMED.backup_lag_seconds)
    assert found.obstacle is not None
    assert "no standby in another zone" in found.obstacle.reason
