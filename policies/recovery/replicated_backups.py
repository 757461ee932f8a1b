"""A database's replicated backups reach back as far as its own, in another Region, and stay in the EU."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.aws.regions import may_be_copied, named_region
from policies.aws.types import RDS_INSTANCE, RDS_INSTANCE_AUTOMATED_BACKUPS_REPLICATION
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Outcome, Verdict, satisfied, undecided, violated

DEFAULT_DAYS: Final = 7
"""The retention of a replication that has none (Amazon RDS API: `StartDBInstanceAutomatedBackupsReplication`)."""


@stack_rule(
    title="Replicated backups reach as far back as their source",
    what=(
        "A replication of a database's automated backups keeps them as long as the database does, in another Region, "
        "and in the EU if the database is there."
    ),
    why=(
        "These backups bring the database back when its Region is lost, and when a mistake has reached every replica. "
        "A shorter retention leaves nothing from before the mistake; copies outside the EU keep personal data of its "
        "residents where it may not be kept."
    ),
    fix=(
        "Set `retention_period` to the database's `backup_retention_period`, and `region` to another Region, for "
        "a database in the EU to another one in the EU."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon RDS user guide",
            "Replicating automated backups to another AWS Region",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReplicateBackups.html",
        ),
        Source(
            "Amazon RDS API reference",
            "StartDBInstanceAutomatedBackupsReplication",
            "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/"
            "API_StartDBInstanceAutomatedBackupsReplication.html",
        ),
    ),
    types=(RDS_INSTANCE_AUTOMATED_BACKUPS_REPLICATION,),
    passing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {identifier: orders, backupRetentionPeriod: 35}
          elsewhere:
            type: aws:rds:InstanceAutomatedBackupsReplication
            properties: {region: us-west-2, sourceDbInstanceArn: "${orders.arn}", retentionPeriod: 35}
    """,
    failing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {identifier: orders, backupRetentionPeriod: 35}
          elsewhere:
            type: aws:rds:InstanceAutomatedBackupsReplication
            properties: {region: us-west-2, sourceDbInstanceArn: "${orders.arn}"}
    """,
)
def replicated_backups(stack: Stack) -> Iterator[Verdict]:
    """Judge every replication by its retention and its Region."""
    for replication in stack.of_type(RDS_INSTANCE_AUTOMATED_BACKUPS_REPLICATION):
        verdicts = (_judge_retention(replication, stack), _judge_region(replication, stack))
        worst = [
            verdict
            for outcome in (Outcome.VIOLATED, Outcome.UNDECIDED)
            for verdict in verdicts
            if verdict.outcome is outcome
        ]
        yield worst[0] if worst else satisfied(replication)


def _judge_retention(replication: Resource, stack: Stack) -> Verdict:
    days = replication.number("retentionPeriod")
    kept = DEFAULT_DAYS if days is None else days
    source = stack.referents(replication, "sourceDbInstanceArn", RDS_INSTANCE)
    if len(source) != 1:
        # The database of another stack keeps what that stack says.
        return undecided(replication, "sourceDbInstanceArn") if source else satisfied(replication)
    window = source[0].number("backupRetentionPeriod")
    if UNKNOWN in (kept, window):
        return undecided(replication, "retentionPeriod" if kept is UNKNOWN else f"backupRetentionPeriod of {source[0]}")
    if _less(kept, window):
        said = f"is absent, which means {DEFAULT_DAYS}" if days is None else f"is {days}"
        return violated(replication, f"`retentionPeriod` {said}; {source[0]} keeps its backups for {window} days.")
    return satisfied(replication)


def _less(kept: float | Unknown, window: float | Unknown | None) -> bool:
    return not isinstance(kept, Unknown) and not isinstance(window, Unknown) and kept < (window or 0)


def _judge_region(replication: Resource, stack: Stack) -> Verdict:
    source = named_region(replication, "sourceDbInstanceArn", stack, RDS_INSTANCE)
    region = replication.region
    if source is None or region is None or source is UNKNOWN or region is UNKNOWN:
        return undecided(replication, "region" if region is UNKNOWN else "sourceDbInstanceArn")
    if source == region:
        return violated(replication, f"`region` is {region}, where the database is itself.")
    if not may_be_copied(source, region):
        return violated(
            replication, f"`region` is {region}; the database is in {source}: its backups go out of the EU."
        )
    return satisfied(replication)
