"""What a fleet is made of, as far as it decides who answers a customer: plain records, read from a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from ipaddress import IPv4Network

from securecart.routing.accelerator import Accelerator as AcceleratorModel
from securecart.routing.route53.health_checks import HealthCheck
from securecart.routing.route53.records import ResourceRecordSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Where something is declared, for whoever has to change it.

    Attributes:
        stack: the stack.
        type: the type token.
        name: the logical name.
        source: `file:line`; empty if that is not known.
    """

    stack: str
    type: str
    name: str
    source: str

    def __str__(self) -> str:
        kind = self.type.rpartition(":")[2]
        return f"{kind} {self.name} of {self.stack}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record of the public zone, and who declares it."""

    record: ResourceRecordSet
    declared: Declared


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A health check, and who declares it.

    Attributes:
        check: the check.
        service: the service whose health path it asks for; None where it asks for none, or does not say.
        alarm_instance: of an alarm's check, the identifier of the database instance that the alarm watches.
        alarm_seconds: of an alarm's check, the seconds that its alarm looks back; 0 where the plan has no such alarm.
        declared: where it is declared.
    """

    check: HealthCheck
    service: str | None = None
    alarm_instance: str | None = None
    alarm_seconds: int = 0
    declared: Declared


@dataclass(frozen=True, slots=True, kw_only=True)
class Touches:
    """What a service is told to use.

    Attributes:
        reads_database: whether it reads the relational database.
        writes_database: whether it writes it.
        orders: whether it uses the queue of orders.
        tables: names of the tables that it uses.
        personal_tables: those of them that hold customers' data.
    """

    reads_database: bool = False
    writes_database: bool = False
    orders: bool = False
    tables: frozenset[str] = frozenset()
    personal_tables: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """An ECS service of a release.

    Attributes:
        name: the service's name, the same in every release.
        region: the Region.
        tasks: tasks that always run, by its own count and its autoscaling.
        zones: the Availability Zones that they are spread over.
        touches: what it uses.
        declared: where it is declared.
    """

    name: str
    region: str
    tasks: int
    zones: tuple[str, ...]
    touches: Touches
    declared: Declared


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetGroup:
    """Where a load balancer finds the tasks of a service.

    Attributes:
        arn: its ARN.
        service: the service; None for a group without targets.
        interval: seconds between two requests of its health check.
        timeout: seconds that it waits for an answer.
        healthy_threshold: requests in a row that must succeed.
        unhealthy_threshold: requests in a row that must fail.
        declared: where it is declared.
    """

    arn: str
    service: Service | None
    interval: int
    timeout: int
    healthy_threshold: int
    unhealthy_threshold: int
    declared: Declared


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenerRule:
    """Which requests go to which target groups.

    Attributes:
        priority: the lowest rule that matches decides.
        hosts: host names that it is for; none: any.
        paths: path patterns that it is for; none: any.
        target_groups: where they go, each a share by weight; none where the rule answers them itself.
        declared: where it is declared.
    """

    priority: int
    hosts: tuple[str, ...]
    paths: tuple[str, ...]
    target_groups: tuple[TargetGroup, ...]
    declared: Declared


@dataclass(frozen=True, kw_only=True)
class LoadBalancer:
    """An Application Load Balancer with the rules of its HTTPS listener, in order of priority."""

    arn: str
    dns_name: str
    region: str
    release: str
    zones: tuple[str, ...]
    rules: tuple[ListenerRule, ...]
    declared: Declared

    @cached_property
    def target_groups(self) -> tuple[TargetGroup, ...]:
        """The target groups that its rules lead to."""
        return tuple({group.arn: group for rule in self.rules for group in rule.target_groups}.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Accelerator:
    """An accelerator of Global Accelerator; its endpoints are load balancers, by ARN."""

    dns_name: str
    model: AcceleratorModel
    groups: Mapping[str, Declared]
    declared: Declared


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    """A name that answers every request with an error."""

    dns_name: str
    region: str
    status: int
    declared: Declared


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """A bucket that content is delivered from.

    Attributes:
        domain_name: the name by which it is an origin.
        name: the bucket's name.
        region: its Region.
        copied_from: names of the buckets that are replicated to it as a whole.
        declared: where it is declared.
    """

    domain_name: str
    name: str
    region: str
    copied_from: tuple[str, ...]
    declared: Declared


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where CloudFront fetches from.

    Attributes:
        id: its id in the distribution.
        domain_name: what is asked.
        attempts: how often a connection is tried.
        timeout: seconds that each try may take.
    """

    id: str
    domain_name: str
    attempts: int
    timeout: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """A CloudFront distribution.

    Attributes:
        dns_name: the name that CloudFront gave it.
        aliases: the names that it answers for.
        origins: its origins by id.
        origin_groups: members of its origin groups in order, by the group's id.
        behaviors: path patterns in order, each with the id of an origin or group; the last is the default, `*`.
        declared: where it is declared.
    """

    dns_name: str
    aliases: tuple[str, ...]
    origins: Mapping[str, Origin]
    origin_groups: Mapping[str, tuple[str, ...]]
    behaviors: tuple[tuple[str, str], ...]
    declared: Declared

    def origins_of(self, target: str) -> tuple[Origin, ...]:
        """What a behavior's target stands for, in the order in which it is tried; an id that is unknown is left out."""
        members = self.origin_groups.get(target, (target,))
        return tuple(self.origins[member] for member in members if member in self.origins)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupCopy:
    """A Region that AWS Backup copies recovery points to, and the plan that says so."""

    region: str
    declared: Declared


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """A database instance.

    Attributes:
        identifier: its identifier.
        region: its Region.
        multi_az: whether a standby in another zone takes its place by itself.
        zone: the zone that it is in, where that is declared.
        source: the identifier of the instance that it follows.
        backup_regions: other Regions that its automated backups are replicated to.
        copies: where AWS Backup copies its recovery points to.
        declared: where it is declared.
    """

    identifier: str
    region: str
    multi_az: bool
    zone: str | None
    source: str | None
    backup_regions: tuple[str, ...]
    copies: tuple[BackupCopy, ...]
    declared: Declared


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A DynamoDB table, the Regions that have a replica of it, and where AWS Backup copies its recovery points to."""

    name: str
    regions: frozenset[str]
    copies: tuple[BackupCopy, ...]
    declared: Declared


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchPlan:
    """The written way by which an instance takes another one's place."""

    writer: str
    follower: str
    declared: Declared


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivatePath:
    """A peering connection between the networks of two Regions.

    Attributes:
        regions: both.
        obstacle: why it does not work; empty where it does.
        declared: where it is declared.
    """

    regions: frozenset[str]
    obstacle: str
    declared: Declared


