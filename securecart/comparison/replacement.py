"""Which changes of a resource make the provider replace it.

`replacing_properties.json` holds by type what the Terraform AWS provider, which Pulumi's is built on, marks as forcing
a new resource. `replaces`: a change does. `replacesIfOther`: AWS decides the property where the program does not; so
leaving it out does not, and giving it for the first time does only if AWS has decided otherwise. A type that is not in
the table is not known.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from securecart.comparison.model import Certainty, Change, PropertyChange, Replacement
from securecart.plan.model import Plan, Resource

_AUTOMATIC_NAMES: Final = frozenset({"bucket", "name"})
"""Names that Pulumi makes up, with digits at the end, where the program gives none: never what a program gives."""

TRIGGER: Final = "replacementTrigger"
"""The resource option with a value whose change replaces."""

_INSTANCE: Final = "aws:rds/instance:Instance"
_INHERITED: Final = frozenset({"characterSetName", "dbName", "engine", "ncharCharacterSetName", "timezone", "username"})
"""What a read replica has from its source (CreateDBInstanceReadReplica in the RDS API reference)."""


class ReplacementJudge:
    """Judges the changes of the resources of one plan.

    Args:
        before: the plan before the change.
    """

    def __init__(self, before: Plan) -> None:
        self._instances = {
            str(instance.inputs["identifier"]): instance
            for instance in before.resources()
            if instance.type == _INSTANCE and "identifier" in instance.inputs
        }

    def judge(
        self,
        before: Resource,
        after: Resource,
        changes: Sequence[PropertyChange],
        options: Sequence[PropertyChange] = (),
    ) -> Replacement | None:
        """Whether a resource is replaced because of the changes of its inputs and options; None if it is not."""
        if before.region != after.region:
            return Replacement(certainty=Certainty.CERTAIN, properties=("region",))
        asked = tuple(change.path for change in changes if touches(change.path, after.replace_on_changes))
        # The engine begins to watch a trigger when it is first given: one that comes or goes replaces nothing.
        if before.replacement_trigger is not None and after.replacement_trigger is not None:
            asked += tuple(change.path for change in options if lies_in(change.path, (TRIGGER,)))
        if asked:
            return Replacement(certainty=Certainty.CERTAIN, properties=asked)
        if not changes:
            return None
        if after.type not in _table():
            return Replacement(certainty=Certainty.UNKNOWN, properties=tuple(change.path for change in changes))
        table = _table()[after.type]  # an alias may lead from a type that the provider has renamed
        judged = {change.path: self._judge(table, before, change) for change in changes}
        for certainty in (Certainty.CERTAIN, Certainty.POSSIBLE):
            if paths := tuple(path for path, found in judged.items() if found is certainty):
                return Replacement(certainty=certainty, properties=paths)
        return None

    def _judge(self, table: Mapping[str, Sequence[str]], before: Resource, change: PropertyChange) -> Certainty | None:
        """Whether one change replaces a resource of a type with this table; None if it does not."""
        if touches(change.path, table["replaces"]):
            return None if _says_nothing(change) else Certainty.CERTAIN
        if touches(change.path, table.get("replacesIfOther", ())):
            return self._decided_by_aws(before, change)
        return None

    def _decided_by_aws(self, before: Resource, change: PropertyChange) -> Certainty | None:
        """What comes of a change of a property that AWS decides where the program does not."""
        if change.change is Change.CHANGED or change.path in _AUTOMATIC_NAMES:
            return Certainty.CERTAIN
        if change.change is Change.REMOVED:
            return None
        source = self._source(before) if change.path in _INHERITED else None
        if source is None or change.path not in source.inputs:
            return Certainty.POSSIBLE
        return None if source.inputs[change.path] == change.after else Certainty.CERTAIN

    def _source(self, replica: Resource) -> Resource | None:
        """The instance that a read replica copies, at the head of a chain of them."""
        found: Resource | None = None
        seen: set[str] = set()
        while reference := _source_identifier((found or replica).inputs):
            if reference in seen or reference not in self._instances:
                return None
            seen.add(reference)
            found = self._instances[reference]
        return found


def lies_in(path: str, paths: Iterable[str]) -> bool:
    """Whether a changed path is one of `paths` or inside one; indices do not count."""
    plain = _plain(path)
    return any(other in ("*", plain) or _inside(plain, other) for other in map(_plain, paths))


def touches(path: str, paths: Iterable[str]) -> bool:
    """Whether a changed path is one of `paths`, is inside one, or holds one; indices do not count."""
    plain = _plain(path)
    return any(other in ("*", plain) or _inside(plain, other) or _inside(other, plain) for other in map(_plain, paths))


def replaces(type_: str, property_: str) -> bool | None:
    """Whether another value of an input replaces a resource of a type; None where that is not known."""
    table = _table().get(type_)
    if table is None:
        return None
    return touches(property_, [*table["replaces"], *table.get("replacesIfOther", ())])


@cache
def _table() -> Mapping[str, Mapping[str, Sequence[str]]]:
    text = files("securecart.comparison").joinpath("replacing_properties.json").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, list[str]]] = json.loads(text)
    return loaded


def _says_nothing(change: PropertyChange) -> bool:
    """Whether a property came or went with a value that means the same as none, such as false."""
    value = change.after if change.change is Change.ADDED else change.before
    return change.change is not Change.CHANGED and not value


def _source_identifier(inputs: Mapping[str, Any]) -> str | None:
    """The identifier of a replica's source, which its inputs name by identifier or by ARN."""
    reference = inputs.get("replicateSourceDb")
    return reference.rsplit(":", 1)[-1] if isinstance(reference, str) and reference else None


def _inside(path: str, other: str) -> bool:
    return path.startswith((f"{other}.", f'{other}["'))


def _plain(path: str) -> str:
    return re.sub(r"\[(?:\d+|\*)\]", "", path)
