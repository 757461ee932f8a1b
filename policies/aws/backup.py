"""AWS Backup: what a selection assigns to its plan, what a list names, and what is attached to a vault."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final, NamedTuple

from policies.aws.regions import same_region
from policies.aws.types import BACKUP_VAULT, DYNAMODB_TABLE, RDS_CLUSTER, RDS_INSTANCE
from policies.framework.values import UNKNOWN, Answer, Block, Unknown, every, negated, some

if TYPE_CHECKING:
    from policies.framework.resources import Resource, Stack

_OPERATORS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "stringEquals": str.__eq__,
    "stringLikes": fnmatchcase,
    "stringNotEquals": str.__ne__,
    "stringNotLikes": lambda tag, pattern: not fnmatchcase(tag, pattern),
}


class _Named(NamedTuple):
    """How the ARN of a type is made: `arn:aws:<service>:<region>:<account>:<prefix><name>`."""

    service: str
    prefix: str
    property: str


_NAMED: Final[Mapping[str, _Named]] = {
    DYNAMODB_TABLE: _Named("dynamodb", "table/", "name"),
    RDS_CLUSTER: _Named("rds", "cluster:", "clusterIdentifier"),
    RDS_INSTANCE: _Named("rds", "db:", "identifier"),
}
DATA: Final = tuple(_NAMED)
"""The types of resources that hold data and that these functions know."""
_TAG_KEY: Final = "aws:ResourceTag/"
_ARN_PARTS: Final = 6


def assigns(selection: Resource, resource: Resource) -> Answer:
    """Whether a selection assigns a resource to its plan.

    Resources and conditions both have to agree; tags (`selectionTags`) assign by themselves; a selection that names
    nothing assigns everything (AWS Backup developer guide: `BackupSelection`). AWS Backup works inside a Region.
    """
    listed = lists(selection, "resources", resource)
    tagged = some(_tag_is(resource, tag, str.__eq__) for tag in _blocks(selection, "selectionTags"))
    if _silent(selection, "resources") and _silent(selection, "selectionTags"):
        listed = True
    excluded = lists(selection, "notResources", resource)
    return every(
        (
            same_region(selection, resource),
            negated(excluded),
            some((listed, tagged)),
            every(_conditions(selection, resource)),
        )
    )


def lists(selection: Resource, path: str, resource: Resource) -> Answer:
    """Whether a list of ARNs, or of patterns of them, has a resource in it."""
    texts = selection.texts(path)
    if texts is UNKNOWN or UNKNOWN in texts:
        if resource.urn in selection.sources(path):
            return True
        if not selection.sources(path):
            return UNKNOWN
    return False if texts is UNKNOWN else some(_matches(text, resource) for text in texts if text is not UNKNOWN)


def attached(stack: Stack, type_: str, vault: Resource) -> tuple[list[Resource], list[Resource]]:
    """What of a type is attached to a vault by `backupVaultName`, and what may be."""
    certain, possible = [], []
    for attachment in stack.of_type(type_):
        found = {
            other.urn: same_region(attachment, other)
            for other in _vaults(attachment, stack)
            if same_region(attachment, other) is not False
        }
        if found == {vault.urn: True}:
            certain.append(attachment)
        elif vault.urn in found or _names_anything(attachment, "backupVaultName"):
            possible.append(attachment)
    return certain, possible


def _vaults(attachment: Resource, stack: Stack) -> Iterable[Resource]:
    """The vaults that an attachment names, or whose name it was given before anything else knows it."""
    named = stack.referents(attachment, "backupVaultName", BACKUP_VAULT)
    sources = attachment.sources("backupVaultName")
    return named or [vault for vault in stack.of_type(BACKUP_VAULT) if vault.urn in sources]


def _matches(pattern: str, resource: Resource) -> Answer:
    """Whether a pattern of an ARN, in which `*` stands for anything, matches a resource."""
    arn = resource.text("arn")
    if arn is not None and arn is not UNKNOWN:
        return fnmatchcase(arn, pattern)
    parts = pattern.split(":", _ARN_PARTS - 1)
    if len(parts) < _ARN_PARTS:
        return pattern == "*"
    service, prefix, path = _NAMED[resource.type]
    if not fnmatchcase(service, parts[2]):
        return False
    name = resource.text(path)
    if name is not None and name is not UNKNOWN:
        return fnmatchcase(f"{prefix}{name}", parts[5])
    if parts[5] in ("*", f"{prefix}*"):
        return True
    start = parts[5].split("*")[0]
    return UNKNOWN if start.startswith(prefix) or prefix.startswith(start) else False


def _conditions(selection: Resource, resource: Resource) -> Iterator[Answer]:
    """The answers to a selection's conditions, which are all on tags."""
    for condition in _blocks(selection, "conditions"):
        if condition is UNKNOWN:
            yield UNKNOWN
            continue
        for path, operator in _OPERATORS.items():
            for wanted in _blocks(condition, path):
                key = wanted if wanted is UNKNOWN else wanted.text("key")
                if key is UNKNOWN or (key or "").startswith(_TAG_KEY):
                    yield _tag_is(resource, wanted, operator)


def _tag_is(resource: Resource, wanted: Block | Unknown, operator: Callable[[str, str], bool]) -> Answer:
    """Whether a tag of a resource is as wanted; a provider's default tags show in `tagsAll` only."""
    if wanted is UNKNOWN:
        return UNKNOWN
    key, value = wanted.text("key"), wanted.text("value")
    if key is None or value is None or key is UNKNOWN or value is UNKNOWN:
        return UNKNOWN
    all_tags = resource.value("tagsAll")
    for tags in (resource.value("tags"), all_tags):
        if isinstance(tags, Mapping) and (tag := tags.get(key.removeprefix(_TAG_KEY))) is not None:
            return UNKNOWN if tag is UNKNOWN else operator(str(tag), value)
    return False if isinstance(all_tags, Mapping) else UNKNOWN


def _blocks(block: Block, path: str) -> Iterable[Block | Unknown]:
    blocks = block.blocks(path)
    return (UNKNOWN,) if blocks is UNKNOWN else blocks


def _silent(selection: Resource, path: str) -> bool:
    return selection.value(path) in (None, [], ())


def _names_anything(resource: Resource, path: str) -> bool:
    return resource.text(path) is UNKNOWN and not resource.sources(path)
