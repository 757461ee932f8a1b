"""A bucket answers over TLS only."""

from collections.abc import Iterator

from policies.aws import policy_document
from policies.aws.policy_document import DENY, Document, Statement
from policies.aws.s3 import Buckets, Configurations
from policies.aws.types import BUCKET_POLICY, BUCKETS
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, stack_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated


@stack_rule(
    title="Buckets are reached over TLS",
    what="Every bucket's policy denies everybody all requests that come without TLS.",
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
    if any(isinstance(document, Document) and _denies(document) for document in documents.values()):
        return satisfied(bucket)
    unknown = [name for name, document in documents.items() if document is UNKNOWN]
    unknown += [f"bucket of {one}" for one in configurations.possible]
    if unknown:
        return undecided(bucket, *unknown)
    if configurations.certain:
        return violated(bucket, "No statement of its bucket policy denies everybody all requests without TLS.")
    return violated(bucket, "It has no `BucketPolicy`.")


def _denies(document: Document) -> bool:
    return any(_denies_without_tls(statement) for statement in document.statements)


def _denies_without_tls(statement: Statement) -> bool:
    tested = {condition.key: condition for condition in statement.conditions}
    transport = tested.pop("aws:securetransport", None)
    # AWS's own services may be left out: they come over TLS.
    tested.pop("aws:principalisawsservice", None)
    return (
        statement.effect == DENY
        and statement.everyone
        and all(statement.concerns(action) for action in ("s3:GetObject", "s3:ListBucket", "s3:PutObject"))
        and any(resource.endswith("*") for resource in statement.resources)
        and any("/" not in resource for resource in statement.resources)
        and transport is not None
        and transport.operator == "bool"
        and transport.values == ("false",)
        and not tested
    )
