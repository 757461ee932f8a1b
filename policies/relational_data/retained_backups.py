"""The automated backups of a database outlive it."""

from collections.abc import Iterator

from policies.aws.rds import Standing, standing
from policies.aws.types import RDS_CLUSTER, RDS_INSTANCE
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Backups outlive their database",
    what="RDS retains a database's automated backups when the database is deleted.",
    why=(
        "The final snapshot holds only the last state. Whoever deletes a database, by mistake or with intent, "
        "otherwise deletes every earlier state with it: data that was damaged before cannot be brought back."
    ),
    fix=(
        "Set `delete_automated_backups=False`: what is retained expires with the retention period. A read replica in "
        "its source's own Region may do without; of a Multi-AZ DB cluster RDS cannot retain them."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon RDS user guide",
            "Deleting a DB instance",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html",
        ),
        Source(
            "Amazon Aurora user guide",
            "Retaining automated backups",
            "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Managing.Backups.Retaining.html",
        ),
        Source(
            "AWS Well-Architected",
            "REL09-BP02",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
            "rel_backing_up_data_secured_backups_data.html",
        ),
    ),
    types=(RDS_INSTANCE, RDS_CLUSTER),
    passing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {identifier: orders, instanceClass: db.r8g.large, deleteAutomatedBackups: false}
          search:
            type: aws:rds:Instance
            properties: {instanceClass: db.r8g.large, replicateSourceDb: "${orders.identifier}"}
    """,
    failing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {identifier: orders, instanceClass: db.r8g.large}
    """,
)
def retained_backups(stack: Stack) -> Iterator[Verdict]:
    """Judge every Aurora cluster, and every instance but the read replicas in their source's Region.

    The provider deletes the backups by default.
    """
    for cluster in stack.of_type(RDS_CLUSTER):
        yield _judge_cluster(cluster)
    for instance in stack.of_type(RDS_INSTANCE):
        deletes = instance.flag("deleteAutomatedBackups")
        role = standing(instance, stack)
        if deletes is False or role is Standing.READ_REPLICA:
            yield satisfied(instance)
        elif deletes is UNKNOWN:
            yield undecided(instance, "deleteAutomatedBackups")
        elif role is Standing.UNKNOWN:
            yield undecided(instance, "replicateSourceDb")
        else:
            given = "absent, which means true" if deletes is None else "true"
            yield violated(instance, f"`deleteAutomatedBackups` is {given}: the backups go with this {role.value}.")


def _judge_cluster(cluster: Resource) -> Verdict:
    """Judge a cluster; RDS can retain the backups of an Aurora cluster alone, and not those of Serverless v1."""
    deletes = cluster.flag("deleteAutomatedBackups")
    engine, mode = cluster.text("engine"), cluster.text("engineMode")
    if deletes is False or mode == "serverless" or not (engine is UNKNOWN or str(engine).startswith("aurora")):
        return satisfied(cluster)
    unknown = [
        name
        for name, value in (("deleteAutomatedBackups", deletes), ("engine", engine), ("engineMode", mode))
        if value is UNKNOWN
    ]
    if unknown:
        return undecided(cluster, *unknown)
    given = "absent, which means true" if deletes is None else "true"
    return violated(cluster, f"`deleteAutomatedBackups` is {given}: the backups go with this cluster.")
