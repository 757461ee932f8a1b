"""A database has a standby in another Availability Zone."""

from collections.abc import Iterator

from policies.aws.rds import Standing, on_outpost, standing
from policies.aws.types import AUTOSCALING_TARGET, RDS_CLUSTER, RDS_CLUSTER_INSTANCE, RDS_INSTANCE
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Databases are Multi-AZ",
    what=(
        "A database that a Region depends on has a standby in another Availability Zone: an instance is Multi-AZ, a "
        "cluster has two instances or more."
    ),
    why=(
        "When the zone of a single-AZ database fails, the Region has no database until someone restores a backup: that "
        "takes hours and loses the last minutes' writes. With Multi-AZ, RDS fails over by itself in one to two minutes "
        "and loses nothing."
    ),
    fix=(
        "Set `multi_az=True` on an instance, `db_cluster_instance_class` on a Multi-AZ DB cluster, or add an "
        "`rds.ClusterInstance` in another zone to an Aurora cluster. A read replica in its source's own Region may do "
        "without: others take its reads."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "AWS Security Hub",
            "RDS.5",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-5",
        ),
        Source(
            "AWS Security Hub",
            "RDS.15",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-15",
        ),
        Source(
            "AWS Well-Architected",
            "REL10-BP01",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/rel_fault_isolation_multiaz_region_system.html",
        ),
    ),
    types=(RDS_INSTANCE, RDS_CLUSTER),
    passing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {identifier: orders, instanceClass: db.r8g.large, multiAz: true}
          search:
            type: aws:rds:Instance
            properties: {instanceClass: db.r8g.large, replicateSourceDb: "${orders.identifier}"}
    """,
    failing="""
        resources:
          orders:
            type: aws:rds:Instance
            properties: {identifier: orders, instanceClass: db.r8g.large}
          recovery:
            type: aws:rds:Instance
            properties: {instanceClass: db.r8g.large, region: us-west-2, replicateSourceDb: "${orders.arn}"}
    """,
)
def multi_az(stack: Stack) -> Iterator[Verdict]:
    """Judge every cluster, and every instance but the read replicas in their source's Region and those on Outposts."""
    for cluster in stack.of_type(RDS_CLUSTER):
        yield _judge_cluster(cluster, stack)
    for instance in stack.of_type(RDS_INSTANCE):
        enabled = instance.flag("multiAz")
        role = standing(instance, stack)
        if enabled is True or role is Standing.READ_REPLICA:
            yield satisfied(instance)
        elif enabled is UNKNOWN:
            yield undecided(instance, "multiAz")
        elif role is Standing.UNKNOWN:
            yield undecided(instance, "replicateSourceDb")
        else:
            yield _judge_single(instance, role, stack)


def _judge_single(instance: Resource, role: Standing, stack: Stack) -> Verdict:
    outpost = on_outpost(instance, stack)
    if outpost is UNKNOWN:
        return undecided(instance, "dbSubnetGroupName")
    # An Outpost is one zone: there is a standby only where a company has two.
    if outpost:
        return satisfied(instance)
    return violated(instance, f"`multiAz` is not true: this {role.value} runs in one Availability Zone.")


def _judge_cluster(cluster: Resource, stack: Stack) -> Verdict:
    """Judge a cluster by its instances; RDS itself makes those of a Multi-AZ DB cluster and of Aurora Serverless v1."""
    class_, mode = cluster.text("dbClusterInstanceClass"), cluster.text("engineMode")
    if class_ not in (None, "", UNKNOWN) or mode == "serverless":
        return satisfied(cluster)
    if UNKNOWN in (class_, mode):
        return undecided(cluster, "dbClusterInstanceClass", "engineMode")
    members, possible = _members(cluster, stack)
    zones = [member.text("availabilityZone") for member in members]
    known = {zone for zone in zones if zone not in (None, UNKNOWN)}
    # Aurora itself spreads the instances for which no zone is given.
    if len(known) > 1 or (len(members) > 1 and None in zones):
        return satisfied(cluster)
    if possible or not members or UNKNOWN in zones:
        return undecided(cluster, "clusterIdentifier and availabilityZone of its instances")
    if len(members) > 1:
        return violated(cluster, f"`availabilityZone` of all its instances is {zones[0]}.")
    return violated(cluster, f"{members[0]} is its only instance: it runs in one Availability Zone.")


def _members(cluster: Resource, stack: Stack) -> tuple[list[Resource], bool]:
    """The instances that the stack declares for a cluster, and whether there may be more."""
    members, possible = [], False
    for instance in stack.of_type(RDS_CLUSTER_INSTANCE):
        named = stack.referents(instance, "clusterIdentifier", RDS_CLUSTER)
        if named == (cluster,):
            members.append(instance)
        elif cluster in named or (instance.text("clusterIdentifier") is UNKNOWN and not named):
            possible = True
    scaled = any(_scales_replicas(target, cluster) for target in stack.of_type(AUTOSCALING_TARGET))
    return members, possible or scaled


def _scales_replicas(target: Resource, cluster: Resource) -> bool:
    """Whether Application Auto Scaling may add replicas to a cluster."""
    resource = target.text("resourceId")
    return target.text("scalableDimension") in ("rds:cluster:ReadReplicaCount", UNKNOWN) and (
        resource is UNKNOWN or resource == f"cluster:{cluster.text('clusterIdentifier')}"
    )
