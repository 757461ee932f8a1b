"""A proof on the screen, in Markdown and as a document."""

from __future__ import annotations

import json
import re

import pytest

from securecart.plan.model import Plan
from securecart.preview.layout import ASCII
from securecart.proof import document, markdown
from securecart.proof.estate.read import read
from securecart.proof.failures import failures, meant
from securecart.proof.model import Proof
from securecart.proof.proving import Question, prove
from securecart.proof.text import render
from securecart.settings import Project
from tests.proof.distorted import RECORD, without


@pytest.fixture(scope="module")
def refuted(fleet: Plan, project: Project) -> Proof:
    """The proof of a fleet in which Cyprus has no record."""
    estate = read(without(fleet, "global", RECORD, "edge-routing-api-country-CY-a"))
    scenarios = [(), *((failure,) for failure in meant(failures(estate), "region"))]
    return prove(estate, project.fleet.edge, project.fleet.project, Question(scenarios=scenarios))


def test_the_screen_of_a_proven_fleet(proof: Proof) -> None:
    text = render(proof)

    assert re.search(r"^  API write +45min! +120s +108s! +120s +0s", text, re.MULTILINE)
    assert re.search(r"^  promised reads +110s", text, re.MULTILINE)
    assert "! Region eu-central-1" in text
    assert "? accelerator edge-world: Checkout" in text
    assert text.splitlines()[-1].startswith("✓ Proven")


def test_a_counterexample_is_told_in_full(refuted: Proof) -> None:
    text = " ".join(render(refuted).split())

    assert "✗ API read nothing fails CY" in text
    assert "api.securecart.example A → default" in text
    assert "Promised: data of residents of the EU stays in the EU Found: it reaches" in text
    assert "declare a geolocation record of api.securecart.example for country CY" in text
    assert "✗ 1 counterexample" in text


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal_or_80(proof: Proof, refuted: Proof, width: int) -> None:
    for each in (proof, refuted):
        assert max(map(len, render(each, width=width).splitlines())) <= min(width, 80)


def test_signs_can_be_plain_and_colors_are_asked_for(refuted: Proof) -> None:
    assert render(refuted, symbols=ASCII).isascii()
    assert "\x1b" not in render(refuted)
    assert "\x1b" in render(refuted, color=True)


def test_markdown_has_the_table_and_every_counterexample(proof: Proof, refuted: Proof) -> None:
    assert markdown.render(proof).startswith("## Proof of securecart: proven\n")
    text = markdown.render(refuted)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len({line.count("|") for line in rows}) == 1
    assert "## Proof of securecart: 1 counterexample\n" in text
    assert "### API read: nothing fails, CY" in text


def test_a_document_has_all_cases(proof: Proof) -> None:
    found = json.loads(document.render(proof))

    assert (found["format"], found["version"], found["proven"]) == ("securecart-proof", 1, True)
    assert len(found["cases"]) == len(proof.cases)
    clients = {client["name"]: client for client in found["clients"]}
    (case,) = [
        case
        for case in found["cases"]
        if (case["journey"], case["failures"]) == ("api-read", ["region:us-east-1"]) and "tokyo" in case["customers"]
    ]
    assert case["outcome"]["ending"] == "served"
    assert clients["tokyo"]["milliseconds"].keys() >= set(case["outcome"]["regions"])
    assert found["objectives"]["region"]["readSeconds"] == 110
    assert found["assumptions"]["failoverSeconds"] == 120
    assert found["pairs"]["count"] == proof.pair_count


def test_a_document_of_a_counterexample_names_what_to_change(refuted: Proof) -> None:
    (found,) = document.document(refuted)["counterexamples"]

    assert (found["promise"], found["failures"], found["customer"]) == ("residency", [], "CY@AS")
    assert found["resource"]["type"] == RECORD
    assert found["path"][0]["place"] == "api.securecart.example A"
    assert all(step["source"] for step in found["path"] if step["place"].endswith(" A"))


def test_the_same_plan_gives_the_same_document(refuted: Proof, fleet: Plan, project: Project) -> None:
    estate = read(without(fleet, "global", RECORD, "edge-routing-api-country-CY-a"))
    scenarios = [(), *((failure,) for failure in meant(failures(estate), "region"))]
    again = prove(estate, project.fleet.edge, project.fleet.project, Question(scenarios=scenarios))

    assert document.render(again) == document.render(refuted)
