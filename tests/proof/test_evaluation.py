from __future__ import annotations

from securecart.plan.model import Plan
from securecart.proof.estate.read import read
from securecart.proof.evaluation import Evaluation
from securecart.proof.journeys import JOURNEYS
from securecart.routing.clients.selection import select
from securecart.settings.assumptions import AssumptionSettings
from tests.proof.distorted import TABLE, changed
from tests.proof.test_conditions import scenario
from tests.proof.test_routes import DOMAIN


def test_a_table_is_lost_with_the_last_region_that_holds_it_wherever_its_customers_are(fleet: Plan) -> None:
    plan = changed(
        fleet,
        "us-east-1",
        TABLE,
        lambda inputs: inputs.update(replicas=[{"regionName": "eu-central-1"}]),
        "shop-catalogue",
    )
    estate = read(plan)
    evaluation = Evaluation(estate, DOMAIN, [select("ashburn")], AssumptionSettings())
    (journey,) = (each for each in JOURNEYS if each.id == "catalogue-write")

    def loss(*failing: str) -> int | None:
        return evaluation.outcomes(journey, evaluation.situation(scenario(estate, *failing)))["ashburn"].loss

    assert loss("region:us-east-1") == AssumptionSettings().table_lag_seconds
    assert loss("region:us-east-1", "region:eu-central-1") is None
