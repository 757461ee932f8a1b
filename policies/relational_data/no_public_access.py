"""A database has no address on the internet."""

from collections.abc import Iterator

from policies.aws.types import RDS_INSTANCE
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@resource_rule(
    title="Databases are not on the internet",
    what="No RDS instance is publicly accessible.",
    why=(
        "An instance with a public address is one security group rule away from everybody: attempts to log in fill its "
        "connections until customers get none, and one guessed password is the loss of all data."
    ),
    fix="Set `publicly_accessible=False` and reach the instance through its VPC, a peering or a VPN.",
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Security Hub",
            "RDS.2",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-2",
        ),
    ),
    types=(RDS_INSTANCE,),
    corrections={"publiclyAccessible": False},
    passing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {instanceClass: db.r8g.large}
    """,
    failing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {instanceClass: db.r8g.large, publiclyAccessible: true}
    """,
)
def no_public_access(instance: Resource) -> Iterator[Verdict]:
    """Judge every instance; the provider's default is no public address."""
    public = instance.flag("publiclyAccessible")
    if public is UNKNOWN:
        yield undecided(instance, "publiclyAccessible")
    elif public:
        yield violated(instance, "`publiclyAccessible` is true.")
    else:
        yield satisfied(instance)
