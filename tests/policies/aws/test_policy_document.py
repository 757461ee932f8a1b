from __future__ import annotations

import json
from typing import Any

import pytest

from policies.aws.policy_document import Document, Malformed, Statement, covers, matches, parse, read
from policies.framework.values import UNKNOWN, Block, MistypedError


def statement(**elements: Any) -> Statement:
    found = parse(json.dumps({"Version": "2012-10-17", "Statement": elements}))
    assert isinstance(found, Document)
    return found.statements[0]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        (UNKNOWN, UNKNOWN),
        ({"Statement": [{"Effect": "Deny", "Resource": [UNKNOWN]}]}, UNKNOWN),
        ("placeholder", Malformed("is not JSON")),
        ("[]", Malformed("is not a JSON object")),
        ("{}", Malformed("has no `Statement`")),
        ({"Statement": "x"}, Malformed("has a statement that is not an object")),
        ({"Statement": [{"Action": {}}]}, Malformed("has a `Action` that is neither a text nor a list of texts")),
        ({"Statement": [{"Principal": []}]}, Malformed("has a `Principal` that is neither `*` nor an object")),
        ({"Statement": [{"Condition": []}]}, Malformed("has a `Condition` that is not an object")),
        ({"Statement": [{"Condition": {"Bool": 1}}]}, Malformed("has a condition `Bool` that is not an object")),
    ],
)
def test_what_is_no_document(value: object, expected: object) -> None:
    assert read(Block({"policy": value}), "policy") == expected


def test_a_value_of_another_type_is_mistyped() -> None:
    with pytest.raises(MistypedError, match="policy is not a policy document"):
        read(Block({"policy": 7}), "policy")


def test_text_and_object_are_one_document() -> None:
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
    assert read(Block({"policy": document}), "policy") == read(Block({"policy": json.dumps(document)}), "policy")


def test_one_text_is_a_list_of_one() -> None:
    found = statement(
        Effect="Allow", Action="s3:GetObject", Resource=["a", "b"], Principal={"Service": "s3"}, Sid="Read"
    )
    assert (found.effect, found.sid) == ("Allow", "Read")
    assert found.actions == ("s3:GetObject",)
    assert found.resources == ("a", "b")
    assert found.principals == {"Service": ("s3",)}
    assert found.elements == {"Effect", "Action", "Resource", "Principal", "Sid"}


@pytest.mark.parametrize(
    ("principal", "everyone"),
    [("*", True), ({"AWS": "*"}, True), ({"AWS": ["1", "*"]}, True), ({"AWS": "1"}, False), ({"Service": "*"}, False)],
)
def test_everyone(principal: object, *, everyone: bool) -> None:
    assert statement(Principal=principal).everyone is everyone


def test_statements_are_called_by_their_id_or_place() -> None:
    found = parse('{"Statement": [{"Sid": "Read"}, {}]}')
    assert isinstance(found, Document)
    assert [name for name, _ in found.numbered()] == ["Statement `Read`", "Statement 2"]


@pytest.mark.parametrize(
    ("elements", "action", "concerned"),
    [
        ({"Action": "S3:get*"}, "s3:GetObject", True),
        ({"Action": ["s3:Put?bject"]}, "s3:PutObject", True),
        ({"Action": "s3:Get*"}, "s3:PutObject", False),
        ({"NotAction": "s3:*"}, "s3:PutObject", False),
        ({"NotAction": "s3:*"}, "rds:DeleteDBInstance", True),
        ({}, "s3:PutObject", False),
    ],
)
def test_which_actions_a_statement_is_about(elements: dict[str, Any], action: str, *, concerned: bool) -> None:
    assert statement(**elements).concerns(action) is concerned


def test_patterns_know_no_other_special_letters() -> None:
    assert matches("a.[b]*", "a.[b]c")
    assert not matches("a.c", "abc")
    assert covers(["x:*", "iam:*"], "IAM:PassRole")


@pytest.mark.parametrize(
    ("condition", "value", "holds"),
    [
        ({"StringEquals": {"k:x": "a"}}, "a", True),
        ({"StringEquals": {"k:x": ["a", "b"]}}, "c", False),
        ({"StringEquals": {"k:x": "a*"}}, "ab", False),
        ({"StringNotEquals": {"k:x": ["a", "b"]}}, "c", True),
        ({"StringNotEquals": {"k:x": ["a", "b"]}}, "a", False),
        ({"StringLike": {"k:x": "a*"}}, "ab", True),
        ({"StringNotLike": {"k:x": "a*"}}, "ab", False),
        ({"ArnEquals": {"k:x": "arn:*"}}, "arn:x", True),
        ({"ArnNotLikeIfExists": {"k:x": "arn:*"}}, "arn:x", False),
        ({"Bool": {"k:x": False}}, "true", True),
    ],
)
def test_whether_a_condition_holds(condition: object, value: str, *, holds: bool) -> None:
    (found,) = statement(Condition=condition).conditions
    assert found.holds(value) is holds


def test_the_parts_of_an_operator() -> None:
    (found,) = statement(Condition={"ForAllValues:StringLikeIfExists": {"aws:TagKeys": "a"}}).conditions
    assert (found.operator, found.every, found.if_exists, found.key) == ("stringlike", True, True, "aws:tagkeys")
    assert found.written == "ForAllValues:StringLikeIfExists"
    assert not found.negates


def test_a_boolean_is_written_in_small_letters() -> None:
    (found,) = statement(Condition={"Bool": {"aws:SecureTransport": False}}).conditions
    assert found.values == ("false",)
