"""A bucket that customers are served from has a replica in another Region."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policies.aws.s3 import Buckets
from policies.aws.types import BUCKET_REPLICATION_CONFIG, BUCKETS, CLOUDFRONT_DISTRIBUTIONS
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@dataclass(frozen=True, slots=True)
class _Replication:
    """One rule by which a bucket is replicated.

    Attributes:
        declared: the resource that says so.
        sources: the bucket that is replicated, or those that it may be; none where another stack declares it.
        destinations: likewise those that it is replicated to.
        enabled: whether it is at work.
        whole: whether it is about everything in the bucket.
    """

    declared: Resource
    sources: Sequence[Resource] | Unknown
    destinations: Sequence[Resource] | Unknown
    enabled: bool | Unknown
    whole: bool | Unknown


@stack_rule(
    title="Buckets that serve customers are replicated",
    what="A bucket that is an origin of a CloudFront distribution is replicated to another Region, or is the replica.",
    why=(
        "When the Region of the only bucket fails, pages come without images and scripts, in every Region: the shop is "
        "up and cannot be used. An origin group can only turn to a replica that exists."
    ),
    fix=(
        "Declare an `s3.BucketReplicationConfig` with a rule of status Enabled, without a prefix or tags in its "
        "filter, to a bucket in another Region, and make that the second member of the distribution's origin group."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Security Hub",
            "S3.7",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-7",
        ),
        Source(
            "Amazon S3 user guide",
            "Replicating objects within and across Regions",
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html",
        ),
    ),
    types=BUCKETS,
    passing="""
        resources:
          images: {type: "aws:s3:Bucket", properties: {region: us-east-1}}
          replica: {type: "aws:s3:Bucket", properties: {region: us-west-2}}
          copy:
            type: aws:s3:BucketReplicationConfig
            properties:
              bucket: ${images.id}
              role: arn:aws:iam::123456789012:role/replication
              rules: [{status: Enabled, destination: {bucket: "${replica.arn}"}}]
          shop:
            type: aws:cloudfront:Distribution
            properties:
              origins:
                - {originId: images, domainName: "${images.bucketRegionalDomainName}"}
                - {originId: replica, domainName: "${replica.bucketRegionalDomainName}"}
    """,
    failing="""
        resources:
          images: {type: "aws:s3:Bucket"}
          shop:
            type: aws:cloudfront:Distribution
            properties:
              origins: [{originId: images, domainName: "${images.bucketRegionalDomainName}"}]
    """,
)
def bucket_replicated(stack: Stack) -> Iterator[Verdict]:
    """Judge every bucket that a distribution of the stack reads."""
    buckets = Buckets(stack)
    replications = [one for found in stack.of_type(BUCKET_REPLICATION_CONFIG) for one in _replications(found, buckets)]
    served = dict.fromkeys(
        bucket for distribution in stack.of_type(*CLOUDFRONT_DISTRIBUTIONS) for bucket in _read_by(distribution, stack)
    )
    for bucket in served:
        yield _judge(bucket, replications)


def _read_by(distribution: Resource, stack: Stack) -> Iterator[Resource]:
    """The buckets that the origins of a distribution name, or come from."""
    origins = distribution.blocks("origins")
    blocks = [origin for origin in origins if isinstance(origin, Block)] if not isinstance(origins, Unknown) else []
    domains = {origin.text("domainName") for origin in blocks}
    sources = set(distribution.sources("origins"))
    for bucket in stack.of_type(*BUCKETS):
        if bucket.urn in sources or domains & set(_domain_names(bucket)):
            yield bucket


def _domain_names(bucket: Resource) -> Iterator[str]:
    for path in ("bucketDomainName", "bucketRegionalDomainName"):
        name = bucket.text(path)
        if isinstance(name, str):
            yield name
    name = bucket.text("bucket")
    if isinstance(name, str):
        yield f"{name}.s3.amazonaws.com"
        yield f"{name}.s3.{bucket.region}.amazonaws.com"


def _replications(declared: Resource, buckets: Buckets) -> Iterator[_Replication]:
    sources = buckets.referents(declared, "bucket")
    rules = declared.blocks("rules")
    for rule in [UNKNOWN] if isinstance(rules, Unknown) else rules:
        if rule is UNKNOWN:
            yield _Replication(declared, sources, buckets.referents(declared, "rules"), UNKNOWN, UNKNOWN)
            continue
        status, target = rule.text("status"), rule.text("destination.bucket")
        if isinstance(target, str) and (named := buckets.named(target)):
            destinations: Sequence[Resource] | Unknown = (named,)
        else:
            destinations = buckets.referents(declared, "rules") if target is UNKNOWN else ()
        enabled = UNKNOWN if status is UNKNOWN else status == "Enabled"
        yield _Replication(declared, sources, destinations, enabled, _covers_everything(rule))


def _covers_everything(rule: Block) -> bool | Unknown:
    limits = [rule.text(path) for path in ("prefix", "filter.prefix", "filter.and.prefix")]
    limits += [rule.value(path) for path in ("filter.tag", "filter.and.tags")]
    if any(limit not in (None, "", {}, UNKNOWN) for limit in limits):
        return False
    return UNKNOWN if UNKNOWN in limits else True


def _judge(bucket: Resource, replications: Sequence[_Replication]) -> Verdict:
    doubtful = []
    fault = "It has no `BucketReplicationConfig`, and none names it as the destination."
    for replication in replications:
        role = _role(bucket, replication)
        if role is None:
            continue
        other = replication.destinations if role == "source" else replication.sources
        elsewhere = _elsewhere(bucket, other)
        if UNKNOWN in (role, replication.enabled, replication.whole, elsewhere):
            doubtful.append(f"{'bucket' if role is UNKNOWN else 'rules'} of {replication.declared}")
        elif not replication.enabled:
            fault = f"The rule of {replication.declared} is not Enabled."
        elif not replication.whole:
            fault = f"The rule of {replication.declared} replicates only a part: it names a prefix or tags."
        elif elsewhere:
            return satisfied(bucket)
        else:
            fault = f"{replication.declared} replicates within {bucket.region}."
    return undecided(bucket, *doubtful) if doubtful else violated(bucket, fault)


def _role(bucket: Resource, replication: _Replication) -> str | Unknown | None:
    """What a bucket is in a replication: source, destination, neither, or not known."""
    for name, named in (("source", replication.sources), ("destination", replication.destinations)):
        if not isinstance(named, Unknown) and list(named) == [bucket]:
            return name
    possible = (replication.sources, replication.destinations)
    return UNKNOWN if any(isinstance(named, Unknown) or bucket in named for named in possible) else None


def _elsewhere(bucket: Resource, others: Sequence[Resource] | Unknown) -> bool | Unknown:
    """Whether the other end is in another Region; one that the stack does not declare is taken to be."""
    if isinstance(others, Unknown):
        return UNKNOWN
    regions = {other.region for other in others}
    if not regions:
        return True
    if len(regions) > 1 or regions & {UNKNOWN, None} or bucket.region in (UNKNOWN, None):
        return UNKNOWN
    return regions != {bucket.region}
