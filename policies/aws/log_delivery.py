"""Vended logs: what CloudWatch Logs delivers of a resource's logs, by delivery sources and their deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.aws.references import sole
from policies.aws.types import LOG_DELIVERY, LOG_DELIVERY_SOURCE
from policies.framework.resources import Resource
from policies.framework.values import UNKNOWN, Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policies.framework.resources import Stack


class DeliveredLogs:
    """The logs of one type that the deliveries of a stack deliver.

    Attributes:
        doubtful: the properties that may name any resource as the one whose logs are delivered.

    Args:
        stack: the stack.
        log_type: the type of the logs.
        types: the types of the resources that have such logs.
    """

    def __init__(self, stack: Stack, log_type: str, *types: str) -> None:
        self._log_type = log_type
        self._sources: dict[str, list[Resource]] = {}
        self.doubtful: list[str] = []
        for source in stack.of_type(LOG_DELIVERY_SOURCE):
            named = sole(source, "resourceArn", stack, *types)
            if isinstance(named, Resource):
                self._sources.setdefault(named.urn, []).append(source)
            elif named is UNKNOWN and source.text("logType") in (log_type, UNKNOWN):
                self.doubtful.append(f"resourceArn of {source}")
        named_by_deliveries = [
            sole(delivery, "deliverySourceName", stack, LOG_DELIVERY_SOURCE) for delivery in stack.of_type(LOG_DELIVERY)
        ]
        self._delivered = {source.urn for source in named_by_deliveries if isinstance(source, Resource)}
        self._any_delivered = UNKNOWN in named_by_deliveries
        self._others_delivered = None in named_by_deliveries

    def sources(self, resource: Resource) -> Sequence[Resource]:
        """The delivery sources of a resource's logs, of whatever type."""
        return self._sources.get(resource.urn, ())

    def of(self, resource: Resource) -> bool | Unknown:
        """Whether a resource's logs are delivered, as far as its own sources say."""
        found = [self._is_delivered(source) for source in self.sources(resource)]
        return True if True in found else UNKNOWN if UNKNOWN in found else False

    def _is_delivered(self, source: Resource) -> bool | Unknown:
        kind = source.text("logType")
        if kind not in (self._log_type, UNKNOWN):
            return False
        if source.urn in self._delivered:
            return True if kind == self._log_type else UNKNOWN
        # A name that no source has as far as is known may be that of a source whose name is not known yet.
        if self._any_delivered or (self._others_delivered and source.text("name") is UNKNOWN):
            return UNKNOWN
        return False
