"""Images are looked through for known weaknesses."""

import re
from collections.abc import Iterator, Sequence

from policies.aws.types import ECR_REGISTRY_SCANNING_CONFIGURATION, ECR_REPOSITORY
from policies.framework.resources import Resource, Stack
from policies.framework.rule import Level, Severity, Source, stack_rule
from policies.framework.values import UNKNOWN, Block, Unknown
from policies.framework.verdicts import Verdict, satisfied, undecided, violated

_AUTOMATIC = ("SCAN_ON_PUSH", "CONTINUOUS_SCAN")


@stack_rule(
    title="Images are scanned",
    what="Images of an ECR repository are scanned by the registry's configuration, or when they are pushed.",
    why=(
        "A known weakness in a library is found by those who look for it: a release that nobody scanned goes out with "
        "it, and the service is taken over or taken out until it is found, fixed and deployed in a hurry."
    ),
    fix=(
        "Declare an `ecr.RegistryScanningConfiguration` with a rule whose filter matches the repository, unless "
        "another stack does. `scan_on_push` in its `image_scanning_configuration` does too, but is deprecated."
    ),
    severity=Severity.MEDIUM,
    # The registry's configuration is one for all stacks of an account's Region, and often another stack's.
    level=Level.ADVISORY,
    sources=(
        Source(
            "AWS Security Hub",
            "ECR.1",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/ecr-controls.html#ecr-1",
        ),
        Source(
            "Amazon ECR user guide",
            "Configuring enhanced scanning for images in Amazon ECR",
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-enhanced-enabling.html",
        ),
    ),
    types=(ECR_REPOSITORY,),
    passing="""
        resources:
          checkout:
            type: aws:ecr:Repository
            properties: {name: shop/checkout}
          registry:
            type: aws:ecr:RegistryScanningConfiguration
            properties:
              scanType: ENHANCED
              rules:
              - scanFrequency: CONTINUOUS_SCAN
                repositoryFilters: [{filter: shop/*, filterType: WILDCARD}]
    """,
    failing="""
        config: {"aws:region": eu-central-1}
        resources:
          checkout:
            type: aws:ecr:Repository
            properties: {name: shop/checkout}
    """,
)
def image_scanning(stack: Stack) -> Iterator[Verdict]:
    """Judge every repository by itself and the stack's registry; absent, images are scanned when somebody asks."""
    registries = list(stack.of_type(ECR_REGISTRY_SCANNING_CONFIGURATION))
    for repository in stack.of_type(ECR_REPOSITORY):
        scanned = [_on_push(repository), *(_covers(registry, repository) for registry in registries)]
        if True in scanned:
            yield satisfied(repository)
        elif UNKNOWN in scanned:
            yield undecided(repository, "imageScanningConfiguration, or the rules of the registry")
        else:
            yield violated(repository, "`imageScanningConfiguration.scanOnPush` is not true, and no rule covers it.")


def _on_push(repository: Resource) -> bool | Unknown:
    configuration = repository.block("imageScanningConfiguration")
    on_push = configuration.flag("scanOnPush") if isinstance(configuration, Block) else configuration
    return UNKNOWN if on_push is UNKNOWN else bool(on_push)


def _covers(registry: Resource, repository: Resource) -> bool | Unknown:
    """Whether a registry's configuration scans a repository by itself."""
    regions = {registry.region, repository.region}
    if len(regions) > 1 and UNKNOWN not in regions:
        return False
    rules = registry.blocks("rules")
    if isinstance(rules, Unknown):
        return UNKNOWN
    found = [_applies(rule, repository) for rule in rules]
    if True in found:
        return UNKNOWN if UNKNOWN in regions and len(regions) > 1 else True
    return UNKNOWN if UNKNOWN in found else False


def _applies(rule: Block | Unknown, repository: Resource) -> bool | Unknown:
    if isinstance(rule, Unknown):
        return UNKNOWN
    frequency, filters = rule.text("scanFrequency"), rule.blocks("repositoryFilters")
    if frequency not in (*_AUTOMATIC, UNKNOWN):
        return False
    if isinstance(filters, Unknown):
        return UNKNOWN
    patterns = [item if isinstance(item, Unknown) else item.text("filter") for item in filters]
    matches = _matches(patterns, repository)
    return matches if matches is False else UNKNOWN if UNKNOWN in (frequency, matches) else True


def _matches(patterns: Sequence[str | Unknown | None], repository: Resource) -> bool | Unknown:
    """Whether a filter matches a repository's name: as a whole with wildcards, and any part of it without."""
    name = repository.text("name")
    known = [pattern for pattern in patterns if isinstance(pattern, str)]
    if any(set(pattern) == {"*"} for pattern in known):
        return True
    if not isinstance(name, str):
        return UNKNOWN if patterns else False
    if any(_pattern(pattern).search(name) for pattern in known):
        return True
    return UNKNOWN if UNKNOWN in patterns else False


def _pattern(text: str) -> re.Pattern[str]:
    if "*" not in text:
        return re.compile(re.escape(text))
    return re.compile(rf"\A{re.escape(text).replace(re.escape('*'), '.*')}\Z")
