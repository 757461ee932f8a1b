"""A table is in every Region whose tasks use it there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from policies.aws import arn
from policies.aws.dynamodb import separate_replicas
from policies.aws.iam import documents
from policies.aws.policy_document import ALLOW, Document
from policies.aws.types import DYNAMODB_TABLE, ECS_TASK_DEFINITION, IAM_ROLE_POLICY, METRIC_ALARM
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, fleet_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_TABLE: Final = "table/"

Region = str | Unknown | None


@fleet_rule(
    title="Tables are where they are used",
    what=(
        "A DynamoDB table of the fleet has a replica in each Region in which a task's role may use it, or an alarm "
        "watches it."
    ),
    why=(
        "Tasks use the replica of their own Region. In a Region without one they fail with the first request, and the "
        "Region cannot take over the customers of another: the owner of the table has not heard of it."
    ),
    fix="Add the Region to the `replicas` of the table, in the stack that owns it.",
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "Amazon DynamoDB developer guide",
            "Global tables: multi-active, multi-Region replication",
            "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GlobalTables.html",
        ),
        Source(
            "AWS Well-Architected",
            "REL10-BP01",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/rel_fault_isolation_multiaz_region_system.html",
        ),
    ),
    types=(DYNAMODB_TABLE,),
    passing="""
        name: us-east-1
        config: {"aws:region": us-east-1}
        resources:
          carts:
            type: aws:dynamodb:Table
            properties: {name: carts, replicas: [{regionName: us-west-2}]}
        ---
        name: us-west-2
        config: {"aws:region": us-west-2}
        resources:
          slow-carts:
            type: aws:cloudwatch:MetricAlarm
            properties: {namespace: AWS/DynamoDB, metricName: ThrottledRequests, dimensions: {TableName: carts}}
    """,
    failing="""
        name: eu-central-1
        config: {"aws:region": eu-central-1}
        resources:
          prices:
            type: aws:dynamodb:Table
            properties: {name: prices, replicas: [{regionName: eu-north-1}]}
        ---
        name: eu-west-1
        config: {"aws:region": eu-west-1}
        resources:
          tasks:
            type: aws:iam:Role
            properties: {description: The tasks of the shop}
          may-read-prices:
            type: aws:iam:RolePolicy
            properties:
              role: ${tasks.name}
              policy: >-
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "dynamodb:GetItem",
                "Resource": "arn:aws:dynamodb:eu-west-1:123456789012:table/prices"}]}
          shop:
            type: aws:ecs:TaskDefinition
            properties: {family: shop, taskRoleArn: "${tasks.arn}"}
    """,
)
def replica_coverage(stack: Stack) -> Iterator[Verdict]:
    """Judge every table by the policies of tasks, and by the alarms, in all stacks."""
    uses = _Uses(stack)
    regions = {table: set(_regions(table, stack)) for table in stack.of_type(DYNAMODB_TABLE)}
    named: dict[str, list[Resource]] = defaultdict(list)
    nameless: set[Region] = set()
    for table, places in regions.items():
        name = table.text("name")
        if isinstance(name, Unknown):
            nameless |= places
            yield undecided(table, "name")
        else:
            named[name or ""].append(table)
    for tables in named.values():
        for table in tables:
            # Another table of that name, at home in another Region, is what is used there.
            others = [regions[other] for other in tables if other.region != table.region]
            yield _judge(table, regions[table].union(*others), nameless, uses)


def _judge(table: Resource, places: set[Region], nameless: set[Region], uses: _Uses) -> Verdict:
    missing = {region: by for region, by in uses.of(table).items() if region not in places}
    doubtful = [f"policy of {policy}" for policy in uses.unclear if policy.region not in places]
    if UNKNOWN in places:
        return undecided(table, "replicas") if missing or doubtful else satisfied(table)
    for region, by in sorted(missing.items()):
        if nameless.isdisjoint((region, UNKNOWN)):
            return violated(table, f"There is no replica in {region}, where {by} of stack {by.stack} expects it.")
    if missing or doubtful:
        return undecided(table, *(doubtful or ["the name of another table"]))
    return satisfied(table)


class _Uses:
    """Which tables are used in which Region, and by what.

    Attributes:
        unclear: the policies of tasks that are not known.
    """

    def __init__(self, stack: Stack) -> None:
        self.unclear: list[Resource] = []
        self._by_name: dict[str, dict[str, Resource]] = defaultdict(dict)
        tasks = _TaskRoles.of(stack)
        for policy in stack.of_type(IAM_ROLE_POLICY):
            if tasks.have(policy):
                self._read(policy)
        for alarm in stack.of_type(METRIC_ALARM):
            name = alarm.text("dimensions.TableName") if alarm.value("dimensions") is not UNKNOWN else None
            if alarm.text("namespace") == "AWS/DynamoDB" and isinstance(name, str) and isinstance(alarm.region, str):
                self._by_name[name].setdefault(alarm.region, alarm)

    def of(self, table: Resource) -> Mapping[str, Resource]:
        """What uses a table, by Region."""
        return self._by_name.get(str(table.text("name")), {})

    def _read(self, policy: Resource) -> None:
        for _, document in documents(policy, "policy"):
            if isinstance(document, Unknown):
                self.unclear.append(policy)
            elif isinstance(document, Document):
                for resource in _granted(document):
                    named = arn.parse(resource)
                    if named and named.service == "dynamodb" and named.region and named.resource.startswith(_TABLE):
                        name = named.resource.removeprefix(_TABLE).split("/", maxsplit=1)[0]
                        self._by_name[name].setdefault(named.region, policy)


def _granted(document: Document) -> Iterator[str]:
    for statement in document.statements:
        if statement.effect == ALLOW:
            yield from statement.resources


@dataclass(frozen=True)
class _TaskRoles:
    """The roles of tasks: by the URNs that their ARNs come from, and by name."""

    urns: frozenset[str]
    names: frozenset[str]

    @classmethod
    def of(cls, stack: Stack) -> _TaskRoles:
        """The task roles of all task definitions."""
        definitions: Sequence[Resource] = list(stack.of_type(ECS_TASK_DEFINITION))
        arns = [definition.text("taskRoleArn") for definition in definitions]
        return cls(
            frozenset(urn for definition in definitions for urn in definition.sources("taskRoleArn")),
            frozenset(found.rsplit("/", maxsplit=1)[-1] for found in arns if isinstance(found, str)),
        )

    def have(self, policy: Resource) -> bool:
        """Whether a policy is one of theirs."""
        return not self.urns.isdisjoint((policy.urn, *policy.sources("role"))) or policy.text("role") in self.names


def _regions(table: Resource, stack: Stack) -> Iterator[Region]:
    """The Regions in which a table has a replica, its own among them."""
    yield table.region
    replicas = table.blocks("replicas")
    for replica in [UNKNOWN] if isinstance(replicas, Unknown) else replicas:
        yield UNKNOWN if isinstance(replica, Unknown) else replica.text("regionName")
    certain, possible = separate_replicas(table, stack)
    yield from (replica.region for replica in certain)
    yield from (UNKNOWN for _ in possible)
