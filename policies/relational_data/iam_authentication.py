"""Services can log in to a database by IAM."""

from collections.abc import Iterator
from typing import Final

from policies.aws.rds import engine
from policies.aws.types import RDS_CLUSTER, RDS_INSTANCE
from policies.framework.resources import Stack
from policies.framework.rule import Level, Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_ENGINES: Final = ("aurora-mysql", "aurora-postgresql", "mariadb", "mysql", "postgres")


@stack_rule(
    title="Databases take IAM logins",
    what="A database of PostgreSQL, MySQL or MariaDB, Aurora too, lets services log in with IAM tokens.",
    why=(
        "A password has to reach every Region that a database may be promoted in, and a rotation that reaches one of "
        "them late takes its services down. A token of 15 minutes, made from the task's own role, needs none of that."
    ),
    fix="Set `iam_database_authentication_enabled=True`, on replicas too, and grant `rds-db:connect` to the roles.",
    severity=Severity.LOW,
    level=Level.ADVISORY,
    sources=(
        Source(
            "AWS Security Hub",
            "RDS.10",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-10",
        ),
        Source(
            "AWS Security Hub",
            "RDS.12",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-12",
        ),
        Source(
            "Amazon RDS user guide",
            "IAM database authentication",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html",
        ),
    ),
    types=(RDS_INSTANCE, RDS_CLUSTER),
    passing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {engine: postgres, iamDatabaseAuthenticationEnabled: true}
    """,
    failing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {engine: postgres}
    """,
)
def iam_authentication(stack: Stack) -> Iterator[Verdict]:
    """Judge every instance and cluster of an engine that can; the provider's default is off."""
    for database in stack.of_type(RDS_INSTANCE, RDS_CLUSTER):
        enabled = database.flag("iamDatabaseAuthenticationEnabled")
        name = engine(database, stack) if database.type == RDS_INSTANCE else database.text("engine")
        if enabled is True or not (isinstance(name, Unknown) or name in _ENGINES):
            yield satisfied(database)
        elif enabled is UNKNOWN:
            yield undecided(database, "iamDatabaseAuthenticationEnabled")
        elif isinstance(name, Unknown):
            yield undecided(database, "engine")
        else:
            yield violated(database, "`iamDatabaseAuthenticationEnabled` is not true.")
