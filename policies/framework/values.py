"""Property values as rules read them: known, absent, or known only after the deployment."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NoReturn


class Unknown(enum.Enum):
    """The type of `UNKNOWN`."""

    UNKNOWN = "unknown"

    def __bool__(self) -> NoReturn:
        raise TypeError("a value that only the deployment knows is neither true nor false: compare it with UNKNOWN")


UNKNOWN: Final = Unknown.UNKNOWN
"""A value that only the deployment knows."""


Answer = bool | Unknown
"""What a rule knows of a question: yes, no, or what the deployment will tell."""


class MistypedError(TypeError):
    """A property holds something else than AWS's schema says; values are not shown, they may be secret."""

    def __init__(self, path: str, expected: str, value: object) -> None:
        super().__init__(f"{path.rstrip('.')} is not {expected}: it holds a value of type {type(value).__name__}")


class Block:
    """A set of properties: a resource's own, or those of a block inside it.

    Paths are Pulumi's names joined by dots (`healthCheck.matcher`). A reader returns None for what is absent and
    `UNKNOWN` for what only the deployment knows, or what stands inside such a value. A block that AWS's schema allows
    once may be given alone or in a list.

    Args:
        properties: plain values, `UNKNOWN` where one is not known.
        path: where the block stands, for messages.
        absent: what to say of a property that is not there; `UNKNOWN` where it may have been lost on the way.
    """

    def __init__(self, properties: Mapping[str, Any], path: str = "", absent: Unknown | None = None) -> None:
        self._properties = properties
        self._path = path
        self._absent = absent

    def value(self, path: str) -> Any:  # noqa: ANN401
        """The plain value, whatever its type."""
        found: Any = self._properties
        for name in path.split("."):
            if not isinstance(found, dict):  # what most are, and far sooner told than the abstract types below
                if isinstance(found, Sequence) and not isinstance(found, str) and len(found) == 1:
                    found = found[0]
                if found is UNKNOWN:
                    return UNKNOWN
                if not isinstance(found, Mapping):
                    raise MistypedError(self._path + path, "a block", found)
            found = found.get(name)
            if found is None:
                return self._absent
        return found

    def text(self, path: str) -> str | Unknown | None:
        """A string; a number is written out."""
        value = self.value(path)
        if value is None or value is UNKNOWN or isinstance(value, str):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        raise MistypedError(self._path + path, "a string", value)

    def flag(self, path: str) -> bool | Unknown | None:
        """A boolean; Pulumi also takes `"true"` and `"false"`."""
        value = self.value(path)
        if isinstance(value, str):
            value = {"true": True, "false": False}.get(value, value)
        if value is None or value is UNKNOWN or isinstance(value, bool):
            return value
        raise MistypedError(self._path + path, "a boolean", value)

    def number(self, path: str) -> int | float | Unknown | None:
        """A number, whole where it has no fraction; Pulumi also takes one in a string."""
        value = self.value(path)
        if isinstance(value, str):
            try:
                value = float(value)
            except ValueError:
                raise MistypedError(self._path + path, "a number", value) from None
        if value is None or value is UNKNOWN:
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return int(value) if value == int(value) else value
        raise MistypedError(self._path + path, "a number", value)

    def block(self, path: str) -> Block | Unknown | None:
        """The one block at `path`."""
        blocks = self.blocks(path)
        if blocks is UNKNOWN:
            return UNKNOWN
        if len(blocks) > 1:
            raise MistypedError(self._path + path, "a single block", blocks)
        return blocks[0] if blocks else None

    def blocks(self, path: str) -> Sequence[Block | Unknown] | Unknown:
        """The blocks at `path`, none where it is absent; one that is not known is `UNKNOWN`."""
        value = self.value(path)
        if isinstance(value, Unknown):
            return value
        if value is None:
            return ()
        values = [value] if isinstance(value, Mapping) else value
        if isinstance(values, str) or not isinstance(values, Sequence):
            raise MistypedError(self._path + path, "a list of blocks", value)
        return [UNKNOWN if item is UNKNOWN else self._nested(item, f"{path}[{i}].") for i, item in enumerate(values)]

    def texts(self, path: str) -> Sequence[str | Unknown] | Unknown:
        """The strings of a list, none where it is absent; one that is not known is `UNKNOWN`."""
        value = self.value(path)
        if isinstance(value, Unknown):
            return value
        if value is None:
            return ()
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise MistypedError(self._path + path, "a list of strings", value)
        return [item if item is UNKNOWN else str(item) for item in value]

    def _nested(self, item: object, path: str) -> Block:
        if not isinstance(item, Mapping):
            raise MistypedError(self._path + path, "a block", item)
        return Block(item, self._path + path)


def every(answers: Iterable[Answer]) -> Answer:
    """Whether all answers are yes: no as soon as one is no, and yes where there is none."""
    found = list(answers)
    return False if False in found else UNKNOWN if UNKNOWN in found else True


def some(answers: Iterable[Answer]) -> Answer:
    """Whether one of the answers is yes: yes as soon as one is, and no where there is none."""
    found = list(answers)
    return True if True in found else UNKNOWN if UNKNOWN in found else False


def negated(answer: Answer) -> Answer:
    """The opposite of an answer."""
    return UNKNOWN if isinstance(answer, Unknown) else not answer


def leaves(value: object) -> Iterator[Any]:
    """Everything inside a value that is no list and no block."""
    if isinstance(value, Mapping):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            yield from leaves(item)
    else:
        yield value
