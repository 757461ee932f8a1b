"""A database does not slip into RDS Extended Support."""

from collections.abc import Iterator
from typing import Final

from policies.aws.rds import engine, replicates
from policies.aws.types import RDS_CLUSTER, RDS_INSTANCE
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Level, Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_DISABLED: Final = "open-source-rds-extended-support-disabled"
_ENGINES: Final = ("aurora-mysql", "aurora-postgresql", "mysql", "postgres")


@stack_rule(
    title="Databases stay out of Extended Support",
    what="A database of PostgreSQL or MySQL, Aurora too, is not enrolled in RDS Extended Support.",
    why=(
        "Enrolled, which it then is for life, a database stays for years on a major version whose standard support has "
        "ended, at a price for each vCPU and hour, and nothing says so. Kept out, it is upgraded by RDS soon after "
        "that day: the upgrade has a date, and is tried and done before it, Region by Region."
    ),
    fix=(
        f"Set `engine_lifecycle_support='{_DISABLED}'` when the database is made; absent, it is enrolled. A replica "
        "has its source's, a member of a global cluster the global cluster's."
    ),
    severity=Severity.LOW,
    level=Level.ADVISORY,
    sources=(
        Source(
            "Amazon RDS user guide",
            "Creating a DB instance or a Multi-AZ DB cluster with Amazon RDS Extended Support",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support-creating-db-instance.html",
        ),
        Source(
            "Amazon RDS API reference",
            "CreateDBInstance, EngineLifecycleSupport",
            "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html",
        ),
    ),
    types=(RDS_INSTANCE, RDS_CLUSTER),
    passing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {engine: postgres, engineLifecycleSupport: open-source-rds-extended-support-disabled}
    """,
    failing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {engine: postgres}
    """,
)
def extended_support(stack: Stack) -> Iterator[Verdict]:
    """Judge every database of an engine that can be enrolled and that says so itself; by default it is."""
    for instance in stack.of_type(RDS_INSTANCE):
        yield _judge(instance, engine(instance, stack), "replicateSourceDb", follows=replicates(instance))
    for cluster in stack.of_type(RDS_CLUSTER):
        above = "replicationSourceIdentifier, globalClusterIdentifier"
        yield _judge(cluster, cluster.text("engine"), above, follows=_follows(cluster))


def _follows(cluster: Resource) -> bool | Unknown:
    """Whether a cluster replicates another, or belongs to a global cluster."""
    above = {cluster.text("replicationSourceIdentifier"), cluster.text("globalClusterIdentifier")} - {None, ""}
    if above == {UNKNOWN}:
        return UNKNOWN
    return bool(above)


def _judge(database: Resource, name: str | Unknown | None, path: str, *, follows: bool | Unknown) -> Verdict:
    support = database.text("engineLifecycleSupport")
    known_engine = not isinstance(name, Unknown)
    if support == _DISABLED or follows is True or (known_engine and name not in _ENGINES):
        return satisfied(database)
    unknown = [
        property_
        for property_, value in (("engineLifecycleSupport", support), ("engine", name), (path, follows))
        if value is UNKNOWN
    ]
    if unknown:
        return undecided(database, *unknown)
    given = "absent, which means enrolled" if support is None else support
    return violated(database, f"`engineLifecycleSupport` is {given}.")
