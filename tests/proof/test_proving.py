"""What is proven of the real fleet."""

from __future__ import annotations

from itertools import combinations

import pytest

from securecart.proof.customers import clients, treated_alike
from securecart.proof.estate.model import Estate
from securecart.proof.failures import FailureKind, Scenario, failures, meant
from securecart.proof.journeys import JOURNEYS, Access, Way
from securecart.proof.model import Case, Proof
from securecart.proof.outcomes import Ending
from securecart.proof.promises import Promise
from securecart.proof.proving import Question, prove
from securecart.routing.clients.selection import select
from securecart.settings import Project
from securecart.settings.geography import EU_MEMBERS, EU_REGIONS, EU_TERRITORIES
from securecart.settings.objectives import ObjectiveSettings, RecoveryObjective


def cases(proof: Proof, kind: FailureKind | None = None, journey: str | None = None) -> list[Case]:
    return [
        case
        for case in proof.cases
        if (kind is None or [failure.kind for failure in case.scenario] == [kind])
        and journey in (None, case.journey.id)
    ]


def one(proof: Proof, failure: str, journey: str, customer: str) -> Case:
    (found,) = [
        case
        for case in cases(proof, journey=journey)
        if [each.id for each in case.scenario] == [failure] and customer in case.customers
    ]
    return found


def test_the_real_fleet_keeps_its_promises(proof: Proof) -> None:
    assert proof.counterexamples == ()
    assert proof.is_proven


def test_every_customer_makes_every_journey_in_every_scenario(proof: Proof, estate: Estate) -> None:
    count = len(failures(estate))
    assert proof.pair_count == count * (count - 1) // 2
    for journey in JOURNEYS:
        customers = {
            Way.INTERNET: len(proof.clients),
            Way.PRIVATE_LINE: 1,
            Way.IN_STORE: len(estate.stores),
        }[journey.way]
        told = sum(len(case.customers) for case in cases(proof, journey=journey.id))
        assert told == customers * (count + 1)
    assert all(sum(tally.endings.values()) == proof.pair_count for tally in proof.pairs)


def test_without_a_failure_everybody_is_served_at_once_from_nearby(proof: Proof) -> None:
    for case in (case for case in proof.cases if not case.scenario):
        assert (case.outcome.ending, case.outcome.seconds, case.outcome.loss) == (Ending.SERVED, 0, 0)
        far = [proof.latency(name, case.outcome) or 0 for name in case.customers]
        assert max(far) <= proof.objectives.latency_milliseconds


def test_reads_are_answered_within_110_seconds_when_a_region_is_lost(proof: Proof) -> None:
    lost = [case for case in cases(proof, FailureKind.REGION) if case.journey.access is Access.READ]

    assert all(case.outcome.seconds is not None and case.outcome.seconds <= 110 for case in lost)
    refused = {
        (failure.name, region)
        for case in lost
        if case.outcome.ending is not Ending.SERVED
        for failure in case.scenario
        for region in case.outcome.regions
    }
    assert refused == {("eu-central-1", "eu-west-1")}


def test_the_eu_is_told_so_from_the_eu_and_nobody_else_is(proof: Proof) -> None:
    case = one(proof, "region:eu-central-1", "api-write", "frankfurt")
    assert (case.outcome.ending, case.outcome.regions, case.outcome.avoidable) == (
        Ending.REFUSED,
        ("eu-west-1",),
        False,
    )
    assert one(proof, "region:eu-central-1", "api-write", "ashburn").outcome.ending is Ending.SERVED
    assert one(proof, "region:eu-central-1", "storefront", "frankfurt").outcome.ending is Ending.SERVED


def test_a_service_that_fails_in_the_eu_takes_no_other_one_with_it(proof: Proof) -> None:
    failed = "service:eu-central-1/storefront"
    for journey in ("api-read", "checkout", "catalogue-write"):
        assert one(proof, failed, journey, "frankfurt").outcome.ending is Ending.SERVED
    assert one(proof, "service:eu-central-1/account", "catalogue-read", "CY").outcome.ending is Ending.SERVED
    assert one(proof, "service:eu-central-1/account", "api-read", "CY").outcome.ending is Ending.REFUSED


@pytest.mark.parametrize(
    ("failure", "journey", "customer", "expected"),
    [
        ("region:us-east-1", "storefront", "ashburn", (("us-west-2",), 108, 0)),
        ("region:us-east-1", "static", "ashburn", (("us-west-2",), 6, 0)),
        ("region:us-east-1", "checkout", "ashburn", (("us-west-2",), 2700, 120)),
        ("region:us-west-2", "checkout", "portland", (("us-east-1",), 55, 1)),
        ("region:us-east-1", "catalogue-write", "ashburn", (("us-west-2",), 108, 1)),
        ("zone:us-east-1a", "storefront", "ashburn", (("us-east-1",), 85, 0)),
        ("zone:us-east-1a", "api-write", "ashburn", (("us-east-1",), 120, 0)),
        ("database:securecart-us-east-1-g1", "api-read", "ashburn", (("us-east-1",), 0, 0)),
        ("database:securecart-us-east-1-g1", "api-write", "portland", (("us-west-2",), 120, 0)),
        ("service:us-east-1/checkout", "checkout", "ashburn", (("us-west-2",), 55, 0)),
        ("bucket:edge-assets-primary", "static", "frankfurt", (("us-west-2",), 6, 0)),
        ("location:EqDC2", "warehouse", "warehouse", (("us-east-1",), 90, 0)),
        ("check-unhealthy:us-east-1/shop-records-blue-origin", "storefront", "ashburn", (("us-west-2",), 0, 0)),
        ("check-healthy:us-east-1/shop-records-blue-origin", "storefront", "ashburn", (("us-east-1",), 0, 0)),
        ("control-plane:us-east-1", "api-write", "tokyo", (("us-west-2",), 0, 0)),
        ("region:us-east-1", "store", "shop-new-york", (("shop-new-york",), 0, 0)),
    ],
)
def test_who_answers_after_how_long_and_with_what_loss(
    proof: Proof, failure: str, journey: str, customer: str, expected: tuple[tuple[str, ...], int, int]
) -> None:
    outcome = one(proof, failure, journey, customer).outcome

    assert outcome.ending is Ending.SERVED
    assert (outcome.regions, outcome.seconds, outcome.loss) == expected


