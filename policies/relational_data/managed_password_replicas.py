"""An instance that others replicate has a password that RDS does not manage."""

from collections.abc import Iterator

from policies.aws.rds import engine, source
from policies.aws.types import RDS_INSTANCE
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Replicated databases manage their own password",
    what="RDS does not manage the master password of an instance that has replicas, unless its engine is SQL Server.",
    why=(
        "RDS makes no read replica of an instance whose credentials it manages in Secrets Manager: the replicas, and "
        "with them the copy in another Region, are never made."
    ),
    fix=(
        "Leave out `manage_master_user_password` on the source; set `password` from a generated one that a Secrets "
        "Manager secret keeps."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "Amazon RDS user guide",
            "Password management with Amazon RDS and AWS Secrets Manager, limitations",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html",
        ),
    ),
    types=(RDS_INSTANCE,),
    passing="""
        resources:
          login:
            type: random:index:RandomPassword
            properties: {length: 48}
          orders:
            type: aws:rds:Instance
            properties: {identifier: orders, engine: postgres, username: shop, password: "${login.result}"}
          search:
            type: aws:rds:Instance
            properties: {replicateSourceDb: "${orders.identifier}"}
    """,
    failing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {identifier: orders, engine: postgres, username: shop, manageMasterUserPassword: true}
          search:
            type: aws:rds:Instance
            properties: {replicateSourceDb: "${orders.identifier}"}
    """,
)
def managed_password_replicas(stack: Stack) -> Iterator[Verdict]:
    """Judge every instance by the replicas that the stack declares."""
    replicas: dict[Resource, Resource] = {}
    doubtful = []
    for replica in stack.of_type(RDS_INSTANCE):
        found = source(replica, stack)
        if isinstance(found, Unknown):
            doubtful.append(replica)
        elif found:
            replicas[found] = replica
    for instance in stack.of_type(RDS_INSTANCE):
        yield _judge(instance, replicas.get(instance), doubtful, stack)


def _judge(instance: Resource, replica: Resource | None, doubtful: list[Resource], stack: Stack) -> Verdict:
    managed = instance.flag("manageMasterUserPassword")
    if managed in (None, False) or not (replica or doubtful):
        return satisfied(instance)
    if managed is UNKNOWN:
        return undecided(instance, "manageMasterUserPassword")
    if replica is None:
        return undecided(instance, *(f"replicateSourceDb of {other}" for other in doubtful))
    name = engine(instance, stack)
    if isinstance(name, Unknown):
        return undecided(instance, "engine")
    if name is None or name.startswith("sqlserver-"):
        return satisfied(instance)
    return violated(instance, f"`manageMasterUserPassword` is true, and {replica} replicates it.")
