"""Which statements of a web ACL's rules match a request, as far as its host and path tell."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from policies.framework.values import UNKNOWN, Block, Unknown


class Match(enum.Enum):
    """Whether a statement matches a request of which host and path are known."""

    ALWAYS = "always"
    NEVER = "never"
    DEPENDS = "depends"
    """On the rest of the request, or on what came before it."""
    UNKNOWN = "unknown"
    """Only the deployment knows the statement, or the addresses that it is about."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is known of a request.

    Attributes:
        host: the host that it asks.
        path: the path that it asks for, without a query.
    """

    host: str
    path: str


_CONSTRAINTS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "EXACTLY": str.__eq__,
    "STARTS_WITH": str.startswith,
    "ENDS_WITH": str.endswith,
    "CONTAINS": str.__contains__,
}
_OPPOSITE: Final = {Match.ALWAYS: Match.NEVER, Match.NEVER: Match.ALWAYS}


def match(statement: Block | Unknown | None, request: Request) -> Match:
    """Whether a statement matches. A group or a rate limit decides by more than its scope-down statement."""
    if isinstance(statement, Unknown):
        return Match.UNKNOWN
    for kind, judge in _KINDS.items():
        found = None if statement is None else statement.block(kind)
        if found is not None:
            return Match.UNKNOWN if isinstance(found, Unknown) else judge(found, request)
    return Match.DEPENDS


def _scoped(statement: Block, request: Request) -> Match:
    scope = match(statement.block("scopeDownStatement"), request)
    return Match.DEPENDS if scope is Match.ALWAYS else scope


def _and(statement: Block, request: Request) -> Match:
    return _joined(statement, request, _all)


def _or(statement: Block, request: Request) -> Match:
    return _joined(statement, request, _any)


def _joined(statement: Block, request: Request, join: Callable[[Sequence[Match]], Match]) -> Match:
    parts = statement.blocks("statements")
    return Match.UNKNOWN if isinstance(parts, Unknown) else join([match(part, request) for part in parts])


def _not(statement: Block, request: Request) -> Match:
    inner = match(statement.block("statement"), request)
    return _OPPOSITE.get(inner, inner)


def _addresses(_: Block, __: Request) -> Match:
    return Match.UNKNOWN


def _bytes(statement: Block, request: Request) -> Match:
    field = _field(statement.block("fieldToMatch"), request)
    read = (field, statement.text("positionalConstraint"), statement.text("searchString"))
    if UNKNOWN in read:
        return Match.UNKNOWN
    value, constraint, search = (part if isinstance(part, str) else "" for part in read)
    transformed = statement.blocks("textTransformations")
    kinds = [UNKNOWN] if isinstance(transformed, Unknown) else [_kind(one) for one in transformed]
    if UNKNOWN in kinds:
        return Match.UNKNOWN
    if "LOWERCASE" in kinds:
        value = value.lower()
    if not value or constraint not in _CONSTRAINTS:
        return Match.DEPENDS
    return Match.ALWAYS if _CONSTRAINTS[constraint](value, search) else Match.NEVER


def _kind(transformation: Block | Unknown) -> str | Unknown | None:
    return transformation if isinstance(transformation, Unknown) else transformation.text("type")


def _field(field: Block | Unknown | None, request: Request) -> str | Unknown | None:
    """What a statement looks at; None for what is not known of the request."""
    if field is None or isinstance(field, Unknown):
        return field
    if field.value("uriPath") is not None:
        return request.path
    header = field.text("singleHeader.name")
    if isinstance(header, Unknown):
        return UNKNOWN
    return request.host if (header or "").lower() == "host" else None


def _all(parts: Sequence[Match]) -> Match:
    if Match.NEVER in parts:
        return Match.NEVER
    if all(part is Match.ALWAYS for part in parts):
        return Match.ALWAYS
    return Match.UNKNOWN if Match.UNKNOWN in parts else Match.DEPENDS


def _any(parts: Sequence[Match]) -> Match:
    opposites = [_OPPOSITE.get(part, part) for part in parts]
    joined = _all(opposites)
    return _OPPOSITE.get(joined, joined)


_KINDS: Final[Mapping[str, Callable[[Block, Request], Match]]] = {
    "managedRuleGroupStatement": _scoped,
    "rateBasedStatement": _scoped,
    "andStatement": _and,
    "orStatement": _or,
    "notStatement": _not,
    "ipSetReferenceStatement": _addresses,
    "byteMatchStatement": _bytes,
}
