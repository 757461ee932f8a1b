"""A bucket answers over TLS only."""

from collections.abc import Iterator, Sequence

from policies.aws import policy_document
from policies.aws.policy_document import DENY, Document, Statement, matches
from policies.aws.s3 import Buckets, Configurations
from policies.aws.types import BUCKET_POLICY, BUCKETS
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Buckets are reached over TLS",
    what="Every bucket's policy denies everybody all requests to the bucket and its objects that come without TLS.",
    why=(
        "S3 also answers plain HTTP: whoever is on the way then reads what is fetched, or changes the scripts that the "
        "shop's pages run, and customers' card data with them."
    ),
    fix=(
        "Add a statement to the `s3.BucketPolicy`: effect Deny, principal `*`, action `s3:*`, the bucket and its "
        'objects as resources, and the condition `{"Bool": {"aws:SecureTransport": "false"}}`.'
    ),
    severity=Severity.MEDIUM,
    sources=(
        Source(
            "AWS Security Hub",
            "S3.5",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-5",
        ),
        Source(
            "Amazon S3 user guide",
            "Security best practices for Amazon S3",
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
        ),
    ),
    types=BUCKETS,
    passing="""
        resources:
          invoices: {type: "aws:s3:Bucket"}
          access:
            type: aws:s3:BucketPolicy
            properties:
              bucket: ${invoices.id}
              policy: >-
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*",
                "Resource": ["arn:aws:s3:::invoices", "arn:aws:s3:::invoices/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}
    """,
    failing="""
        resources:
          invoices: {type: "aws:s3:Bucket"}
          access:
            type: aws:s3:BucketPolicy
            properties:
              bucket: ${invoices.id}
              policy: >-
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::123456789012:role/accounting"}, "Action": "s3:GetObject",
                "Resource": "arn:aws:s3:::invoices/*"}]}
    """,
)
def bucket_tls_only(stack: Stack) -> Iterator[Verdict]:
    """Judge every bucket; a policy that names the bucket by a part that only the deployment knows leaves it open."""
    for bucket, configurations in Buckets(stack).configurations(BUCKET_POLICY):
        yield _judge(bucket, configurations)


def _judge(bucket: Resource, configurations: Configurations) -> Verdict:
    documents = {f"policy of {one}": policy_document.read(one, "policy") for one in configurations.certain}
    documents["policy"] = policy_document.read(bucket, "policy")
    names = _names(bucket)
    if any(isinstance(document, Document) and _denies(document, names) for document in documents.values()):
        return satisfied(bucket)
    unknown = [name for name, document in documents.items() if document is UNKNOWN]
    unknown += [f"bucket of {one}" for one in configurations.possible]
    if unknown:
        return undecided(bucket, *unknown)
    if configurations.certain:
        return violated(
            bucket, "No statement of its bucket policy denies everybody all requests without TLS to it and its objects."
        )
    return violated(bucket, "It has no `BucketPolicy`.")


def _names(bucket: Resource) -> frozenset[str]:
    """What a bucket is called in policies, as far as that is known; an ARN ends with the name."""
    known = (bucket.text(path) for path in ("arn", "bucket", "id"))
    return frozenset(name.rsplit(":", 1)[-1] for name in known if isinstance(name, str) and name)


def _denies(document: Document, names: frozenset[str]) -> bool:
    return any(_denies_without_tls(statement, names) for statement in document.statements)


def _denies_without_tls(statement: Statement, names: frozenset[str]) -> bool:
    tested = {condition.key: condition for condition in statement.conditions}
    transport = tested.pop("aws:securetransport", None)
    # AWS's own services may be left out: they come over TLS.
    tested.pop("aws:principalisawsservice", None)
    return (
        statement.effect == DENY
        and statement.everyone
        and all(statement.concerns(action) for action in ("s3:GetObject", "s3:ListBucket", "s3:PutObject"))
        and _covers(statement.resources, names)
        and transport is not None
        and transport.operator == "bool"
        and transport.values == ("false",)
        and not tested
    )


def _covers(resources: Sequence[str], names: frozenset[str]) -> bool:
    """Whether patterns stand for the bucket, by one of its names, and for all its objects; for any, without names."""
    patterns = [resource.rsplit(":", 1)[-1] for resource in resources]
    if not names:
        return any(one.endswith("*") for one in patterns) and any("/" not in one for one in patterns)
    return any(
        any(matches(one, name) for one in patterns)
        and any(one.endswith("*") and matches(one, f"{name}/") for one in patterns)
        for name in names
    )
