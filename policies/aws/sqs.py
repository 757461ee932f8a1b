"""SQS queues and their dead-letter queues."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from policies.aws import arn
from policies.aws.types import (
    EVENT_TARGET,
    SNS_TOPIC_SUBSCRIPTION,
    SQS_QUEUE,
    SQS_REDRIVE_ALLOW_POLICY,
    SQS_REDRIVE_POLICY,
)
from policies.framework.values import UNKNOWN, Unknown, leaves

if TYPE_CHECKING:
    from policies.framework.resources import Resource, Stack

DEFAULT_RETENTION_SECONDS: Final = 345_600
"""How long a queue keeps a message where it does not say so: four days (SQS API reference, `CreateQueue`)."""

_SENDERS: Final[Mapping[str, str]] = {
    EVENT_TARGET: "deadLetterConfig",
    SNS_TOPIC_SUBSCRIPTION: "redrivePolicy",
    SQS_REDRIVE_ALLOW_POLICY: "queueUrl",
    "aws:lambda/eventSourceMapping:EventSourceMapping": "destinationConfig",
    "aws:lambda/function:Function": "deadLetterConfig",
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": "destinationConfig",
    "aws:pipes/pipe:Pipe": "sourceParameters",
    "aws:scheduler/schedule:Schedule": "target",
}
"""What else names a dead-letter queue, in which property: where it sends what it could not deliver."""


@dataclass(frozen=True, slots=True)
class Redrive:
    """Where a queue moves a message that cannot be processed.

    Attributes:
        declared: the resource that says so: the queue itself, or a redrive policy.
        queues: the queue of the stack that it is about, or those that it may be about; `UNKNOWN` for any.
        dead_letters: likewise the queue that messages are moved to; none where another stack declares it.
        receives: after how many receives a message is moved; None where the policy names no number or no queue.
    """

    declared: Resource
    queues: Sequence[Resource] | Unknown
    dead_letters: Sequence[Resource] | Unknown
    receives: int | Unknown | None


class Queues:
    """The queues of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._by_urn = {queue.urn: queue for queue in stack.of_type(SQS_QUEUE)}
        self._by_name: dict[object, Resource] = {}
        for queue in self._by_urn.values():
            self._by_name |= {queue.value(path): queue for path in ("arn", "id", "name", "url")}

    def named(self, resource: Resource, path: str) -> Sequence[Resource] | Unknown:
        """The queues that a property names or comes from; `UNKNOWN` where it may name any."""
        sources = [self._by_urn[source] for source in resource.sources(path) if source in self._by_urn]
        values = set(leaves(_decoded(resource.value(path))))
        named = [self._named(value) for value in values if isinstance(value, str)]
        found = tuple(dict.fromkeys(queue for queue in (*named, *sources) if queue is not None))
        return UNKNOWN if not found and UNKNOWN in values and not resource.sources(path) else found

    def redrives(self) -> Iterator[Redrive]:
        """Every redrive that the stack declares."""
        for queue in self._by_urn.values():
            if queue.value("redrivePolicy") not in (None, ""):
                yield Redrive(queue, (queue,), self.named(queue, "redrivePolicy"), _receives(queue))
        for policy in self._stack.of_type(SQS_REDRIVE_POLICY):
            about = self.named(policy, "queueUrl")
            yield Redrive(policy, about, self.named(policy, "redrivePolicy"), _receives(policy))

    def taking_dead_letters(self) -> frozenset[str]:
        """The URNs of the queues that are, or may be, dead-letter queues: of queues, topics, rules or functions."""
        named = [redrive.dead_letters for redrive in self.redrives()]
        named += [self.named(sender, path) for type_, path in _SENDERS.items() for sender in self._stack.of_type(type_)]
        found = {queue.urn for queues in named if not isinstance(queues, Unknown) for queue in queues}
        return frozenset(found | {urn for urn, queue in self._by_urn.items() if _allows_redrive(queue)})

    def _named(self, value: str) -> Resource | None:
        parsed = arn.parse(value)
        return self._by_name.get(value) or (self._by_name.get(parsed.resource) if parsed else None)


def _receives(declared: Resource) -> int | Unknown | None:
    policy = _decoded(declared.value("redrivePolicy"))
    if policy is UNKNOWN:
        return UNKNOWN
    if not isinstance(policy, Mapping) or policy.get("deadLetterTargetArn") in (None, ""):
        return None
    receives: object = policy.get("maxReceiveCount")
    if receives is UNKNOWN:
        return UNKNOWN
    return int(str(receives)) if str(receives).isdigit() else None


def _allows_redrive(queue: Resource) -> bool:
    """Whether a queue says which others may move messages to it; `denyAll` is what one says that is none."""
    policy = _decoded(queue.value("redriveAllowPolicy"))
    if policy is UNKNOWN:
        return True
    return isinstance(policy, Mapping) and policy.get("redrivePermission") != "denyAll"


def _decoded(value: object) -> object:
    """A JSON document in a text, or what is none."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
