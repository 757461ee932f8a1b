from __future__ import annotations

from typing import Any

import pytest

from policies.foundation.stateful_protected import stateful_protected as rule
from tests.policies.harness import Deployment, judge, program
from tests.policies.mutants.mutant import mutant

INSTANCE = "aws:rds/instance:Instance"


def unprotected(deployment: Deployment, name: str, type_: str) -> None:
    everything: list[Any] = [*deployment.alone, *deployment.together.resources]
    found = [request for request in everything if request.name == name and request.type == type_]
    assert found
    for request in found:
        request.options.protect = False


MUTANTS = (
    mutant("the database", "us-east-1", lambda d: unprotected(d, "shop-db-g1", INSTANCE), "shop-db-g1"),
    mutant("a table", "eu-central-1", lambda d: unprotected(d, "shop-carts", "aws:dynamodb/table:Table"), "shop-carts"),
    mutant("the key of a Region", "us-west-2", lambda d: unprotected(d, "shop-key", "aws:kms/key:Key"), "shop-key"),
    mutant(
        "a vault",
        "ap-southeast-1",
        lambda d: unprotected(d, "shop-backup-copies", "aws:backup/vault:Vault"),
        "shop-backup-copies",
    ),
    mutant(
        "an accelerator",
        "global",
        lambda d: unprotected(d, "edge-eu", "aws:globalaccelerator/accelerator:Accelerator"),
        "edge-eu",
    ),
    mutant(
        "a bucket of assets",
        "global",
        lambda d: unprotected(d, "edge-assets-replica", "aws:s3/bucket:Bucket"),
        "edge-assets-replica",
    ),
)


def resource(type_: str, properties: str = "", *, protect: bool = False, other: str = "") -> Deployment:
    return program(f"""
        resources:
          it:
            type: aws:{type_}
            properties: {{{properties}}}
            options: {{protect: {str(protect).lower()}}}
          {other}
    """)


@pytest.mark.parametrize(
    "deployment",
    [
        resource("dynamodb:Table", protect=True),
        resource("rds:Instance", "replicateSourceDb: orders"),
        resource("rds:Instance", 'replicateSourceDb: "arn:aws:rds:eu-west-1:1:db:orders"'),
        resource("rds:Cluster", 'replicationSourceIdentifier: "arn:aws:rds:eu-west-1:1:cluster:orders"'),
        resource("kms:Key", "region: eu-west-1"),
        resource(
            "s3:Bucket",
            other='canary: {type: "aws:synthetics:Canary", properties: {artifactS3Location: "s3://${it.bucket}/"}}',
        ),
        resource("lb:LoadBalancer"),
    ],
)
def test_satisfied(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert not judged.undecided


@pytest.mark.parametrize(
    ("deployment", "lost"),
    [
        (resource("dynamodb:Table"), "the items"),
        (resource("rds:Instance"), "the data"),
        (resource("rds:Cluster"), "the data"),
        (resource("kms:Key"), "whatever is encrypted with it"),
        (resource("kms:Key", "region: us-east-1"), "whatever is encrypted with it"),
        (resource("s3:Bucket"), "the objects and the name"),
        (resource("route53:Zone"), "the name servers"),
    ],
)
def test_violated(deployment: Deployment, lost: str) -> None:
    judged = judge(rule, deployment)
    assert f"`protect` is not set; with it goes {lost}" in judged.violated[rule.id]["it"]


@pytest.mark.parametrize(
    "deployment",
    [
        resource("rds:Instance", "replicateSourceDb: unknown!"),
        resource("rds:Cluster", "replicationSourceIdentifier: unknown!"),
        resource("kms:Key", "region: unknown!"),
    ],
)
def test_undecided(deployment: Deployment) -> None:
    judged = judge(rule, deployment)
    assert not judged.violated
    assert "it" in judged.undecided[rule.id]
