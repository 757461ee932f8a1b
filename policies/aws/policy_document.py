"""Policy documents: IAM's language of who may do what to which resource, on what condition.

Source: "IAM JSON policy element reference" and "Grammar of the IAM JSON policy language" (IAM user guide).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from policies.framework.values import UNKNOWN, Block, MistypedError, Unknown, leaves

ALLOW: Final = "Allow"
DENY: Final = "Deny"
VERSION: Final = "2012-10-17"
"""The version of the language that has policy variables; a document without one is read as of 2008."""

STATEMENT_ELEMENTS: Final = frozenset(
    {
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    }
)
OPERATORS: Final = frozenset(
    operator.lower()
    for operator in (
        "StringEquals",
        "StringNotEquals",
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        "StringLike",
        "StringNotLike",
        "NumericEquals",
        "NumericNotEquals",
        "NumericLessThan",
        "NumericLessThanEquals",
        "NumericGreaterThan",
        "NumericGreaterThanEquals",
        "DateEquals",
        "DateNotEquals",
        "DateLessThan",
        "DateLessThanEquals",
        "DateGreaterThan",
        "DateGreaterThanEquals",
        "Bool",
        "BinaryEquals",
        "IpAddress",
        "NotIpAddress",
        "ArnEquals",
        "ArnLike",
        "ArnNotEquals",
        "ArnNotLike",
        "Null",
    )
)
"""Condition operators, in small letters ("IAM JSON policy elements: Condition operators")."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A test that a request has to pass: with one of the values, or with none of them where the operator negates.

    Attributes:
        written: the operator as it is written.
        operator: the operator alone, in small letters, for instance `stringequals`.
        every: whether each of the request's values has to pass (`ForAllValues`): a request without the key does.
        if_exists: whether a request without the key passes.
        key: the condition key, in small letters: keys do not distinguish them.
        values: what the request's value is compared with.
    """

    written: str
    operator: str
    every: bool
    if_exists: bool
    key: str
    values: tuple[str, ...]

    @property
    def negates(self) -> bool:
        """Whether a request passes that has none of the values."""
        return "not" in self.operator

    def holds(self, value: str) -> bool:
        """Whether a request with this value of the key passes; a test of numbers, dates or addresses is taken to."""
        if not self.operator.startswith(("string", "arn")):
            return True
        if self.operator.startswith("arn") or "like" in self.operator:
            found = any(matches(pattern, value) for pattern in self.values)
        else:
            found = value in self.values
        return found is not self.negates


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a document; what is absent is empty.

    Attributes:
        sid: its id.
        effect: `Allow` or `Deny`.
        actions: the patterns of actions that it is about.
        not_actions: likewise those that it leaves out.
        resources: the patterns of resources that it is about.
        not_resources: likewise those that it leaves out.
        principals: by kind (`AWS`, `Service`, `Federated`, `CanonicalUser`), whom it is about; kind `*` for everybody.
        not_principals: likewise whom it leaves out.
        conditions: all of them have to hold.
        elements: the names of the elements that it has.
    """

    sid: str
    effect: str
    actions: tuple[str, ...]
    not_actions: tuple[str, ...]
    resources: tuple[str, ...]
    not_resources: tuple[str, ...]
    principals: Mapping[str, tuple[str, ...]]
    not_principals: Mapping[str, tuple[str, ...]]
    conditions: tuple[Condition, ...]
    elements: frozenset[str]

    @property
    def everyone(self) -> bool:
        """Whether it is about everybody, whoever they are."""
        return "*" in self.principals or "*" in self.principals.get("AWS", ())

    def concerns(self, action: str) -> bool:
        """Whether it is about an action."""
        if self.not_actions:
            return not covers(self.not_actions, action)
        return covers(self.actions, action)


@dataclass(frozen=True, slots=True)
class Document:
    """A policy document.

    Attributes:
        version: the version of the language.
        statements: its statements, in order.
    """

    version: str | None
    statements: tuple[Statement, ...]

    def numbered(self) -> Iterator[tuple[str, Statement]]:
        """The statements with what to call them: their `Sid`, or else their place."""
        for place, statement in enumerate(self.statements, start=1):
            yield f"Statement `{statement.sid}`" if statement.sid else f"Statement {place}", statement


