"""A database's log outlives the database."""

from collections.abc import Iterator
from typing import Final

from policies.aws.rds import engine
from policies.aws.types import RDS_CLUSTER, RDS_INSTANCE
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_LOGS: Final = {
    "postgres": "postgresql",
    "aurora-postgresql": "postgresql",
    "mysql": "error",
    "aurora-mysql": "error",
    "mariadb": "error",
    "oracle": "alert",
    "sqlserver": "error",
    "db2": "diag.log",
}
"""By engine, the log that errors are in.

Source: Amazon RDS API reference, EnableCloudwatchLogsExports of `CreateDBInstance` and of `CreateDBCluster`.
"""


@stack_rule(
    title="Databases export their log",
    what="RDS exports the log that a database's errors are in to CloudWatch Logs.",
    why=(
        "RDS keeps logs on the instance, for days, and they are gone with it. After a failover or a deletion nobody "
        "can tell what happened, and no alarm can rest on an error that only the database knows."
    ),
    fix=(
        "Name the engine's log in `enabled_cloudwatch_logs_exports`: `postgresql`, `error` (MySQL, MariaDB, SQL "
        "Server), `alert` (Oracle) or `diag.log` (Db2). A replica has its own."
    ),
    severity=Severity.LOW,
    sources=(
        Source(
            "AWS Security Hub",
            "RDS.9",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-9",
        ),
        Source(
            "AWS Security Hub",
            "RDS.37",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-37",
        ),
        Source(
            "Amazon RDS API reference",
            "CreateDBInstance, EnableCloudwatchLogsExports",
            "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html",
        ),
    ),
    types=(RDS_INSTANCE, RDS_CLUSTER),
    passing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {engine: postgres, enabledCloudwatchLogsExports: [postgresql, upgrade]}
    """,
    failing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {engine: postgres, enabledCloudwatchLogsExports: [upgrade]}
    """,
)
def log_exports(stack: Stack) -> Iterator[Verdict]:
    """Judge every database whose engine is known, that of its source for a replica; by default none is exported."""
    for database in stack.of_type(RDS_INSTANCE, RDS_CLUSTER):
        name = engine(database, stack) if database.type == RDS_INSTANCE else database.text("engine")
        exported = database.texts("enabledCloudwatchLogsExports")
        if isinstance(name, Unknown):
            yield undecided(database, "engine")
        elif isinstance(exported, Unknown):
            yield undecided(database, "enabledCloudwatchLogsExports")
        else:
            yield _judge(database, _log_of(name or ""), exported)


def _log_of(engine_name: str) -> str | None:
    return _LOGS.get(engine_name) or _LOGS.get(engine_name.split("-", 1)[0])


def _judge(database: Resource, log: str | None, exported: object) -> Verdict:
    logs = list(exported) if isinstance(exported, list | tuple) else []
    if log is None or log in logs:
        return satisfied(database)
    if UNKNOWN in logs:
        return undecided(database, "enabledCloudwatchLogsExports")
    named = ", ".join(str(one) for one in logs) or "no log"
    return violated(database, f"`enabledCloudwatchLogsExports` names {named}; errors are in {log}.")
