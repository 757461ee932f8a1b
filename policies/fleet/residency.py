"""No copy leads data out of the EU."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from policies.aws import arn
from policies.aws.regions import EU_REGIONS, named_region
from policies.aws.types import (
    BACKUP_PLAN,
    BACKUP_VAULT,
    BUCKET_REPLICATION_CONFIG,
    BUCKETS,
    DYNAMODB_TABLE,
    DYNAMODB_TABLE_REPLICA,
    EBS_SNAPSHOT_COPY,
    RDS_CLUSTER_SNAPSHOT_COPY,
    RDS_INSTANCE,
    RDS_INSTANCE_AUTOMATED_BACKUPS_REPLICATION,
    RDS_SNAPSHOT_COPY,
    SECRETS_MANAGER_SECRET,
)
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Parameter, Severity, Source, fleet_rule
from policies.framework.values import UNKNOWN, Answer, Block, Unknown, every, negated, some
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

IMPERSONAL_TABLES = Parameter(
    name="impersonalTables",
    description="Patterns of the names of global tables without personal data, which may cross the EU's border",
    default=("*catalog*",),
    schema={"items": {"type": "string"}},
)

Region = str | Unknown | None


@dataclass(frozen=True, slots=True)
class _Way:
    """A way that data takes.

    Attributes:
        path: the property that leads there.
        source: the Region that it comes from.
        destination: the Region that it gets to.
        both: whether it comes back, too.
    """

    path: str
    source: Region
    destination: Region
    both: bool = False

    @property
    def exports(self) -> Answer:
        """Whether it leads out of the EU."""
        ends = [(self.source, self.destination), *([(self.destination, self.source)] if self.both else ())]
        return some(every((_in_eu(source), negated(_in_eu(destination)))) for source, destination in ends)


@fleet_rule(
    title="Data of the EU stays there",
    what=(
        "No replica, replicated backup, copied snapshot or secret, and no replication of a bucket leads from a Region "
        "in the EU to one outside; no global table has replicas on both sides, unless it holds no personal data."
    ),
    why=(
        "Personal data of EU residents that has been copied out of the EU cannot be called back: a customer's request "
        "for deletion misses the copy, and the regulator's answer may be to stop the processing, which is the shop."
    ),
    fix=(
        "Lead the copy to another Region in the EU by the property that is reported. The parameter `impersonalTables` "
        "names the global tables that may cross the border."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "AWS Prescriptive Guidance",
            "AWS Privacy Reference Architecture: restrict data transfers across AWS Regions",
            "https://docs.aws.amazon.com/prescriptive-guidance/latest/privacy-reference-architecture/"
            "restrict-data-transfers-across-regions.html",
        ),
        Source(
            "Amazon DynamoDB developer guide",
            "Global tables: multi-active, multi-Region replication",
            "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GlobalTables.html",
        ),
    ),
    types=(
        BACKUP_PLAN,
        BUCKET_REPLICATION_CONFIG,
        DYNAMODB_TABLE,
        DYNAMODB_TABLE_REPLICA,
        EBS_SNAPSHOT_COPY,
        RDS_CLUSTER_SNAPSHOT_COPY,
        RDS_INSTANCE,
        RDS_INSTANCE_AUTOMATED_BACKUPS_REPLICATION,
        RDS_SNAPSHOT_COPY,
        SECRETS_MANAGER_SECRET,
    ),
    parameters=(IMPERSONAL_TABLES,),
    passing="""
        name: eu-central-1
        config: {"aws:region": eu-central-1}
        resources:
          carts-eu:
            type: aws:dynamodb:Table
            properties: {name: carts-eu, replicas: [{regionName: eu-west-1}]}
        ---
        name: us-east-1
        config: {"aws:region": us-east-1}
        resources:
          catalog:
            type: aws:dynamodb:Table
            properties: {name: catalog, replicas: [{regionName: eu-central-1}]}
    """,
    failing="""
        name: eu-central-1
        config: {"aws:region": eu-central-1}
        resources:
          login:
            type: aws:secretsmanager:Secret
            properties: {name: login, replicas: [{region: us-east-1}]}
        ---
        name: us-east-1
        config: {"aws:region": us-east-1}
        resources:
          profiles:
            type: aws:dynamodb:Table
            properties: {name: profiles, replicas: [{regionName: eu-central-1}]}
    """,
)
def residency(stack: Stack) -> Iterator[Verdict]:
    """Judge everything that copies data, by where it comes from and where it gets to."""
    for resource in stack.of_type(*_WAYS):
        yield _judge(resource, list(_WAYS[resource.type](resource, stack)))


def _judge(resource: Resource, ways: list[_Way]) -> Verdict:
    for way in ways:
        if way.exports is True:
            if way.both:
                return violated(
                    resource,
                    f"`{way.path}`: each of {way.source} and {way.destination} gets what is written in the other.",
                )
            return violated(resource, f"`{way.path}` leads from {way.source} to {way.destination}.")
    if doubtful := [way.path for way in ways if way.exports is UNKNOWN]:
        return undecided(resource, *dict.fromkeys(doubtful))
    return satisfied(resource)


def _of_instance(instance: Resource, stack: Stack) -> Iterator[_Way]:
    named = instance.text("replicateSourceDb")
    if named is UNKNOWN or (isinstance(named, str) and arn.parse(named)):
        source = named_region(instance, "replicateSourceDb", stack, RDS_INSTANCE)
        yield _Way("replicateSourceDb", source, instance.region)


def _of_backups(replication: Resource, stack: Stack) -> Iterator[_Way]:
    yield _Way("region", named_region(replication, "sourceDbInstanceArn", stack, RDS_INSTANCE), replication.region)


def _of_plan(plan: Resource, stack: Stack) -> Iterator[_Way]:
    rules = plan.blocks("rules")
    if isinstance(rules, Unknown):
        yield _Way("rules", plan.region, UNKNOWN)
        return
    for rule in rules:
        actions = UNKNOWN if isinstance(rule, Unknown) else rule.blocks("copyActions")
        for action in [UNKNOWN] if isinstance(actions, Unknown) else actions:
            for region in _vault_regions(plan, action, stack):
                yield _Way("rules.copyActions.destinationVaultArn", plan.region, region)


def _vault_regions(plan: Resource, action: Block | Unknown, stack: Stack) -> set[Region]:
    """The Regions that a copy may go to; where the vault is not known, those of the vaults that the plan names.

    A plan backs up to a vault of its own Region: one of another Region is there for copies.
    """
    named = UNKNOWN if isinstance(action, Unknown) else action.text("destinationVaultArn")
    if isinstance(named, str):
        parsed = arn.parse(named)
        return {parsed.region if parsed else UNKNOWN}
    regions = {vault.region for vault in stack.of_type(BACKUP_VAULT) if vault.urn in plan.sources("rules")}
    return regions - {plan.region} or {UNKNOWN}


def _of_bucket(replication: Resource, stack: Stack) -> Iterator[_Way]:
    """The ways of a bucket's replication, which is configured in the bucket's own Region."""
    rules = replication.blocks("rules")
    source = replication.region
    if isinstance(rules, Unknown):
        yield _Way("rules", source, UNKNOWN)
        return
    buckets = {bucket.text("bucket"): bucket.region for bucket in stack.of_type(*BUCKETS)}
    for rule in rules:
        named = UNKNOWN if isinstance(rule, Unknown) else rule.text("destination.bucket")
        if isinstance(named, str) and (parsed := arn.parse(named)) and parsed.resource in buckets:
            yield _Way("rules.destination.bucket", source, buckets[parsed.resource])
            continue
        for region in {other.region for other in stack.referents(replication, "rules", *BUCKETS)} or {UNKNOWN}:
            yield _Way("rules.destination.bucket", source, region)


def _of_table(table: Resource, stack: Stack) -> Iterator[_Way]:
    crosses = _may_cross(table.text("name"), stack)
    replicas = table.blocks("replicas")
    for replica in [UNKNOWN] if isinstance(replicas, Unknown) else replicas:
        if crosses is not True:
            region = UNKNOWN if isinstance(replica, Unknown) else replica.text("regionName")
            yield _Way("replicas", UNKNOWN if crosses is UNKNOWN else table.region, region, both=True)


def _of_table_replica(replica: Resource, stack: Stack) -> Iterator[_Way]:
    tables = stack.referents(replica, "globalTableArn", DYNAMODB_TABLE)
    named = replica.text("globalTableArn")
    parsed = arn.parse(named) if isinstance(named, str) else None
    name = parsed.resource.removeprefix("table/") if parsed else UNKNOWN
    crosses = _may_cross(tables[0].text("name") if len(tables) == 1 else name, stack)
    if crosses is not True:
        source = named_region(replica, "globalTableArn", stack, DYNAMODB_TABLE)
        yield _Way("globalTableArn", UNKNOWN if crosses is UNKNOWN else source, replica.region, both=True)


def _of_secret(secret: Resource, _: Stack) -> Iterator[_Way]:
    replicas = secret.blocks("replicas")
    for replica in [UNKNOWN] if isinstance(replicas, Unknown) else replicas:
        region = UNKNOWN if isinstance(replica, Unknown) else replica.text("region")
        yield _Way("replicas", secret.region, region)


def _of_snapshot(copy: Resource, _: Stack) -> Iterator[_Way]:
    for path in ("sourceDbSnapshotIdentifier", "sourceDbClusterSnapshotIdentifier"):
        named = copy.text(path)
        if named is not None:
            parsed = arn.parse(named) if isinstance(named, str) else None
            source = UNKNOWN if isinstance(named, Unknown) else parsed.region if parsed else copy.region
            yield _Way(path, source, copy.region)
            if copy.value("destinationRegion") is not None:
                yield _Way("destinationRegion", source, copy.text("destinationRegion"))


def _of_volume_snapshot(copy: Resource, _: Stack) -> Iterator[_Way]:
    yield _Way("sourceRegion", copy.text("sourceRegion"), copy.region)


_WAYS: Final[Mapping[str, Callable[[Resource, Stack], Iterator[_Way]]]] = {
    BACKUP_PLAN: _of_plan,
    BUCKET_REPLICATION_CONFIG: _of_bucket,
    DYNAMODB_TABLE: _of_table,
    DYNAMODB_TABLE_REPLICA: _of_table_replica,
    EBS_SNAPSHOT_COPY: _of_volume_snapshot,
    RDS_CLUSTER_SNAPSHOT_COPY: _of_snapshot,
    RDS_INSTANCE: _of_instance,
    RDS_INSTANCE_AUTOMATED_BACKUPS_REPLICATION: _of_backups,
    RDS_SNAPSHOT_COPY: _of_snapshot,
    SECRETS_MANAGER_SECRET: _of_secret,
}


def _may_cross(table: Region, stack: Stack) -> Answer:
    if table is None or isinstance(table, Unknown):
        return UNKNOWN
    return any(fnmatchcase(table, pattern) for pattern in stack.parameter(IMPERSONAL_TABLES))


def _in_eu(region: Region) -> Answer:
    return UNKNOWN if region is None or isinstance(region, Unknown) else region in EU_REGIONS
