"""The images that tasks start from are in the registry of their Region."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from policies.aws.ecs import containers
from policies.aws.types import ECR_REPLICATION_CONFIGURATION, ECR_REPOSITORY, ECS_TASK_DEFINITION
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Severity, Source, fleet_rule
from policies.framework.values import UNKNOWN, Answer, Block, Unknown, every
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_IMAGE: Final = re.compile(
    r"(?P<account>\d{12})\.(?:dkr\.ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?"
    r"|dkr-ecr(?:-fips)?\.(?P<dual>[a-z0-9-]+)\.on\.aws)/(?P<name>[^:@]+)"
)
"""An image in a private registry of Amazon ECR ("Amazon ECR private registry", registry URIs)."""


@fleet_rule(
    title="Images are replicated",
    what=(
        "An image repository that a stack of the fleet declares is replicated to each Region whose tasks start from "
        "its images in the registry of that Region."
    ),
    why=(
        "A task whose image is missing from its Region's registry does not start: the Region cannot be deployed, or, "
        "worse, runs on what it pulled once and cannot replace a task, add one for a failover, or roll back."
    ),
    fix=(
        "Add the Region to the `destinations` of the `ecr.ReplicationConfiguration` in the repository's Region, by a "
        "rule whose `repository_filters` match the repository."
    ),
    severity=Severity.CRITICAL,
    sources=(
        Source(
            "Amazon ECR user guide",
            "Private image replication in Amazon ECR",
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html",
        ),
    ),
    types=(ECR_REPOSITORY,),
    passing="""
        name: us-east-1
        config: {"aws:region": us-east-1}
        resources:
          storefront:
            type: aws:ecr:Repository
            properties: {name: shop/storefront}
          replication:
            type: aws:ecr:ReplicationConfiguration
            properties:
              replicationConfiguration:
                rules:
                  - destinations: [{region: us-west-2, registryId: "123456789012"}]
                    repositoryFilters: [{filter: shop/, filterType: PREFIX_MATCH}]
        ---
        name: us-west-2
        config: {"aws:region": us-west-2}
        resources:
          storefront-west:
            type: aws:ecs:TaskDefinition
            properties:
              family: storefront
              containerDefinitions: >-
                [{"name": "web", "image": "123456789012.dkr.ecr.us-west-2.amazonaws.com/shop/storefront:1"}]
    """,
    failing="""
        name: eu-central-1
        config: {"aws:region": eu-central-1}
        resources:
          checkout:
            type: aws:ecr:Repository
            properties: {name: shop/checkout}
        ---
        name: eu-west-1
        config: {"aws:region": eu-west-1}
        resources:
          checkout-dublin:
            type: aws:ecs:TaskDefinition
            properties:
              family: checkout
              containerDefinitions: >-
                [{"name": "web", "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/checkout:1"}]
    """,
)
def image_replication(stack: Stack) -> Iterator[Verdict]:
    """Judge every repository by the images of all tasks."""
    images = _Images(stack)
    replications = [
        _Replication(rule, owner) for owner in stack.of_type(ECR_REPLICATION_CONFIGURATION) for rule in _rules(owner)
    ]
    repositories: dict[str, list[Resource]] = defaultdict(list)
    for repository in stack.of_type(ECR_REPOSITORY):
        name = repository.text("name")
        if isinstance(name, Unknown):
            yield undecided(repository, "name")
        else:
            repositories[name or ""].append(repository)
    for name, found in repositories.items():
        for repository in found:
            yield _judge(repository, name, {other.region for other in found}, images, replications)


@dataclass(frozen=True)
class _Image:
    """An image of a repository, in the registry of an account and Region."""

    account: str
    region: str
    user: Resource


class _Images:
    """The images of ECR that tasks start from, by repository.

    Attributes:
        unclear: the task definitions that are not known.
    """

    def __init__(self, stack: Stack) -> None:
        self.unclear: list[Resource] = []
        self.by_name: dict[str, list[_Image]] = defaultdict(list)
        for definition in stack.of_type(ECS_TASK_DEFINITION):
            found = containers(definition)
            if isinstance(found, Unknown):
                self.unclear.append(definition)
                continue
            for container in found:
                image = container.text("image")
                if isinstance(image, str) and (parts := _IMAGE.match(image)):
                    region = parts["region"] or parts["dual"]
                    self.by_name[parts["name"]].append(_Image(parts["account"], region, definition))


@dataclass(frozen=True)
class _Replication:
    """A rule of a replication configuration."""

    rule: Block | Unknown
    owner: Resource

    def copies(self, name: str, region: str, account: str | None) -> Answer:
        """Whether it copies a repository to the registry of a Region, in an account or in whichever."""
        if isinstance(self.rule, Unknown) or self.owner.region is UNKNOWN:
            return UNKNOWN
        return every((_selects(self.rule, name), _leads_to(self.rule, region, account)))


def _rules(owner: Resource) -> Sequence[Block | Unknown]:
    rules = owner.blocks("replicationConfiguration.rules")
    return [UNKNOWN] if isinstance(rules, Unknown) else rules


def _selects(rule: Block, name: str) -> Answer:
    """Whether a rule is about a repository: by the beginning of its name, or about all."""
    filters = rule.blocks("repositoryFilters")
    if isinstance(filters, Unknown):
        return UNKNOWN
    prefixes = [UNKNOWN if isinstance(found, Unknown) else found.text("filter") for found in filters]
    if not prefixes or any(isinstance(prefix, str) and name.startswith(prefix) for prefix in prefixes):
        return True
    return UNKNOWN if UNKNOWN in prefixes else False


def _leads_to(rule: Block, region: str, account: str | None) -> Answer:
    destinations = rule.blocks("destinations")
    if isinstance(destinations, Unknown):
        return UNKNOWN
    found: Answer = False
    for destination in destinations:
        if isinstance(destination, Unknown):
            found = UNKNOWN
            continue
        place, registry = destination.text("region"), destination.text("registryId")
        if place == region and account in (None, registry):
            return True
        if place in (region, UNKNOWN) and (account is None or registry in (account, UNKNOWN)):
            found = UNKNOWN
    return found


def _judge(
    repository: Resource,
    name: str,
    homes: set[str | Unknown | None],
    images: _Images,
    replications: Sequence[_Replication],
) -> Verdict:
    own = [found for found in replications if found.owner.region in (repository.region, UNKNOWN)]
    doubtful = []
    for image in images.by_name.get(name, ()):
        if image.region in homes or _account(repository) not in ("", image.account):
            continue
        copied = {found.copies(name, image.region, image.account) for found in own}
        if not copied & {True, UNKNOWN} and UNKNOWN not in homes:
            return violated(
                repository,
                f"Nothing copies it to {image.region}, where {image.user} of stack {image.user.stack} starts from it.",
            )
        if True not in copied:
            doubtful.append("where it is and what is copied where")
    for definition in images.unclear:
        region = definition.region
        if not isinstance(region, str) or region in homes:
            continue
        if not any(found.copies(name, region, None) is True for found in own):
            doubtful.append(f"containerDefinitions of {definition}")
    return undecided(repository, *dict.fromkeys(doubtful)) if doubtful else satisfied(repository)


def _account(repository: Resource) -> str:
    """The account of a repository's registry; empty while it is not known."""
    registry = repository.text("registryId")
    return registry if isinstance(registry, str) and registry.isdigit() else ""
