"""A task starts without another Region."""

import re
from collections.abc import Iterator

from policies.aws.ecs import containers
from policies.aws.types import ECS_TASK_DEFINITION
from policies.framework.resources import Resource
from policies.framework.rule import Severity, Source, resource_rule
from policies.framework.values import UNKNOWN, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_REGISTRY = re.compile(r"\d{12}\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.")
"""A private registry of ECR, by its IPv4 or dual-stack name; the group is its Region."""


@resource_rule(
    title="Images come from the Region",
    what="An image from a private ECR registry comes from the registry of the Region in which the task runs.",
    why=(
        "A task pulls its image whenever it starts. If the registry's Region fails, no other Region can scale, deploy "
        "or replace a task any more, at the very moment when they have to take over."
    ),
    fix=(
        "Name the Region's own registry in `image` (`<account>.dkr.ecr.<region>.amazonaws.com/...`), and replicate the "
        "repositories to it with `ecr.ReplicationConfiguration`."
    ),
    severity=Severity.HIGH,
    sources=(
        Source(
            "AWS Well-Architected",
            "REL11-BP05",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
            "rel_withstand_component_failures_static_stability.html",
        ),
        Source(
            "Amazon ECR user guide",
            "Private image replication in Amazon ECR",
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html",
        ),
    ),
    types=(ECS_TASK_DEFINITION,),
    passing="""
        config: {"aws:region": us-west-2}
        resources:
          checkout:
            type: aws:ecs:TaskDefinition
            properties:
              containerDefinitions: '[{"image": "123456789012.dkr.ecr.us-west-2.amazonaws.com/checkout:1"}]'
    """,
    failing="""
        config: {"aws:region": us-west-2}
        resources:
          checkout:
            type: aws:ecs:TaskDefinition
            properties:
              containerDefinitions: '[{"image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/checkout:1"}]'
    """,
)
def regional_images(task_definition: Resource) -> Iterator[Verdict]:
    """Judge a task definition by its images from private registries of ECR; others have no Region."""
    found, region = containers(task_definition), task_definition.region
    if isinstance(found, Unknown):
        yield undecided(task_definition, "containerDefinitions")
        return
    images = [image for image in (container.text("image") for container in found) if isinstance(image, str)]
    regions = {match.group(1) for match in map(_REGISTRY.match, images) if match}
    if region in (None, UNKNOWN) and regions:
        yield undecided(task_definition, "region")
    elif abroad := sorted(regions - {str(region)}):
        yield violated(task_definition, f"`image` comes from {', '.join(abroad)}; the task runs in {region}.")
    else:
        yield satisfied(task_definition)
