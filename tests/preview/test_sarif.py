import json
from typing import Any

from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Log

from securecart.preview.model import Preview
from securecart.preview.sarif import render


def run_of(preview: Preview) -> dict[str, Any]:
    text = render(preview)
    Log.model_validate_json(text)
    log = json.loads(text)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    found: dict[str, Any] = run
    return found


def test_a_violation_is_an_error_where_the_resource_is_declared(refused: Preview) -> None:
    run = run_of(refused)
    result = run["results"][0]
    assert (result["ruleId"], result["level"], result["kind"]) == ("rds-multi-az", "error", "fail")
    assert result["message"]["text"].startswith("us-east-1: data-writer: multiAz is false")
    assert result["message"]["text"].endswith("Remedy: Set multiAz to true.")
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "components/data/relational.py"},
        "region": {"startLine": 120},
    }
    assert location["logicalLocations"][0]["fullyQualifiedName"] == refused.stacks[0].plan.resources[-1].urn
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert (rule["id"], rule["shortDescription"]["text"], rule["helpUri"]) == (
        "rds-multi-az",
        "Databases are Multi-AZ",
        "https://docs.example/rds",
    )


def test_advice_warns_and_what_is_undecided_is_open(refused: Preview) -> None:
    results = [result for result in run_of(refused)["results"] if result["ruleId"] == "records-have-checks"]
    kinds = {(result["level"], result["kind"]) for result in results}
    assert kinds == {("warning", "fail"), ("none", "open")}


def test_what_has_no_known_place_is_found_in_its_stack_s_file(refused: Preview) -> None:
    files = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run_of(refused)["results"]
    }
    assert files == {"components/data/relational.py", "components/routing/tree.py", "Pulumi.us-east-1.yaml"}


def test_a_finding_keeps_its_fingerprint_and_no_two_share_one(refused: Preview) -> None:
    found = [result["partialFingerprints"]["policyAndResource/v1"] for result in run_of(refused)["results"]]
    undecided_and_advice_on_one_record = 1
    assert len(set(found)) == len(found) - undecided_and_advice_on_one_record
    assert render(refused) == render(refused)


def test_nothing_found_is_an_empty_run(accepted: Preview) -> None:
    assert run_of(accepted)["results"] == []
