"""S3 buckets, and the resources that configure them: which bucket each is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from policies.aws import arn
from policies.aws.types import BUCKET_LIFECYCLE_CONFIGURATION, BUCKET_VERSIONING, BUCKETS
from policies.framework.values import UNKNOWN, Unknown, leaves

if TYPE_CHECKING:
    from policies.framework.resources import Resource, Stack

BUCKET_ACLS: Final = ("aws:s3/bucketAcl:BucketAcl", "aws:s3/bucketAclV2:BucketAclV2")
BUCKET_LIFECYCLES: Final = (
    BUCKET_LIFECYCLE_CONFIGURATION,
    "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
)
BUCKET_VERSIONINGS: Final = (BUCKET_VERSIONING, "aws:s3/bucketVersioningV2:BucketVersioningV2")
"""Names with V2 are older ones of the same resources."""

_OF_BUCKETS: Final = "aws:s3/bucket"
"""What the type of a resource begins with that configures a bucket, and of the bucket itself."""
_STACK_REFERENCE: Final = "pulumi:pulumi:StackReference"


@dataclass(frozen=True, slots=True)
class Configurations:
    """The resources of one kind that configure a bucket.

    Attributes:
        certain: those that are about this bucket.
        possible: those that may be about it, or about another.
    """

    certain: list[Resource] = field(default_factory=list)
    possible: list[Resource] = field(default_factory=list)


class Buckets:
    """The buckets of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._by_urn = {found.urn: found for found in stack if found.type.startswith(_OF_BUCKETS)}
        self._by_name: dict[str, Resource] = {}
        for bucket in stack.of_type(*BUCKETS):
            for path in ("bucket", "id", "arn"):
                name = bucket.text(path)
                if isinstance(name, str):
                    self._by_name[name] = bucket

    def named(self, name: str) -> Resource | None:
        """The bucket of a name or an ARN; None if the stack does not declare it."""
        if found := self._by_name.get(name):
            return found
        parsed = arn.parse(name)
        return self._by_name.get(parsed.resource) if parsed else None

    def referents(self, resource: Resource, path: str) -> Sequence[Resource] | Unknown:
        """The buckets that a property names: none that the stack declares, one, or several of which it names any.

        `UNKNOWN` where it may name whichever bucket.
        """
        values = set(leaves(resource.value(path)))
        found = [bucket for value in values if isinstance(value, str) and (bucket := self.named(value))]
        if not found or UNKNOWN in values:
            sources = resource.sources(path)
            found += self._behind(sources, {resource.urn})
            if not found and UNKNOWN in values and not any(f"{_STACK_REFERENCE}::" in source for source in sources):
                return UNKNOWN
        return tuple(dict.fromkeys(found))

    def configurations(self, *types: str) -> Sequence[tuple[Resource, Configurations]]:
        """Every bucket with the resources of the given types that configure it."""
        buckets = list(self._stack.of_type(*BUCKETS))
        configured = {bucket.urn: Configurations() for bucket in buckets}
        for resource in self._stack.of_type(*types):
            about = self.referents(resource, "bucket")
            if about is not UNKNOWN and len(about) == 1:
                configured[about[0].urn].certain.append(resource)
                continue
            for bucket in buckets if about is UNKNOWN else about:
                configured[bucket.urn].possible.append(resource)
        return [(bucket, configured[bucket.urn]) for bucket in buckets]

    def _behind(self, sources: Iterable[str], seen: set[str]) -> Iterable[Resource]:
        """The buckets that a value comes from, also by way of another resource that is about one."""
        for source in sources:
            found = self._by_urn.get(source)
            if found is None or source in seen:
                continue
            if found.type in BUCKETS:
                yield found
                continue
            name = found.text("bucket")
            declared = self.named(name) if isinstance(name, str) else None
            if declared is not None:
                yield declared
            else:
                yield from self._behind(found.sources("bucket"), seen | {source})