def test_data_of_residents_of_the_eu_stays_there_whatever_fails(proof: Proof) -> None:
    assert all(case.outcome.resident for case in proof.cases)
    for case in (case for case in proof.cases if case.journey.personal):
        residents = {
            name
            for name in case.customers
            if name in proof.clients and proof.clients[name].country in EU_MEMBERS | EU_TERRITORIES
        }
        if residents:
            assert set(case.outcome.regions) <= EU_REGIONS


def test_clients_that_are_alike_are_treated_alike(estate: Estate, project: Project) -> None:
    """Each client asked for alone gets what the group that it is evaluated in gets."""
    everybody = clients()
    regions = meant(failures(estate), "region")
    scenarios: list[Scenario] = [(), *((failure,) for failure in regions)]
    together = prove(estate, project.fleet.edge, "p", Question(scenarios=scenarios))
    groups = treated_alike(everybody, estate)
    assert sum(map(len, groups)) == len(everybody)
    for name in ("paris", "CY", "tokyo", "FI", "sao-paulo"):
        alone = prove(estate, project.fleet.edge, "p", Question(scenarios=scenarios, clients=(select(name),)))
        for case in alone.cases:
            if name in case.customers:
                (other,) = [
                    each
                    for each in together.cases
                    if (each.journey, each.scenario) == (case.journey, case.scenario) and name in each.customers
                ]
                assert other.outcome == case.outcome


def test_two_regions_are_survived_by_whom_a_third_may_serve(estate: Estate, project: Project) -> None:
    regions = meant(failures(estate), "region")
    found = prove(estate, project.fleet.edge, "p", Question(scenarios=list(combinations(regions, 2))))

    assert found.pair_count == 10
    tallies = {tally.journey.id: tally for tally in found.pairs}
    assert tallies["storefront"].endings == {Ending.SERVED: 10}
    for journey in ("static", "warehouse"):
        assert [[each.name for each in pair] for pair in tallies[journey].unserved] == [["us-east-1", "us-west-2"]]


def test_an_objective_that_is_too_ambitious_has_its_smallest_failure(estate: Estate, project: Project) -> None:
    ambitious = ObjectiveSettings(
        region=RecoveryObjective(read_seconds=107, write_seconds=3600, data_loss_seconds=300), latency_milliseconds=100
    )
    edge = project.fleet.edge.model_copy(update={"objectives": ambitious})
    found = prove(estate, edge, "p", Question(scenarios=[(), *((each,) for each in meant(failures(estate), "region"))]))

    by_promise = {each.miss.promise: each for each in found.counterexamples}
    late = by_promise[Promise.TIME]
    assert (late.miss.setting, late.miss.found) == ("objectives.region.readSeconds", "108 s")
    assert [failure.kind for failure in late.case.scenario] == [FailureKind.REGION]
    assert late.path
    far = by_promise[Promise.LATENCY]
    assert far.case.scenario == ()
    assert (found.latency(far.customer, far.case.outcome) or 0) > 100


def test_a_promise_that_breaks_alone_is_not_told_again_of_pairs(estate: Estate, project: Project) -> None:
    edge = project.fleet.edge.model_copy(
        update={
            "objectives": ObjectiveSettings(
                two_regions=RecoveryObjective(read_seconds=0, write_seconds=0, data_loss_seconds=0),
                region=RecoveryObjective(read_seconds=0, write_seconds=0, data_loss_seconds=0),
            )
        }
    )
    regions = meant(failures(estate), "region")
    scenarios: list[Scenario] = [(), *((each,) for each in regions), *combinations(regions, 2)]
    found = prove(estate, edge, "p", Question(scenarios=scenarios))

    assert all(len(each.case.scenario) == 1 for each in found.counterexamples if each.miss.promise is Promise.TIME)


def test_pairs_count_alike_whatever_else_is_asked(proof: Proof, estate: Estate, project: Project) -> None:
    pairs: list[Scenario] = list(combinations(failures(estate), 2))
    alone = prove(estate, project.fleet.edge, "securecart", Question(scenarios=pairs))
    assert alone.pairs == proof.pairs


def test_a_round_trip_that_is_too_long_is_told_of_whose_it_is(estate: Estate, project: Project) -> None:
    objectives = project.fleet.edge.objectives.model_copy(update={"latency_milliseconds": 1})
    edge = project.fleet.edge.model_copy(update={"objectives": objectives})
    far = prove(estate, edge, "securecart", Question(scenarios=[()]))
    assert far.counterexamples
    for found in far.counterexamples:
        assert found.cause.reason.startswith(
            f"the nearest Region that may serve {far.clients[found.customer].country} is "
        )
