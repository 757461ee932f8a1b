"""A proof as a JSON document; docs/proof.md describes it."""

from __future__ import annotations

import json
from typing import Any, Final

from securecart.proof.failures import Failure, Scenario
from securecart.proof.model import Case, Counterexample, PairTally, Proof
from securecart.proof.outcomes import Outcome
from securecart.routing.clients.client import Client

FORMAT: Final = "securecart-proof"
VERSION: Final = 1
"""Rises when a reader of the version before would misread a document."""


def render(proof: Proof) -> str:
    """The document as text: the same plan and settings give the same one, byte for byte."""
    return json.dumps(document(proof), indent=2, ensure_ascii=False) + "\n"


def document(proof: Proof) -> dict[str, Any]:
    """The proof as plain values."""
    regions = sorted({region for case in proof.cases for region in case.outcome.regions})
    return {
        "format": FORMAT,
        "version": VERSION,
        "project": proof.project,
        "proven": proof.is_proven,
        "objectives": proof.objectives.model_dump(by_alias=True, mode="json"),
        "assumptions": proof.assumptions.model_dump(by_alias=True, mode="json"),
        "journeys": [
            {"id": journey.id, "title": journey.title, "access": journey.access.value} for journey in proof.journeys
        ],
        "clients": [_client(client, regions) for client in proof.clients.values()],
        "failures": [_failure(failure) for failure in proof.failures],
        "cases": [_case(case) for case in proof.cases],
        "pairs": {"count": proof.pair_count, "journeys": [_tally(tally) for tally in proof.pairs]},
        "counterexamples": [counterexample_document(each, proof) for each in proof.counterexamples],
    }


def _client(client: Client, regions: list[str]) -> dict[str, Any]:
    return {
        "name": client.name,
        "country": client.country,
        "latitude": client.coordinates.latitude,
        "longitude": client.coordinates.longitude,
        "latenciesOf": client.city,
        "milliseconds": {region: client.latency[region] for region in regions if region in client.latency},
    }


def _failure(failure: Failure) -> dict[str, Any]:
    return {"id": failure.id, "kind": failure.kind.value, "title": str(failure), "region": failure.region or None}


def _scenario(scenario: Scenario) -> list[str]:
    return [failure.id for failure in scenario]


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "ending": outcome.ending.value,
        "regions": list(outcome.regions),
        "seconds": outcome.seconds,
        "resumesSeconds": outcome.resumes,
        "dataLossSeconds": outcome.loss,
        "avoidable": outcome.avoidable,
        "resident": outcome.resident,
        "released": outcome.released,
    }


def _case(case: Case) -> dict[str, Any]:
    return {
        "journey": case.journey.id,
        "failures": _scenario(case.scenario),
        "outcome": _outcome(case.outcome),
        "customers": list(case.customers),
    }


def _tally(tally: PairTally) -> dict[str, Any]:
    return {
        "journey": tally.journey.id,
        "endings": {ending.value: count for ending, count in sorted(tally.endings.items())},
        "slowestSeconds": tally.slowest,
        "unservedOnlyTogether": [_scenario(scenario) for scenario in tally.unserved],
    }


def counterexample_document(found: Counterexample, proof: Proof) -> dict[str, Any]:
    """A counterexample of a proof as plain values."""
    declared = found.cause.declared
    return {
        "journey": found.case.journey.id,
        "failures": _scenario(found.case.scenario),
        "customer": found.customer,
        "outcome": _outcome(found.case.outcome),
        "milliseconds": proof.latency(found.customer, found.case.outcome),
        "promise": found.miss.promise.value,
        "setting": found.miss.setting or None,
        "promised": found.miss.promised,
        "found": found.miss.found,
        "path": [
            {
                "place": step.place,
                "chosen": step.chosen,
                "rule": step.rule,
                "source": step.source or None,
                "passedOver": list(step.passed_over),
            }
            for step in found.path
        ],
        "reason": found.cause.reason,
        "remedy": found.cause.remedy,
        "resource": None
        if declared is None
        else {"stack": declared.stack, "type": declared.type, "name": declared.name, "source": declared.source or None},
        "journeys": list(found.journeys),
        "scenarios": found.scenarios,
        "customers": found.customers,
    }
