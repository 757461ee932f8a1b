"""A replica has its source's login and databases."""

from collections.abc import Iterator

from policies.aws.types import RDS_INSTANCE
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_OF_THE_SOURCE = ("dbName", "manageMasterUserPassword", "password", "passwordWo", "username")


@resource_rule(
    title="Replicas have their source's login",
    what="An RDS instance that replicates another has no user name, no password and no database name of its own.",
    why=(
        "RDS and the provider refuse them beside a source: the replica that should survive the loss of a Region is "
        "never made, or an update of it fails."
    ),
    fix="Leave out `username`, `password`, `password_wo`, `db_name` and `manage_master_user_password` on the replica.",
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "Amazon RDS API reference",
            "CreateDBInstanceReadReplica",
            "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstanceReadReplica.html",
        ),
    ),
    types=(RDS_INSTANCE,),
    passing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {instanceClass: db.r8g.large, username: shop, manageMasterUserPassword: true}
          recovery:
            type: aws:rds:Instance
            properties:
              instanceClass: db.r8g.large
              replicateSourceDb: arn:aws:rds:us-east-1:123456789012:db:payments
    """,
    failing="""
        resources:
          recovery:
            type: aws:rds:Instance
            properties:
              instanceClass: db.r8g.large
              replicateSourceDb: arn:aws:rds:us-east-1:123456789012:db:payments
              username: shop
    """,
)
def replica_credentials(replica: Resource) -> Iterator[Verdict]:
    """Judge every instance; by its inputs, since a replica's outputs tell its source's login."""
    source = replica.text("replicateSourceDb")
    values = {path: replica.value(path) for path in _OF_THE_SOURCE}
    given = [path for path, value in values.items() if value not in (None, False, "false", "", UNKNOWN)]
    unknown = [path for path, value in values.items() if value is UNKNOWN]
    if source in (None, "") or not (given or unknown):
        yield satisfied(replica)
    elif source is UNKNOWN:
        yield undecided(replica, "replicateSourceDb")
    elif given:
        yield violated(replica, f"{', '.join(f'`{path}`' for path in given)} stands beside `replicateSourceDb`.")
    else:
        yield undecided(replica, *unknown)
