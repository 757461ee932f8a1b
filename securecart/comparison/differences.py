"""The differences of two values, property by property, however deep."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Final

from securecart.comparison.model import Change, PropertyChange

_PLAIN_KEY: Final = re.compile(r"[A-Za-z_$][\w$-]*")


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[PropertyChange, ...]:
    """What two sets of properties do not agree on, in order of path.

    Elements of a list that both have are passed over wherever they are, unless only their order differs; a text that
    is JSON on both sides, such as a policy document, is compared as what it says.
    """
    return tuple(_mapping("", before, after))


def _mapping(path: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[PropertyChange]:
    for key in sorted({*before, *after}):
        inner = _member(path, key)
        if key not in after:
            yield PropertyChange(path=inner, change=Change.REMOVED, before=before[key])
        elif key not in before:
            yield PropertyChange(path=inner, change=Change.ADDED, after=after[key])
        else:
            yield from _value(inner, before[key], after[key])


def _value(path: str, before: Any, after: Any) -> Iterator[PropertyChange]:  # noqa: ANN401
    if before == after and _canonical(before) == _canonical(after):  # to Python, true is 1
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _mapping(path, before, after)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _list(path, before, after)
    else:
        inside = _documents(before, after)
        if inside is None:
            yield PropertyChange(path=path, change=Change.CHANGED, before=before, after=after)
        else:
            yield from _value(path, *inside)


def _list(path: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[PropertyChange]:
    old, new = [_canonical(item) for item in before], [_canonical(item) for item in after]
    if sorted(old) == sorted(new):
        yield PropertyChange(path=path, change=Change.CHANGED, before=before, after=after)
        return
    for tag, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        shared = min(last - first, end - start)
        for offset in range(shared):
            yield from _value(f"{path}[{start + offset}]", before[first + offset], after[start + offset])
        for index in range(first + shared, last):
            yield PropertyChange(path=f"{path}[{index}]", change=Change.REMOVED, before=before[index])
        for index in range(start + shared, end):
            yield PropertyChange(path=f"{path}[{index}]", change=Change.ADDED, after=after[index])


def _documents(before: Any, after: Any) -> tuple[Any, Any] | None:  # noqa: ANN401
    """What two JSON texts say; None if one is none, or if they say the same in other words."""
    if not (isinstance(before, str) and isinstance(after, str)):
        return None
    if before[:1] not in ("{", "[") or after[:1] != before[:1]:
        return None
    try:
        inside = json.loads(before), json.loads(after)
    except ValueError:
        return None
    return None if inside[0] == inside[1] else inside


def _canonical(value: Any) -> str:  # noqa: ANN401
    return json.dumps(value, sort_keys=True, default=str)


def _member(path: str, key: str) -> str:
    if not _PLAIN_KEY.fullmatch(key):
        return f'{path}["{key}"]'
    return f"{path}.{key}" if path else key
