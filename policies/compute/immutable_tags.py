"""A tag means one image for ever."""

from collections.abc import Iterator

from policies.aws.types import ECR_REPOSITORY, ECR_REPOSITORY_CREATION_TEMPLATE
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_CACHE = "PULL_THROUGH_CACHE"


@resource_rule(
    title="Image tags are immutable",
    what="An ECR repository, and a template that ECR makes repositories by, keeps tags from being moved.",
    why=(
        "With a tag that can be moved, tasks of one service run different images according to when they started, and a "
        "rollback to the tag before brings the broken image back."
    ),
    fix=(
        "Set `image_tag_mutability` to `IMMUTABLE`: absent, tags can be moved. Repositories that replication makes "
        "take it from a `ecr.RepositoryCreationTemplate`."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Security Hub",
            "ECR.2",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/ecr-controls.html#ecr-2",
        ),
        Source(
            "Amazon ECR user guide",
            "Preventing image tags from being overwritten in Amazon ECR",
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html",
        ),
    ),
    types=(ECR_REPOSITORY, ECR_REPOSITORY_CREATION_TEMPLATE),
    corrections={"imageTagMutability": "IMMUTABLE"},
    passing="""
        resources:
          checkout:
            type: aws:ecr:Repository
            properties: {imageTagMutability: IMMUTABLE}
          replicated:
            type: aws:ecr:RepositoryCreationTemplate
            properties: {prefix: shop, appliedFors: [REPLICATION], imageTagMutability: IMMUTABLE}
    """,
    failing="""
        resources:
          checkout:
            type: aws:ecr:Repository
            properties: {name: shop/checkout}
          replicated:
            type: aws:ecr:RepositoryCreationTemplate
            properties: {prefix: shop, appliedFors: [REPLICATION]}
    """,
)
def immutable_tags(repository: Resource) -> Iterator[Verdict]:
    """Judge a repository, or a template unless it is for caches alone, whose tags follow those that they cache."""
    mutability, applied = repository.text("imageTagMutability"), repository.texts("appliedFors")
    if mutability in ("IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"):
        yield satisfied(repository)
    elif mutability is UNKNOWN:
        yield undecided(repository, "imageTagMutability")
    elif isinstance(applied, Unknown) or (applied and set(applied) <= {_CACHE, UNKNOWN} and UNKNOWN in applied):
        yield undecided(repository, "appliedFors")
    elif applied and set(applied) == {_CACHE}:
        yield satisfied(repository)
    else:
        yield violated(repository, f"`imageTagMutability` is {mutability or 'not set: tags can be moved'}.")
