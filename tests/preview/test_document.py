import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from securecart.plan.model import Plan, Resource, StackPlan, Timeouts
from securecart.plan.verdicts import Analysis
from securecart.preview import markdown
from securecart.preview.document import DocumentError, document, read, read_preview, read_verdicts, render, schema
from securecart.preview.model import Preview, StackPreview

names = st.text(min_size=1, max_size=8)
urns = names.map(lambda name: f"urn:pulumi:a::b::c::{name}")
values = st.recursive(
    st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=5,
)
properties = st.dictionaries(names, values, max_size=4)
resources = st.builds(
    Resource,
    urn=urns,
    type=names,
    name=names,
    parent=st.none() | urns,
    custom=st.booleans(),
    external=st.booleans(),
    provider=st.none() | urns,
    region=st.none() | names,
    id=st.none() | names,
    inputs=properties,
    outputs=properties,
    computed=st.frozensets(names),
    secret_inputs=st.frozensets(names),
    secret_outputs=st.frozensets(names),
    dependencies=st.lists(urns).map(tuple),
    property_dependencies=st.dictionaries(names, st.lists(urns, min_size=1).map(tuple), max_size=2),
    protect=st.booleans(),
    retain_on_delete=st.booleans(),
    delete_before_replace=st.none() | st.booleans(),
    ignore_changes=st.lists(names).map(tuple),
    replace_on_changes=st.lists(names).map(tuple),
    replacement_trigger=st.none() | values,
    replace_with=st.lists(urns).map(tuple),
    additional_secret_outputs=st.lists(names).map(tuple),
    aliases=st.lists(urns).map(tuple),
    custom_timeouts=st.none() | st.builds(Timeouts, create=st.none() | names, delete=st.none() | names),
    deleted_with=st.none() | urns,
    source=st.none() | names,
)
stacks = st.builds(
    StackPlan,
    stack=names,
    project=st.just("shop"),
    resources=st.lists(resources, max_size=3).map(tuple),
    outputs=properties,
    secret_outputs=st.frozensets(names),
    stand_ins=st.lists(names).map(tuple),
    references=st.lists(names).map(tuple),
    warnings=st.lists(names).map(tuple),
)


def of(plan: StackPlan) -> Preview:
    analysis = Analysis(stack=plan.stack, policies=(), verdicts=(), judged=0)
    stack = StackPreview(plan=plan, role="edge", analysis=analysis)
    return Preview(project="shop", stacks=(stack,), also_run=(), settings_checks=(), judged_together=True, seconds=1.0)


@settings(deadline=None, max_examples=50)
@given(stacks)
def test_reading_undoes_rendering_and_every_document_fits_the_schema(plan: StackPlan) -> None:
    preview = of(plan)
    text = render(preview)
    in_order = tuple(sorted(plan.resources, key=lambda resource: resource.urn))
    assert read(text) == Plan(stacks=(replace(plan, resources=in_order, references=tuple(sorted(plan.references))),))
    jsonschema.validate(json.loads(text), schema())


def test_verdicts_and_checks_are_in_the_document(refused: Preview) -> None:
    made = document(refused)
    jsonschema.validate(json.loads(render(refused)), schema())
    assert (made["format"], made["version"], made["accepted"], made["comparedWith"]) == (
        "securecart-plan",
        1,
        False,
        None,
    )
    policies = [verdict["policy"] for verdict in made["verdicts"]]
    assert policies == ["rds-multi-az", *["records-have-checks"] * 15]
    assert made["verdicts"][0]["urn"] == refused.stacks[0].plan.resources[-1].urn
    assert made["settingsChecks"] == [{"name": "each-domain-has-a-writer", "title": "Each domain has a writer"}]
    assert made["judgedTogether"] is False
    assert made["alsoRun"] == ["us-west-2"]


def test_verdicts_are_read_as_they_were_rendered(refused: Preview) -> None:
    assert read_verdicts(render(refused)) == refused.verdicts


def test_a_preview_that_is_read_renders_the_same(refused: Preview, accepted: Preview) -> None:
    for preview in (refused, accepted):
        found = read_preview(render(preview))

        assert render(found) == render(preview)
        assert markdown.render(found) == markdown.render(preview)
        assert found.policies == preview.policies


def test_verdicts_of_another_form_are_refused(refused: Preview) -> None:
    for old, new in (('"level": "mandatory"', '"level": "strict"'), ('"verdicts"', '"opinions"')):
        with pytest.raises(DocumentError, match="a part missing or of another type"):
            read_verdicts(render(refused).replace(old, new))


def test_the_time_is_not_in_the_document(refused: Preview) -> None:
    assert "seconds" not in render(refused)


def test_the_schema_is_one(accepted: Preview) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    broken: dict[str, Any] = document(accepted)
    broken["stacks"][0]["resources"][0]["surprise"] = 1
    with pytest.raises(jsonschema.ValidationError, match="surprise"):
        jsonschema.validate(broken, schema())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ("[]", "not a plan document"),
        ('{"format": "other"}', "not a plan document"),
        ('{"format": "securecart-plan", "version": 2}', "version 2; this one reads version 1"),
        ('{"format": "securecart-plan", "version": 1}', "a part missing"),
        ('{"format": "securecart-plan", "version": 1, "source": "embedded", "stacks": [1]}', "another type"),
    ],
)
def test_what_is_no_document_is_refused(text: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        read(text)
