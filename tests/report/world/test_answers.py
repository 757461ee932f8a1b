import json

from securecart.report.model import Report
from securecart.report.world.answers import answers

MOST_BYTES = 300_000


def test_tells_every_case_of_at_most_one_failure(report: Report) -> None:
    data = answers(report.proof)

    told = {
        (journey, failure, data["customers"][customer]["name"]): data["outcomes"][outcome]
        for journey, failures in data["cases"].items()
        for failure, found in failures.items()
        for outcome, group in found
        for customer in data["groups"][group]
    }
    proven = {
        (case.journey.id, case.scenario[0].id if case.scenario else "", customer): case.outcome
        for case in report.proof.cases
        for customer in case.customers
    }

    assert told.keys() == proven.keys()
    for key, outcome in proven.items():
        assert told[key]["ending"] == outcome.ending.value
        assert told[key]["regions"] == list(outcome.regions)
        assert told[key]["seconds"] == outcome.seconds


def test_places_clients_and_regions_and_nobody_else(report: Report) -> None:
    data = answers(report.proof)

    assert {each["name"] for each in data["customers"] if "at" in each} == report.proof.clients.keys()
    assert data["regions"].keys() == {failure.name for failure in report.proof.failures if failure.kind == "region"}
    assert data["failures"]["region:us-east-1"] == {"title": "Region us-east-1", "region": "us-east-1"}
    assert data["failures"]["zone:us-east-1a"]["region"] == ""


def test_stays_small(report: Report) -> None:
    assert len(json.dumps(answers(report.proof))) < MOST_BYTES