@dataclass(frozen=True, slots=True)
class Malformed:
    """What is no policy document.

    Attributes:
        reason: what is wrong with it, to follow the name of the property; it quotes no value.
    """

    reason: str


def read(block: Block, path: str) -> Document | Malformed | Unknown | None:
    """The document that a property holds, as text or as an object; one that is known in part is `UNKNOWN`."""
    value: object = block.value(path)
    if value is UNKNOWN:
        return UNKNOWN
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return parse(value)
    if isinstance(value, Mapping):
        return UNKNOWN if UNKNOWN in list(leaves(value)) else _document(value)
    raise MistypedError(path, "a policy document", value)


def parse(text: str) -> Document | Malformed:
    """The document that a text holds."""
    try:
        return _document(json.loads(text))
    except ValueError:
        return Malformed("is not JSON")


def covers(patterns: Iterable[str], action: str) -> bool:
    """Whether one of the patterns stands for an action; they do not distinguish small and capital letters."""
    return any(matches(pattern.lower(), action.lower()) for pattern in patterns)


def matches(pattern: str, text: str) -> bool:
    """Whether a text is what a pattern with `*` and `?` stands for."""
    return _compiled(pattern).fullmatch(text) is not None


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    translated = (".*" if part == "*" else "." if part == "?" else re.escape(part) for part in pattern)
    return re.compile("".join(translated), re.DOTALL)


class _MalformedError(Exception):
    pass


def _document(value: object) -> Document | Malformed:
    if not isinstance(value, Mapping):
        return Malformed("is not a JSON object")
    version = value.get("Version")
    statements = value.get("Statement")
    if statements is None:
        return Malformed("has no `Statement`")
    try:
        found = tuple(_statement(one) for one in (statements if isinstance(statements, list) else [statements]))
    except _MalformedError as error:
        return Malformed(str(error))
    return Document(None if version is None else str(version), found)


def _statement(value: object) -> Statement:
    if not isinstance(value, Mapping):
        raise _MalformedError("has a statement that is not an object")
    return Statement(
        sid=str(value.get("Sid") or ""),
        effect=str(value.get("Effect") or ""),
        actions=_texts(value, "Action"),
        not_actions=_texts(value, "NotAction"),
        resources=_texts(value, "Resource"),
        not_resources=_texts(value, "NotResource"),
        principals=_principals(value, "Principal"),
        not_principals=_principals(value, "NotPrincipal"),
        conditions=tuple(_conditions(value.get("Condition", {}))),
        elements=frozenset(str(name) for name in value),
    )


def _texts(value: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = value.get(name, [])
    items = found if isinstance(found, list) else [found]
    if not all(isinstance(item, str | int | float) for item in items):
        raise _MalformedError(f"has a `{name}` that is neither a text nor a list of texts")
    return tuple(str(item).lower() if isinstance(item, bool) else str(item) for item in items)


def _principals(value: Mapping[str, Any], name: str) -> Mapping[str, tuple[str, ...]]:
    found = value.get(name, {})
    if isinstance(found, str):
        return {found: (found,)}
    if not isinstance(found, Mapping):
        raise _MalformedError(f"has a `{name}` that is neither `*` nor an object")
    return {str(kind): _texts(found, kind) for kind in found}


def _conditions(value: object) -> Iterator[Condition]:
    if not isinstance(value, Mapping):
        raise _MalformedError("has a `Condition` that is not an object")
    for written, tests in value.items():
        if not isinstance(tests, Mapping):
            raise _MalformedError(f"has a condition `{written}` that is not an object")
        qualifier, operator, if_exists = _parts(str(written))
        for key in tests:
            yield Condition(
                written=str(written),
                operator=operator,
                every=qualifier == "forallvalues",
                if_exists=if_exists,
                key=str(key).lower(),
                values=_texts(tests, key),
            )


def _parts(written: str) -> tuple[str, str, bool]:
    """The qualifier of an operator, the operator, and whether it passes a request without the key."""
    qualifier, _, operator = written.lower().rpartition(":")
    return qualifier, operator.removesuffix("ifexists"), operator.endswith("ifexists")
