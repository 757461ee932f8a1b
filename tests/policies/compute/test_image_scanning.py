from __future__ import annotations

import pytest

from policies.compute.image_scanning import image_scanning as rule
from tests.policies.harness import ABSENT, UNKNOWN, Deployment, judge, program
from tests.policies.mutants.mutant import View, mutant

TYPE = "aws:ecr/repository:Repository"
REGISTRY = "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration"
CHECKOUT = "shop-registry-images-checkout"


def not_on_push(deployment: Deployment) -> Deployment:
    return deployment.set(CHECKOUT, "imageScanningConfiguration", ABSENT, type_=TYPE)


MUTANTS = (
    mutant(
        "neither on push nor by the registry",
        "us-east-1",
        lambda d: not_on_push(d).remove("shop-registry", type_=REGISTRY),
        CHECKOUT,
    ),
    mutant(
        "a registry that scans other repositories",
        "us-east-1",
        lambda d: not_on_push(d).set("shop-registry", "rules[0].repositoryFilters[0].filter", "x/*", type_=REGISTRY),
        CHECKOUT,
    ),
    mutant(
        "a registry that scans by hand",
        "us-east-1",
        lambda d: not_on_push(d).set("shop-registry", "rules[0].scanFrequency", "MANUAL", type_=REGISTRY),
        CHECKOUT,
        view=View.DEPLOYED,
    ),
)
NONE = "scanType: BASIC"


def repository(properties: str, registry: str = NONE) -> Deployment:
    return program(f"""
        resources:
          images: {{type: "aws:ecr:Repository", properties: {{{properties}}}}}
          registry: {{type: "aws:ecr:RegistryScanningConfiguration", properties: {{{registry}}}}}
    """)


def scans(filter_: str, frequency: str = "SCAN_ON_PUSH") -> str:
    return f"rules: [{{scanFrequency: {frequency}, repositoryFilters: [{{filter: {filter_}, filterType: WILDCARD}}]}}]"


@pytest.mark.parametrize(
    ("properties", "registry"),
    [
        ("imageScanningConfiguration: {scanOnPush: true}", NONE),
        ("imageScanningConfiguration: {scanOnPush: true}, name: unknown!", scans("unknown!")),
        ("name: shop/checkout", scans("shop/*")),
        ("name: shop/checkout", scans("'*out'", "CONTINUOUS_SCAN")),
        ("name: shop/checkout", scans("check")),
        ("forceDelete: true", scans("'*'")),
        ("imageScanningConfiguration: unknown!, name: shop/checkout", scans("shop/*")),
    ],
)
def test_satisfied(properties: str, registry: str) -> None:
    judged = judge(rule, repository(properties, registry))
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("properties", "registry"),
    [
        ("name: shop/checkout", NONE),
        ("imageScanningConfiguration: {scanOnPush: false}", NONE),
        ("name: shop/checkout", scans("other/*")),
        ("name: shop/checkout", scans("'*check'")),
        ("name: shop/checkout", scans("'*'", "MANUAL")),
        ("name: shop/checkout", "rules: [{scanFrequency: SCAN_ON_PUSH}]"),
        ("name: shop/checkout, region: us-west-2", scans("'*'")),
        ("forceDelete: true", "rules: [{scanFrequency: SCAN_ON_PUSH}]"),
    ],
)
def test_violated(properties: str, registry: str) -> None:
    judged = judge(rule, repository(properties, registry))
    assert judged.names(rule.id) == {"images"}
    assert "`imageScanningConfiguration.scanOnPush` is not true" in judged.violated[rule.id]["images"]


@pytest.mark.parametrize(
    ("properties", "registry"),
    [
        ("imageScanningConfiguration: unknown!", NONE),
        ("imageScanningConfiguration: {scanOnPush: unknown!}", NONE),
        ("name: unknown!", scans("shop/*")),
        ("forceDelete: true", scans("shop/*")),
        ("name: shop/checkout", scans("unknown!")),
        ("name: shop/checkout", scans("shop/*", "unknown!")),
        ("name: shop/checkout", "rules: unknown!"),
        ("name: shop/checkout", "rules: [unknown!]"),
        ("name: shop/checkout", "rules: [{scanFrequency: SCAN_ON_PUSH, repositoryFilters: unknown!}]"),
        ("name: shop/checkout", "rules: [{scanFrequency: SCAN_ON_PUSH, repositoryFilters: [unknown!]}]"),
        ("name: shop/checkout, region: unknown!", scans("'*'")),
    ],
)
def test_undecided(properties: str, registry: str) -> None:
    judged = judge(rule, repository(properties, registry))
    assert not judged.violated
    assert "images" in judged.undecided[rule.id]


def test_a_repository_without_a_registry_s_configuration_is_judged_alone() -> None:
    deployment = repository("name: shop/checkout").remove("registry")
    assert judge(rule, deployment).names(rule.id) == {"images"}
    assert not judge(rule, deployment.set("images", "imageScanningConfiguration", UNKNOWN)).violated
