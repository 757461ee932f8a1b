"""CloudWatch alarms: what they watch, and what tells of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from policies.aws.regions import same_region
from policies.aws.types import COMPOSITE_ALARM, METRIC_ALARM, SNS_TOPIC, SNS_TOPIC_POLICY
from policies.framework.values import UNKNOWN, Block, Unknown

if TYPE_CHECKING:
    from policies.framework.resources import Resource, Stack

ALARMS: Final = (METRIC_ALARM, COMPOSITE_ALARM)
ACTIONS: Final = ("alarmActions", "okActions", "insufficientDataActions")
"""What an alarm does in each of its states; composite alarms have the same three."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Metrics of which a resource has to have one watched.

    Attributes:
        namespaces: their namespaces.
        names: their names.
        dimension: the dimension that names the resource.
        path: the property of the resource that the dimension holds.
    """

    namespaces: tuple[str, ...]
    names: tuple[str, ...]
    dimension: str
    path: str


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric that an alarm watches.

    Attributes:
        alarm: the alarm.
        block: where the metric stands in it: the alarm itself, or a metric of one of its queries.
        path: the property of the alarm that the dimensions stand in.
    """

    alarm: Resource
    block: Block
    path: str

    def is_one_of(self, wanted: Wanted) -> bool | Unknown:
        """Whether it is a metric of these names."""
        namespace, name = self.block.text("namespace"), self.block.text("metricName")
        if namespace not in (*wanted.namespaces, UNKNOWN) or name not in (*wanted.names, UNKNOWN):
            return False
        return UNKNOWN if UNKNOWN in (namespace, name) else True

    def is_of(self, resource: Resource, wanted: Wanted) -> bool | Unknown:
        """Whether it is a resource's, by name or, where that is not known, by the dependency."""
        region = same_region(self.alarm, resource)
        value, known = self.block.text(f"dimensions.{wanted.dimension}"), resource.text(wanted.path)
        if region is False or value is None:
            return False
        if value is not UNKNOWN and known is not None and known is not UNKNOWN:
            return value == known and region
        sources = self.alarm.sources(self.path)
        if resource.urn in sources:
            # What is known may have been set since, and then name another resource.
            return region if value is UNKNOWN else UNKNOWN
        return False if sources else UNKNOWN


def metrics(alarm: Resource) -> Iterator[Metric]:
    """The metrics that an alarm watches; one of which nothing is known has unknown names."""
    queries = alarm.blocks("metricQueries")
    if queries is not UNKNOWN and not queries:
        yield Metric(alarm, alarm, "dimensions")
        return
    for query in (UNKNOWN,) if queries is UNKNOWN else queries:
        metric = UNKNOWN if query is UNKNOWN else query.block("metric")
        if metric is not None:
            block = Block({}, absent=UNKNOWN) if metric is UNKNOWN else metric
            yield Metric(alarm, block, "metricQueries")


def watching(stack: Stack, wanted: Wanted) -> Sequence[Metric]:
    """What alarms of the stack watch that is one of some metrics, or may be."""
    return [
        metric
        for alarm in stack.of_type(METRIC_ALARM)
        for metric in metrics(alarm)
        if metric.is_one_of(wanted) is not False
    ]


def watched(resource: Resource, found: Iterable[Metric], wanted: Wanted) -> tuple[bool, Sequence[Resource]]:
    """Whether a resource is certainly watched; and the alarms that may watch it."""
    possible = []
    for metric in found:
        answer = metric.is_of(resource, wanted)
        if answer is True and metric.is_one_of(wanted) is True:
            return True, ()
        if answer is not False:
            possible.append(metric.alarm)
    return False, possible


def topics(resource: Resource, path: str, stack: Stack) -> tuple[Resource, ...]:
    """The topics of the stack that a property names, by themselves or by the policy that lets services publish."""
    found = list(stack.referents(resource, path, SNS_TOPIC))
    for policy in stack.referents(resource, path, SNS_TOPIC_POLICY):
        found += stack.referents(policy, "arn", SNS_TOPIC)
    return tuple(dict.fromkeys(found))
