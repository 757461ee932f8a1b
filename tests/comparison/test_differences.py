import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from securecart.comparison.differences import differences
from securecart.comparison.model import Change, PropertyChange

leaves = st.none() | st.booleans() | st.integers(-3, 3) | st.text('abc.[]"', max_size=4)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab.", max_size=2), inner, max_size=4)
)
properties = st.dictionaries(st.text("abc", min_size=1, max_size=2), values, max_size=4)
MIRRORED = {Change.ADDED: Change.REMOVED, Change.REMOVED: Change.ADDED, Change.CHANGED: Change.CHANGED}


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same as JSON has it: `true` is not 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


@given(properties)
def test_nothing_differs_from_itself(found: dict[str, Any]) -> None:
    assert differences(found, json.loads(json.dumps(found))) == ()


@given(properties, properties)
def test_what_differs_is_found(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert bool(differences(before, after)) is not same(before, after)


@given(properties, properties)
def test_the_other_way_round_added_is_removed(before: dict[str, Any], after: dict[str, Any]) -> None:
    there = [change.change for change in differences(before, after)]
    back = [MIRRORED[change.change] for change in differences(after, before)]
    if not any(isinstance(value, list) for value in (*before.values(), *after.values())):
        assert there == back
    assert bool(there) == bool(back)


@given(properties, properties)
def test_a_change_has_two_values_that_differ(before: dict[str, Any], after: dict[str, Any]) -> None:
    for change in differences(before, after):
        assert change.change is not Change.CHANGED or not same(change.before, change.after)


def test_paths_are_pulumi_s() -> None:
    before = {"tags": {"a.b": 1, "c": 2}, "rules": [{"port": 80}], "name": "x"}
    after = {"tags": {"a.b": 2}, "rules": [{"port": 443}], "name": "x", "size": 1}
    assert differences(before, after) == (
        PropertyChange(path="rules[0].port", change=Change.CHANGED, before=80, after=443),
        PropertyChange(path="size", change=Change.ADDED, after=1),
        PropertyChange(path='tags["a.b"]', change=Change.CHANGED, before=1, after=2),
        PropertyChange(path="tags.c", change=Change.REMOVED, before=2),
    )


def test_an_element_that_comes_first_moves_no_other() -> None:
    before = {"replicas": [{"regionName": "eu-west-1"}, {"regionName": "us-west-2"}]}
    after = {"replicas": [{"regionName": "ap-south-1"}, *before["replicas"]]}
    (added,) = differences(before, after)
    assert (added.path, added.change, added.after) == ("replicas[0]", Change.ADDED, {"regionName": "ap-south-1"})
    (removed,) = differences(after, before)
    assert (removed.path, removed.change) == ("replicas[0]", Change.REMOVED)


def test_another_order_is_one_change_of_the_list() -> None:
    (change,) = differences({"zones": ["a", "b"]}, {"zones": ["b", "a"]})
    assert (change.path, change.before, change.after) == ("zones", ["a", "b"], ["b", "a"])


def test_a_document_is_compared_as_what_it_says() -> None:
    before = {"policy": '{"Statement": [{"Action": "s3:GetObject", "Effect": "Allow"}]}'}
    after = {"policy": '{"Statement": [{"Effect": "Allow", "Action": "s3:*"}]}'}
    (change,) = differences(before, after)
    assert (change.path, change.before, change.after) == ("policy.Statement[0].Action", "s3:GetObject", "s3:*")


def test_a_document_in_other_words_is_another_text() -> None:
    (change,) = differences({"policy": '{"a": 1}'}, {"policy": '{"a":1}'})
    assert change.path == "policy"


def test_what_only_looks_like_a_document_is_text() -> None:
    (change,) = differences({"name": "{x"}, {"name": "{y"})
    assert (change.before, change.after) == ("{x", "{y")
