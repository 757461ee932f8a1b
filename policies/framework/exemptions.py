"""Exemptions: who may break which rule where, why, and until when.

They stand in a file that is reviewed like the program. None is ever silent: one that is used is reported as advice, one
that has expired refuses again, one that nothing needs any more or that names nothing is said.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

import yaml

from policies.framework.resources import stack_of

_URN: Final = re.compile(r"urn:pulumi:[^:]+::[^:]+::[^:.]+(:[^:.]*)*::.+")


class ExemptionsError(Exception):
    """The file of exemptions is wrong: a message a line, each naming file, key, value and what is allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """One resource's leave to break one rule.

    Attributes:
        rule: the rule's id.
        resource: the resource's URN; a stack's own URN for what a rule says of the stack as a whole.
        reason: why it is right to break the rule there.
        owner: who answers for that.
        expires: the last day on which it holds.
    """

    rule: str
    resource: str
    reason: str
    owner: str
    expires: dt.date

    @property
    def stack(self) -> str:
        """The stack that the resource belongs to."""
        return stack_of(self.resource)

    def expired(self, today: dt.date) -> bool:
        """Whether it holds no more."""
        return today > self.expires

    def __str__(self) -> str:
        return f"{self.rule} on {self.resource.rsplit('::', 1)[-1]}, until {self.expires} ({self.owner}: {self.reason})"


class Exemptions:
    """The exemptions of a pack, and which of them were used since it started.

    Args:
        exemptions: all of them.
        today: the day on which they are read.
    """

    def __init__(self, exemptions: Iterable[Exemption] = (), today: dt.date | None = None) -> None:
        self._by_target = {(exemption.rule, exemption.resource): exemption for exemption in exemptions}
        self._today = today or dt.datetime.now(tz=dt.UTC).date()
        self._needed: set[Exemption] = set()

    def find(self, rule: str, urn: str) -> Exemption | None:
        """The exemption that covers a violation, expired or not; it is needed, then."""
        found = self._by_target.get((rule, urn))
        if found:
            self._needed.add(found)
        return found

    def holds(self, exemption: Exemption) -> bool:
        """Whether it has not expired."""
        return not exemption.expired(self._today)

    def idle(self, resources: Collection[str], rules: Collection[str], judged: Collection[str]) -> Iterator[str]:
        """What is to be said of the exemptions that nothing needed.

        Args:
            resources: the URNs of the resources that were judged.
            rules: the ids of all rules.
            judged: the ids of those that could have needed one.
        """
        stacks = {stack_of(urn) for urn in resources}
        for exemption in self._by_target.values():
            if exemption in self._needed or exemption.stack not in stacks:
                continue
            if exemption.rule not in rules:
                yield f"{exemption}: there is no such rule. Correct its `rule`, or take the exemption away."
            elif exemption.rule not in judged:
                continue
            elif exemption.resource not in resources:
                yield f"{exemption}: there is no resource {exemption.resource}. Correct it, or take the exemption away."
            else:
                yield f"{exemption}: nothing breaks the rule there. Take the exemption away."

    def of_no_stack(self, stacks: Collection[str]) -> Iterator[str]:
        """What is to be said of exemptions for stacks that a whole fleet does not have."""
        for exemption in self._by_target.values():
            if exemption.stack not in stacks:
                yield f"{exemption}: there is no stack {exemption.stack}. Take the exemption away."


def load(file: Path) -> Exemptions:
    """The exemptions of a file; none where there is no file.

    Raises:
        ExemptionsError: something in it is not as it must be.
    """
    if not file.is_file():
        return Exemptions()
    try:
        loaded = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ExemptionsError(f"{file.name}: is not YAML: {' '.join(str(error).split())}") from None
    listed = (loaded or {}).get("exemptions") if isinstance(loaded or {}, Mapping) else loaded
    if (
        not isinstance(loaded or {}, Mapping)
        or set(loaded or {}) - {"exemptions"}
        or not isinstance(listed or [], list)
    ):
        raise ExemptionsError(f"{file.name}: allowed: one key, `exemptions`, with a list")
    problems: list[str] = []
    read = [_read(entry, f"{file.name}: exemptions[{index}]", problems) for index, entry in enumerate(listed or [])]
    seen: set[tuple[str, str]] = set()
    for index, exemption in enumerate(read):
        if exemption and (target := (exemption.rule, exemption.resource)) in seen:
            problems.append(f"{file.name}: exemptions[{index}]: {target[0]} on {target[1]}: is exempt already")
        elif exemption:
            seen.add(target)
    if problems:
        raise ExemptionsError("\n".join(problems))
    return Exemptions(exemption for exemption in read if exemption)


def _read(entry: Any, where: str, problems: list[str]) -> Exemption | None:  # noqa: ANN401
    keys = [field.name for field in fields(Exemption)]
    if not isinstance(entry, Mapping):
        problems.append(f"{where}: {entry!r}: allowed: a mapping with {', '.join(keys)}")
        return None
    before = len(problems)
    problems += [f"{where}.{key}: is unknown; allowed: {', '.join(keys)}" for key in entry if key not in keys]
    for key in keys:
        value = entry.get(key)
        if value is None or value == "":
            problems.append(f"{where}.{key}: is missing; an exemption has {', '.join(keys)}")
        elif key == "expires":
            if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
                problems.append(f"{where}.expires: {value}: allowed: a date, for instance 2027-06-30")
        elif not isinstance(value, str):
            problems.append(f"{where}.{key}: {value!r}: allowed: text")
        elif key == "resource" and not _URN.fullmatch(value):
            problems.append(f"{where}.resource: {value}: allowed: a URN, urn:pulumi:<stack>::<project>::<type>::<name>")
    return Exemption(**entry) if len(problems) == before else None
