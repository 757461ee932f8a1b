"""Resources say whose they are."""

from collections.abc import Iterator

from policies.aws.tagging import TAGGED, tags
from policies.framework.resources import Resource
from policies.framework.rule import Parameter, Severity, Source, resource_rule
from policies.framework.values import UNKNOWN
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

REQUIRED = Parameter(
    name="tags",
    description="Keys of the tags that every resource has.",
    default=("Project", "Stack", "Owner", "ManagedBy"),
    schema={"items": {"type": "string", "minLength": 1, "maxLength": 128}},
)


@resource_rule(
    title="Resources are tagged",
    what=(
        "Every resource has the tags that tell whose it is, of its own or by its provider's default tags: Project, "
        "Stack, Owner and ManagedBy, unless the configuration names others."
    ),
    why=(
        "In an outage the tags tell whom to call about a resource and which program to change it in. What has none is "
        "repaired by hand, put back by the next deployment, or deleted in a clean-up because nobody answers for it."
    ),
    fix=(
        "Set `default_tags` on the `aws.Provider` and pass that provider to every resource: the default provider has "
        "none but those of the stack's `aws:defaultTags`."
    ),
    severity=Severity.LOW,
    sources=(
        Source(
            "AWS Prescriptive Guidance",
            "Best practices for using the Terraform AWS Provider: use default tags",
            "https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/structure.html",
        ),
        Source(
            "AWS Well-Architected",
            "OPS02-BP01",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/ops_ops_model_def_resource_owners.html",
        ),
    ),
    types=TAGGED,
    parameters=(REQUIRED,),
    passing="""
        resources:
          orders:
            type: aws:dynamodb:Table
            properties:
              tags: {Project: shop, Stack: us-east-1, Owner: orders-team, ManagedBy: pulumi}
    """,
    failing="""
        resources:
          orders:
            type: aws:dynamodb:Table
            properties:
              tags: {Project: shop, Owner: ""}
    """,
)
def required_tags(resource: Resource) -> Iterator[Verdict]:
    """Judge a resource by its tags; one without a value says nothing."""
    found = tags(resource)
    if found is UNKNOWN:
        yield undecided(resource, "tags")
        return
    required = resource.parameter(REQUIRED)
    missing = [key for key in required if found.get(key) in (None, "")]
    unknown = [key for key in required if found.get(key) is UNKNOWN]
    if missing:
        yield violated(
            resource, f"It has no tag {', '.join(missing)}, neither of its own nor by its provider's `default_tags`."
        )
    elif unknown:
        yield undecided(resource, *(f"tags.{key}" for key in unknown))
    else:
        yield satisfied(resource)
