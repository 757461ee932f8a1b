from __future__ import annotations

import pytest

from securecart.plan.model import Plan
from securecart.proof.estate.read import read
from securecart.proof.evaluation import Evaluation
from securecart.proof.journeys import JOURNEYS
from securecart.proof.outcomes import Ending, Outcome
from securecart.routing.clients.selection import select
from securecart.settings.assumptions import AssumptionSettings
from tests.proof.distorted import INSTANCE, TABLE, TARGET_GROUP, changed, without
from tests.proof.test_conditions import scenario
from tests.proof.test_routes import DOMAIN


def evaluation_of(plan: Plan, client: str, assumptions: AssumptionSettings | None = None) -> Evaluation:
    return Evaluation(read(plan), DOMAIN, [select(client)], assumptions or AssumptionSettings())


def outcome(evaluation: Evaluation, journey: str, *failing: str) -> Outcome:
    """What becomes of a journey of the one client."""
    (asked,) = (each for each in JOURNEYS if each.id == journey)
    (found,) = evaluation.outcomes(asked, evaluation.situation(scenario(evaluation.estate, *failing))).values()
    return found


def test_a_failover_that_takes_no_time_ends_when_the_checks_have_seen_it(fleet: Plan) -> None:
    plan = without(fleet, "eu-central-1", INSTANCE, "shop-db-g1-search-1", "shop-db-g1-search-2")

    def resumes(failover_seconds: int) -> int:
        assumptions = AssumptionSettings(failover_seconds=failover_seconds)
        found = outcome(
            evaluation_of(plan, "frankfurt", assumptions), "api-read", "database:securecart-eu-central-1-g1"
        )
        assert found.ending is Ending.REFUSED
        assert found.resumes is not None
        return found.resumes

    assert resumes(7) == resumes(0) + 7


@pytest.mark.parametrize(("healthy_threshold", "seen"), [(2, 48), (9, 95)])
def test_a_client_is_served_again_once_checks_and_targets_have_seen_the_database(
    fleet: Plan, healthy_threshold: int, seen: int
) -> None:
    bare = without(fleet, "eu-central-1", INSTANCE, "shop-db-g1-search-1", "shop-db-g1-search-2")
    plan = changed(
        bare,
        "eu-central-1",
        TARGET_GROUP,
        lambda inputs: inputs["healthCheck"].update(healthyThreshold=healthy_threshold),
        "blue-account",
    )

    found = outcome(evaluation_of(plan, "frankfurt"), "api-read", "database:securecart-eu-central-1-g1")
    assert found.resumes == 120 + seen + 60


def test_a_table_is_lost_with_the_last_region_that_holds_it_wherever_its_customers_are(fleet: Plan) -> None:
    plan = changed(
        fleet,
        "us-east-1",
        TABLE,
        lambda inputs: inputs.update(replicas=[{"regionName": "eu-central-1"}]),
        "shop-catalogue",
    )
    evaluation = evaluation_of(plan, "ashburn")

    lost = outcome(evaluation, "catalogue-write", "region:us-east-1")
    assert lost.loss == AssumptionSettings().table_lag_seconds
    assert outcome(evaluation, "catalogue-write", "region:us-east-1", "region:eu-central-1").loss is None
