"""A writer's data has a copy in another Region that keeps up with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policies.aws import arn
from policies.aws.rds import Standing, standing
from policies.aws.regions import may_be_copied
from policies.aws.types import RDS_INSTANCE, RDS_INSTANCE_AUTOMATED_BACKUPS_REPLICATION
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, fleet_rule
from policies.framework.values import UNKNOWN, Answer, Unknown, every
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@fleet_rule(
    title="Databases have a copy elsewhere",
    what=(
        "An RDS instance that takes writes has a cross-Region replica in some stack, or replicates its automated "
        "backups, in another Region; in the EU, if it is there itself."
    ),
    why=(
        "With the Region of a writer that has neither, all orders are lost since the last snapshot that was copied out "
        "of it: a day's, with daily backups. A replica loses seconds, replicated backups minutes."
    ),
    fix=(
        "Declare an `rds.Instance` in another Region whose `replicate_source_db` is the writer's ARN, or an "
        "`rds.InstanceAutomatedBackupsReplication` of it whose `region` is another one."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "AWS Well-Architected",
            "REL13-BP02",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
            "rel_planning_for_recovery_disaster_recovery.html",
        ),
        Source(
            "Amazon RDS user guide",
            "Replicating automated backups to another AWS Region",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReplicateBackups.html",
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
          network:
            type: aws:ec2:Vpc
            properties: {cidrBlock: 10.48.0.0/16}
    """,
)
def database_copies(stack: Stack) -> Iterator[Verdict]:
    """Judge every instance that replicates nothing."""
    copies = [
        *(_Copy(replica, "replicateSourceDb") for replica in stack.of_type(RDS_INSTANCE)),
        *(
            _Copy(replication, "sourceDbInstanceArn")
            for replication in stack.of_type(RDS_INSTANCE_AUTOMATED_BACKUPS_REPLICATION)
        ),
    ]
    for instance in stack.of_type(RDS_INSTANCE):
        role = standing(instance, stack)
        if role is Standing.SOURCE:
            yield _judge(instance, [copy for copy in copies if copy.holder is not instance])
        elif role is Standing.UNKNOWN and not instance.sources("replicateSourceDb"):
            yield undecided(instance, "replicateSourceDb")


@dataclass(frozen=True)
class _Copy:
    """What may hold an instance's data elsewhere.

    Attributes:
        holder: the replica, or the replication of backups.
        path: the property that names the instance.
    """

    holder: Resource
    path: str

    def is_of(self, instance: Resource) -> Answer:
        """Whether it is of an instance."""
        named, sources = self.holder.text(self.path), self.holder.sources(self.path)
        if not isinstance(named, Unknown):
            return bool(named) and (instance.urn in sources or _is_named(instance, named or ""))
        instances = [urn for urn in sources if f"{RDS_INSTANCE}::" in urn]
        if instances and instance.urn not in instances:
            return False
        return True if len(instances) == 1 else UNKNOWN

    def keeps(self, instance: Resource) -> Answer:
        """Whether it is where an instance's data may be, and may be needed."""
        source, destination = instance.region, self.holder.region
        if not isinstance(source, str) or not isinstance(destination, str):
            return UNKNOWN
        return source != destination and may_be_copied(source, destination)


def _is_named(instance: Resource, named: str) -> Answer:
    """Whether an ARN is an instance's, also one that is built of names; an identifier names one of the same Region."""
    parsed = arn.parse(named)
    if parsed is None or named == instance.text("arn"):
        return parsed is not None
    region, identifier = instance.region, instance.text("identifier")
    return every(
        (
            UNKNOWN if region in (None, UNKNOWN) else region == parsed.region,
            UNKNOWN if identifier in (None, UNKNOWN) else f"db:{identifier}" == parsed.resource,
        )
    )


def _judge(instance: Resource, copies: Sequence[_Copy]) -> Verdict:
    own = [copy for copy in copies if copy.is_of(instance) is True]
    if any(copy.keeps(instance) is True for copy in own):
        return satisfied(instance)
    doubtful = [f"region of {copy.holder}" for copy in own if copy.keeps(instance) is UNKNOWN]
    doubtful += [
        f"{copy.path} of {copy.holder}"
        for copy in copies
        if copy.is_of(instance) is UNKNOWN and copy.keeps(instance) is not False
    ]
    if doubtful:
        return undecided(instance, *(["region"] if instance.region in (None, UNKNOWN) else doubtful))
    others = ", ".join(sorted(f"{copy.holder} in {copy.holder.region}" for copy in own))
    only = f"its copies are not of that kind: {others}" if others else "it has no copy"
    return violated(instance, f"No replica and no replicated backups stand in for {instance.region}: {only}.")
