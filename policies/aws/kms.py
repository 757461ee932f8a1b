"""KMS keys: in which Region the one is that a property names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.aws import arn
from policies.aws.types import KMS_KEY, KMS_REPLICA_KEY
from policies.framework.values import UNKNOWN, Unknown

if TYPE_CHECKING:
    from policies.framework.resources import Resource, Stack


def key_regions(resource: Resource, path: str, key: str | Unknown, stack: Stack) -> frozenset[str] | Unknown:
    """The Regions that a key may be in, which stands at `path` of a resource; `UNKNOWN` where nothing tells.

    An ARN says it. A key that is not known yet is one of those that the property comes from, as far as the stack
    declares them all. An id or the name of an alias says nothing: it is looked up in the Region that it is used in.
    """
    if not isinstance(key, Unknown):
        parsed = arn.parse(key)
        return frozenset({parsed.region}) if parsed else UNKNOWN
    sources = resource.sources(path)
    regions = [found.region for found in stack.of_type(KMS_KEY, KMS_REPLICA_KEY) if found.urn in sources]
    known = frozenset(region for region in regions if isinstance(region, str))
    return (
        known if known and len(regions) == len(sources) and None not in regions and UNKNOWN not in regions else UNKNOWN
    )
