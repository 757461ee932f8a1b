"""Every replica of a table is encrypted with a key of its own Region, or none is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policies.aws.dynamodb import region_of, separate_replicas
from policies.aws.kms import key_regions
from policies.aws.types import DYNAMODB_TABLE, KMS_KEY, KMS_REPLICA_KEY
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_TABLE_KEY = "serverSideEncryption.kmsKeyArn"


@stack_rule(
    title="Replicas have keys of their Regions",
    what=("Of a table and its replicas, each names a customer managed KMS key of its own Region, or none names a key."),
    why=(
        "DynamoDB makes no replica with a key of another Region, and none without a key where the others have one: the "
        "Region that should have the data has no table. A replica that hung on a key elsewhere would be lost with it."
    ),
    fix=(
        "Set `kms_key_arn` of each replica to a key of its Region where the table's `server_side_encryption` names "
        "one; otherwise leave it out everywhere."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS CloudFormation template reference",
            "AWS::DynamoDB::GlobalTable ReplicaSpecification",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
            "aws-properties-dynamodb-globaltable-replicaspecification.html",
        ),
        Source(
            "AWS CloudFormation template reference",
            "AWS::DynamoDB::GlobalTable ReplicaSSESpecification",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
            "aws-properties-dynamodb-globaltable-replicassespecification.html",
        ),
        Source(
            "Amazon DynamoDB developer guide",
            "DynamoDB global tables security",
            "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/globaltables-security.html",
        ),
    ),
    types=(DYNAMODB_TABLE,),
    passing="""
        resources:
          east: {type: aws:kms:Key}
          west: {type: aws:kms:Key, properties: {region: us-west-2}}
          carts:
            type: aws:dynamodb:Table
            properties:
              name: carts
              streamEnabled: true
              streamViewType: NEW_AND_OLD_IMAGES
              serverSideEncryption: {enabled: true, kmsKeyArn: "${east.arn}"}
              replicas: [{regionName: us-west-2, kmsKeyArn: "${west.arn}"}]
    """,
    failing="""
        resources:
          east: {type: aws:kms:Key}
          carts:
            type: aws:dynamodb:Table
            properties:
              name: carts
              streamEnabled: true
              streamViewType: NEW_AND_OLD_IMAGES
              serverSideEncryption: {enabled: true, kmsKeyArn: "${east.arn}"}
              replicas: [{regionName: us-west-2, kmsKeyArn: "${east.arn}"}]
    """,
)
def replica_keys(stack: Stack) -> Iterator[Verdict]:
    """Judge every table with its inline replicas and the `TableReplica`s that are certainly its own."""
    for table in stack.of_type(DYNAMODB_TABLE):
        copies = _copies(table, stack)
        if isinstance(copies, Unknown):
            yield undecided(table, "replicas")
        else:
            yield _judge(table, copies, stack)


@dataclass(frozen=True, slots=True)
class _Copy:
    """A table, or a replica of it.

    Attributes:
        name: what messages call it.
        region: its Region.
        resource: the resource that declares it.
        path: where that resource names its key.
        key: the key; None where it names none.
    """

    name: str
    region: str | Unknown | None
    resource: Resource
    path: str
    key: str | Unknown | None

    def names_key(self, stack: Stack) -> bool | Unknown:
        """Whether it names a key; a value that is not known yet is one if it comes from one."""
        if self.key is not UNKNOWN:
            return self.key not in (None, "")
        return True if stack.referents(self.resource, self._property, KMS_KEY, KMS_REPLICA_KEY) else UNKNOWN

    def regions(self, stack: Stack) -> frozenset[str] | Unknown:
        """The Regions that its key may be in; its own where it names none."""
        if self.key is None or self.key == "":
            return frozenset({self.region}) if isinstance(self.region, str) else UNKNOWN
        return key_regions(self.resource, self._property, self.key, stack)

    @property
    def _property(self) -> str:
        return self.path.split("[", maxsplit=1)[0]


def _copies(table: Resource, stack: Stack) -> Sequence[_Copy] | Unknown:
    """A table and its replicas, the table first."""
    replicas = table.blocks("replicas")
    if isinstance(replicas, Unknown):
        return UNKNOWN
    copies = [_Copy("the table", table.region, table, _TABLE_KEY, table.text(_TABLE_KEY))]
    for index, replica in enumerate(replicas):
        if isinstance(replica, Unknown):
            return UNKNOWN
        region, key = replica.text("regionName"), replica.text("kmsKeyArn")
        copies.append(_Copy(f"the replica in {region_of(replica)}", region, table, f"replicas[{index}].kmsKeyArn", key))
    copies += [
        _Copy(str(separate), separate.region, separate, "kmsKeyArn", separate.text("kmsKeyArn"))
        for separate in separate_replicas(table, stack)[0]
    ]
    return copies


def _judge(table: Resource, copies: Sequence[_Copy], stack: Stack) -> Verdict:
    faults = [fault for copy in copies if (fault := _fault(copy, copies[0], stack))]
    if faults:
        return violated(table, " ".join(faults))
    unknown = [
        copy.path for copy in copies if copy.names_key(stack) is UNKNOWN or isinstance(copy.regions(stack), Unknown)
    ]
    unknown += [f"the Region of {copy.name}" for copy in copies if copy.region is UNKNOWN]
    return undecided(table, *unknown) if unknown and len(copies) > 1 else satisfied(table)


def _fault(copy: _Copy, table: _Copy, stack: Stack) -> str:
    """What is wrong with the key of a copy; empty if nothing is, or if that is not known."""
    regions = copy.regions(stack)
    if isinstance(copy.region, str) and not isinstance(regions, Unknown) and copy.region not in regions:
        return f"`{copy.path}` of {copy.name} names a key in {', '.join(sorted(regions))}."
    given, of_table = copy.names_key(stack), table.names_key(stack)
    if given is True and of_table is False:
        return f"`{copy.path}` of {copy.name} names a key; the table names none."
    if given is False and of_table is True:
        return f"`{copy.path}` of {copy.name} is absent; the table names a key."
    return ""