class LineKind(StrEnum):
    """How the warehouse is connected."""

    DIRECT_CONNECT = "Direct Connect"
    VPN = "VPN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A private line from the warehouse.

    Attributes:
        kind: what it is.
        location: the Direct Connect location; empty for a VPN.
        regions: the Regions that it reaches.
        declared: where it is declared.
    """

    kind: LineKind
    location: str
    regions: tuple[str, ...]
    declared: Declared


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A retail store's Outpost.

    Attributes:
        name: the store.
        region: the Region that it belongs to.
        zone: the zone that it is anchored to.
        tasks: tasks of the inventory service that run in it.
        declared: where its subnet is declared.
    """

    name: str
    region: str
    zone: str
    tasks: int
    declared: Declared


@dataclass(frozen=True, kw_only=True)
class Estate:
    """All of it.

    Attributes:
        records: the public zone's records.
        checks: Route 53's health checks, by id.
        load_balancers: by the name that AWS gave them.
        accelerators: likewise.
        error_pages: likewise.
        distributions: likewise.
        services: every ECS service behind a load balancer or a queue.
        buckets: by the name by which they are origins.
        instances: database instances by identifier.
        writers: by Region, the identifier of the instance that its services write to.
        tables: by name.
        switch_plans: who may take a writer's place.
        networks: by Region, the range of its VPC.
        private_paths: between Regions.
        lines: from the warehouse.
        stores: with an Outpost.
    """

    records: tuple[Record, ...]
    checks: Mapping[str, Check]
    load_balancers: Mapping[str, LoadBalancer]
    accelerators: Mapping[str, Accelerator]
    error_pages: Mapping[str, ErrorPage]
    distributions: Mapping[str, Distribution]
    services: tuple[Service, ...]
    buckets: Mapping[str, Bucket]
    instances: Mapping[str, Instance]
    writers: Mapping[str, str]
    tables: Mapping[str, Table]
    switch_plans: tuple[SwitchPlan, ...]
    networks: Mapping[str, IPv4Network]
    private_paths: tuple[PrivatePath, ...]
    lines: tuple[Line, ...]
    stores: tuple[Store, ...]

    def lineage(self, instance: Instance) -> tuple[str, ...]:
        """The identifiers of an instance and of what it follows, one after the other, up to one that follows nobody.

        Where one of them does not exist, it is the last. Where they follow each other in a circle, each comes once.
        """
        found = [instance.identifier]
        current: Instance | None = instance
        while current is not None and current.source is not None and current.source not in found:
            found.append(current.source)
            current = self.instances.get(current.source)
        return tuple(found)

    @cached_property
    def workers(self) -> Mapping[str, tuple[Service, ...]]:
        """By Region, the services that take orders off its queue: they use it, and no load balancer leads to them."""
        led_to = {group.service for balancer in self.load_balancers.values() for group in balancer.target_groups}
        found: dict[str, tuple[Service, ...]] = {}
        for service in self.services:
            if service.touches.orders and service.touches.reads_database and service not in led_to:
                found[service.region] = (*found.get(service.region, ()), service)
        return found

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """The Regions that customers can be served from."""
        return tuple(sorted({balancer.region for balancer in self.load_balancers.values()}))

    def endpoints(self, dns_names: Iterable[str]) -> frozenset[str]:
        """The load balancers among some names, by ARN: so Global Accelerator knows its endpoints."""
        return frozenset(self.load_balancers[name].arn for name in dns_names if name in self.load_balancers)
