"""How a plan tells what AWS decides from what the program says.

A computed output is stood in for by a *placeholder*: a value of the right shape with a recognizable token inside.
What no shape can carry a token for (a boolean) is written as `UNKNOWN`. A secret's value is written as `SECRET`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

UNKNOWN: Final = "[unknown]"
"""Stands for a value that only the deployment can know and that has no placeholder."""

SECRET: Final = "[secret]"  # noqa: S105 (a label, not a secret)
"""Stands for the value of a secret."""

MARKER: Final = "5ecca47"
"""How every token begins; a token is 17 hexadecimal digits, as long as AWS's own resource ids."""

_TOKEN: Final = re.compile(MARKER + r"(?:-?[0-9a-f]){10}")  # in a UUID, dashes are in between
_ADDRESS: Final = re.compile(r"(?<![0-9.])198\.1[89]\.\d{1,3}\.\d{1,3}(?![0-9.])")
_NUMBER_BASE: Final = int(MARKER, 16) * 10**7
_ADDRESS_BASE: Final = (198 << 24) + (18 << 16)


def digest(where: str) -> str:
    """The hexadecimal digest of a place in a plan, which its placeholder is made of."""
    return hashlib.sha1(where.encode(), usedforsecurity=False).hexdigest()


def token(digest: str) -> str:
    """The token made of the first 10 digits of a hexadecimal `digest`."""
    return MARKER + digest[:10]


def number(digest: str) -> int:
    """A placeholder for a number: far above any port, size or count, and exact as a float."""
    return _NUMBER_BASE + int(digest[:10], 16) % 10**7


def address(digest: str) -> str:
    """A placeholder for an IPv4 address, out of 198.18.0.0/15: set aside for benchmarks, so nobody's (RFC 2544)."""
    value = _ADDRESS_BASE + int(digest[:10], 16) % 2**17
    return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))


def is_placeholder_number(value: Any) -> bool:  # noqa: ANN401
    """Whether `value` was made by `number`."""
    return isinstance(value, int | float) and _NUMBER_BASE <= value < _NUMBER_BASE + 10**7


def references(value: Any) -> Iterator[str | int]:  # noqa: ANN401
    """The placeholders inside `value`, however deep: tokens, addresses and numbers."""
    if isinstance(value, str):
        yield from _in_text(value)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _in_text(key)
            yield from references(item)
    elif isinstance(value, Sequence):
        for item in value:
            yield from references(item)
    elif is_placeholder_number(value):
        yield int(value)


def _in_text(text: str) -> Iterator[str]:
    folded = text.lower()
    if MARKER in folded:
        yield from (found.replace("-", "") for found in _TOKEN.findall(folded))
    if "198.1" in text:
        yield from _ADDRESS.findall(text)


def is_unknown(value: Any) -> bool:  # noqa: ANN401
    """Whether a leaf is, or holds, something that only the deployment can know."""
    if isinstance(value, str):
        return value == UNKNOWN or next(_in_text(value), None) is not None
    return is_placeholder_number(value)
