"""A replica in another Region follows an instance that is there, and that RDS lets others follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from policies.aws import arn
from policies.aws.arn import Arn, account_of
from policies.aws.rds import Standing, engine, replicates, source, standing
from policies.aws.types import RDS_INSTANCE
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, fleet_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_CASCADING: Final = ("mariadb", "mysql")
"""The engines of which a replica may itself be the source of one in another Region."""
_MANAGED_PASSWORD: Final = "sqlserver-"  # noqa: S105 (the beginning of engines' names)
"""The engines of which an instance may have replicas although RDS manages its password."""


@fleet_rule(
    title="Cross-Region replicas have a source",
    what=(
        "The source of a cross-Region replica is an RDS instance that a stack of the fleet declares, with automated "
        "backups, without a master password managed by RDS and, unless it is MySQL or MariaDB, no replica itself."
    ),
    why=(
        "A replica names its source by an ARN that another stack's names are built into: after a change of identifier, "
        "Region or generation there, or with a source that RDS makes no replicas of, the Region gets no database, and "
        "the loss of the writer's Region is the loss of its data."
    ),
    fix=(
        "Set `replicate_source_db` to the ARN of the writer that the other stack declares; there, set "
        "`backup_retention_period` and leave `manage_master_user_password` unset."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "Amazon RDS user guide",
            "Creating a read replica in a different AWS Region: considerations",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.XRgn.html",
        ),
        Source(
            "Amazon RDS user guide",
            "Password management with RDS and Secrets Manager: limitations",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html",
        ),
    ),
    types=(RDS_INSTANCE,),
    passing="""
        name: us-east-1
        config: {"aws:region": us-east-1}
        resources:
          orders:
            type: aws:rds:Instance
            properties: {identifier: orders-east, engine: postgres, multiAz: true, backupRetentionPeriod: 35}
        ---
        name: us-west-2
        config: {"aws:region": us-west-2}
        resources:
          orders-of-the-west:
            type: aws:rds:Instance
            properties:
              identifier: orders-west
              multiAz: true
              backupRetentionPeriod: 35
              replicateSourceDb: arn:aws:rds:us-east-1:123456789012:db:orders-east
    """,
    failing="""
        name: eu-central-1
        config: {"aws:region": eu-central-1}
        resources:
          orders-eu:
            type: aws:rds:Instance
            properties: {identifier: orders-frankfurt, engine: postgres, backupRetentionPeriod: 35}
        ---
        name: eu-west-1
        config: {"aws:region": eu-west-1}
        resources:
          orders-of-dublin:
            type: aws:rds:Instance
            properties:
              identifier: orders-dublin
              replicateSourceDb: arn:aws:rds:eu-south-1:123456789012:db:orders-frankfurt
    """,
)
def replica_sources(stack: Stack) -> Iterator[Verdict]:
    """Judge every cross-Region replica."""
    for instance in stack.of_type(RDS_INSTANCE):
        role = standing(instance, stack)
        if role is Standing.CROSS_REGION_REPLICA:
            yield _judge(instance, stack)
        elif role is Standing.UNKNOWN:
            yield undecided(instance, "region" if instance.region is UNKNOWN else "replicateSourceDb")


def _judge(replica: Resource, stack: Stack) -> Verdict:
    found = source(replica, stack)
    named = replica.text("replicateSourceDb")
    if isinstance(found, Unknown):
        return undecided(replica, "replicateSourceDb")
    if isinstance(named, str) and (parsed := arn.parse(named)):
        if not parsed.resource.startswith("db:"):
            return satisfied(replica)  # a cluster: what holds for it is another matter
        if found is None or parsed.account not in ("", account_of(found) or parsed.account):
            return _undeclared(replica, parsed, stack)
    return _judge_source(replica, found, stack) if found else undecided(replica, "replicateSourceDb")


def _undeclared(replica: Resource, named: Arn, stack: Stack) -> Verdict:
    doubtful = [
        f"region and identifier of {other}"
        for other in stack.of_type(RDS_INSTANCE)
        if other is not replica
        and other.region in (UNKNOWN, named.region)
        and other.text("identifier") in (UNKNOWN, None, named.resource.removeprefix("db:"))
        and named.account in ("", account_of(other) or named.account)
    ]
    if doubtful:
        return undecided(replica, *doubtful)
    return violated(
        replica,
        f"`replicateSourceDb` names {named.resource} in {named.region}, account {named.account}: no stack declares it.",
    )


def _judge_source(replica: Resource, found: Resource, stack: Stack) -> Verdict:
    kind = engine(found, stack)
    managed = found.flag("manageMasterUserPassword")
    retention = found.number("backupRetentionPeriod")
    follows = replicates(found)
    name = f"{found} of stack {found.stack}"
    unknown: Sequence[str] = [
        f"{path} of {found}"
        for path, value in (
            ("engine", kind if True in (managed, follows) else None),
            ("manageMasterUserPassword", managed),
            ("backupRetentionPeriod", retention),
            ("replicateSourceDb", follows),
        )
        if value is UNKNOWN
    ]
    if retention in (None, 0):
        return violated(
            replica, f"Its source, {name}, has no automated backups: `backupRetentionPeriod` is {retention}."
        )
    if isinstance(kind, str) and managed is True and not kind.startswith(_MANAGED_PASSWORD):
        return violated(replica, f"Its source, {name}, sets `manageMasterUserPassword`.")
    if isinstance(kind, str) and follows is True and kind not in _CASCADING:
        return violated(replica, f"Its source, {name}, is itself a replica, of {found.text('replicateSourceDb')}.")
    return undecided(replica, *unknown) if unknown else satisfied(replica)
