from __future__ import annotations

import pytest

from policies.compute.immutable_tags import immutable_tags as rule
from tests.policies.harness import ABSENT, Deployment, judge, program
from tests.policies.mutants.mutant import mutant

TYPE = "aws:ecr/repository:Repository"
TEMPLATE = "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate"

MUTANTS = (
    mutant(
        "tags that can be moved",
        "us-east-1",
        lambda d: d.set("shop-registry-images-checkout", "imageTagMutability", "MUTABLE", type_=TYPE),
        "shop-registry-images-checkout",
    ),
    mutant(
        "tags left to the default",
        "us-east-1",
        lambda d: d.set("shop-registry-images-collector", "imageTagMutability", ABSENT, type_=TYPE),
        "shop-registry-images-collector",
    ),
    mutant(
        "tags that can be moved where images are replicated to",
        "ap-southeast-1",
        lambda d: d.set("shop-registry", "imageTagMutability", ABSENT, type_=TEMPLATE),
        "shop-registry",
    ),
)


def subject(properties: str) -> Deployment:
    return program(f"""
        resources:
          images: {{type: "aws:ecr:Repository", properties: {{{properties}}}}}
    """)


@pytest.mark.parametrize(
    "properties",
    [
        "imageTagMutability: IMMUTABLE",
        "imageTagMutability: IMMUTABLE_WITH_EXCLUSION",
    ],
)
def test_satisfied(properties: str) -> None:
    judged = judge(rule, subject(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("name: shop", "`imageTagMutability` is not set: tags can be moved"),
        ("imageTagMutability: MUTABLE", "`imageTagMutability` is MUTABLE"),
        ("imageTagMutability: MUTABLE_WITH_EXCLUSION", "is MUTABLE_WITH_EXCLUSION"),
    ],
)
def test_violated(properties: str, reason: str) -> None:
    judged = judge(rule, subject(properties))
    assert judged.names(rule.id) == {"images"}
    assert reason in judged.violated[rule.id]["images"]


@pytest.mark.parametrize(
    "properties",
    [
        "imageTagMutability: unknown!",
    ],
)
def test_undecided(properties: str) -> None:
    judged = judge(rule, subject(properties))
    assert not judged.violated
    assert "images" in judged.undecided[rule.id]


def template(properties: str) -> Deployment:
    return program(f"""
        resources:
          template: {{type: "aws:ecr:RepositoryCreationTemplate", properties: {{{properties}}}}}
    """)


@pytest.mark.parametrize("properties", ["appliedFors: [PULL_THROUGH_CACHE]", "imageTagMutability: IMMUTABLE"])
def test_a_template_for_caches_may_follow_their_sources(properties: str) -> None:
    judged = judge(rule, template(properties))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    "properties", ["appliedFors: [PULL_THROUGH_CACHE, REPLICATION]", "appliedFors: [unknown!, REPLICATION]"]
)
def test_a_template_for_replication_is_judged(properties: str) -> None:
    assert judge(rule, template(properties)).names(rule.id) == {"template"}


@pytest.mark.parametrize("properties", ["appliedFors: unknown!", "appliedFors: [unknown!]"])
def test_a_template_for_something_unknown_is_undecided(properties: str) -> None:
    judged = judge(rule, template(properties))
    assert not judged.violated
    assert "template" in judged.undecided[rule.id]
