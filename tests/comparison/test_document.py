import json
from typing import Any

import jsonschema
import pytest

from securecart.comparison.document import document, render, schema
from securecart.comparison.model import Comparison
from tests.comparison.plans import BUCKET, compared, plan, resource


def test_every_document_fits_the_schema(refused: Comparison, accepted: Comparison) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    for comparison in (refused, accepted):
        jsonschema.validate(json.loads(render(comparison)), schema())


def test_a_refused_comparison(refused: Comparison) -> None:
    made = document(refused)
    assert (made["format"], made["version"], made["accepted"]) == ("securecart-comparison", 1, False)
    assert made["before"] == {"name": "main", "commit": "a" * 40, "uncommitted": False, "source": "embedded"}
    assert made["after"]["uncommitted"] is True
    assert [danger["harm"] for danger in made["dangers"]] == [
        *["deleted"] * 5, "replaced", "recoverable", "abandoned",
    ]  # fmt: skip
    assert made["dangers"][5]["because"] == ["engine"]
    assert "urn" not in made["dangers"][-1]
    here, venus, mars = made["stacks"]
    assert (here["repointed"], venus["change"], mars["change"], mars["resources"]) == (1, "added", "removed", [])
    by_name = {found["name"]: found for found in here["resources"]}
    assert by_name["orders"]["replacement"] == {"certainty": "certain", "properties": ["engine"]}
    assert by_name["orders"]["properties"] == [
        {"path": "engine", "change": "changed", "before": "postgres", "after": "mysql"},
        {"path": 'tags["a|b"]', "change": "changed", "before": "1", "after": "2"},
    ]
    assert by_name["store"]["formerUrn"].endswith("::shop")
    assert by_name["thing"]["replacement"]["certainty"] == "unknown"
    assert [(verdict["change"], verdict["policy"]) for verdict in made["verdicts"]] == [
        ("added", "no-pets"),
        ("removed", "no-cats"),
    ]
    assert made["settings"] == [
        {"stack": "us-east-1", "path": "securecart:weight", "change": "changed", "before": 100, "after": 90}
    ]


def test_a_successor_is_named() -> None:
    old, new = resource(BUCKET, "old"), resource(BUCKET, "new")
    made = document(compared(plan(old), plan(new)))
    jsonschema.validate(made, schema())
    assert made["dangers"][0]["successor"] == new.urn


def test_the_schema_knows_every_member(refused: Comparison) -> None:
    broken: dict[str, Any] = document(refused)
    broken["stacks"][0]["resources"][0]["surprise"] = 1
    with pytest.raises(jsonschema.ValidationError, match="surprise"):
        jsonschema.validate(broken, schema())
